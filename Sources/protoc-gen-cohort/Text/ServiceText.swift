extension SwiftText {
    mutating func service(_ model: ServiceModel) {
        comments(model.comments)
        block("\(access)enum \(model.name)") { text in
            text.line("/// The name of the service on the wire.")
            text.line("\(text.access)static let name = \"\(model.fullName)\"")
            text.line()
            text.line("/// The methods by their names on the wire.")
            text.methodNames(model)
            for method in model.methods {
                text.line()
                text.comments(method.comments)
                text.descriptor(method, of: model)
            }
        }
    }

    /// An enum of no cases cannot have raw values.
    private mutating func methodNames(_ model: ServiceModel) {
        let inherited = model.methods.isEmpty ? "CaseIterable, Sendable" : "String, CaseIterable, Sendable"
        block("\(access)enum Method: \(inherited)") { text in
            for method in model.methods { text.line("case \(method.name) = \"\(method.wireName)\"") }
        }
    }

    private mutating func descriptor(_ method: ServiceModel.Method, of service: ServiceModel) {
        line("\(access)static let \(method.name) = MethodDescriptor<\(method.request), \(method.reply)>(")
        indented { text in
            text.line("service: \"\(service.fullName)\", method: \"\(method.wireName)\",")
            text.line("streamsRequests: \(method.streamsRequests), streamsReplies: \(method.streamsReplies))")
        }
    }
}
