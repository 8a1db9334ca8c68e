/// A service as the generated code has it: names and types of its methods.
struct ServiceModel {
    struct Method {
        let name: String
        let wireName: String
        let request: String
        let reply: String
        let streamsRequests: Bool
        let streamsReplies: Bool
        let comments: [String]
    }

    let name: String
    let fullName: String
    let methods: [Method]
    let comments: [String]

    init(
        _ service: Plugin.Service, package: String, path: [Int32], comments: Comments, in schema: Schema
    ) throws(GeneratorError) {
        name = SwiftNames.type(service.name, suffix: "Service")
        fullName = package + "." + service.name
        self.comments = comments.about(path)
        var methods: [Method] = []
        for (index, method) in service.methods.enumerated() {
            methods.append(
                Method(
                    name: SwiftNames.member(method.name, besides: ["name"]),
                    wireName: method.name,
                    request: try schema.entry(method.inputType).swiftName,
                    reply: try schema.entry(method.outputType).swiftName,
                    streamsRequests: method.streamsRequests,
                    streamsReplies: method.streamsReplies,
                    comments: comments.about(path + [2, Int32(index)])))
        }
        self.methods = methods
        try refuseTwins(methods.map(\.name), in: fullName)
    }
}
