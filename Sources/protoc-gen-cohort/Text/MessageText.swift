extension SwiftText {
    mutating func message(_ model: MessageModel) {
        comments(model.comments)
        block("\(access)struct \(model.name): Message") { text in
            text.line("\(text.access)static var protoMessageName: String { \"\(model.fullName)\" }")
            text.properties(model)
            for oneof in model.oneofs { text.oneof(oneof) }
            text.line()
            text.line("\(text.access)init() {}")
            text.line()
            text.merge(model)
            text.line()
            text.write(model)
            for type in model.enums {
                text.line()
                text.enumeration(type)
            }
            for type in model.messages {
                text.line()
                text.message(type)
            }
        }
    }

    private mutating func properties(_ model: MessageModel) {
        for field in model.fields {
            guard let declaration = field.declaration else { continue }
            line()
            comments(field.comments)
            line("\(access)var \(declaration)")
        }
    }

    private mutating func oneof(_ model: OneofModel) {
        line()
        comments(model.comments)
        line("\(access)var \(model.property): \(model.typeName)?")
        line()
        comments(model.comments)
        block("\(access)enum \(model.typeName): Hashable, Sendable") { text in
            for choice in model.choices {
                guard case .choice(let value, _) = choice.shape else { continue }
                text.comments(choice.comments)
                text.line("case \(choice.name)(\(value.swiftType))")
            }
        }
    }
}

extension FieldModel {
    /// Name, type and first value; nil for what a oneof's property holds.
    fileprivate var declaration: String? {
        switch shape {
        case .plain(let value): "\(name): \(value.swiftType) = \(value.zero)"
        case .optional(let value): "\(name): \(value.swiftType)?"
        case .repeated(let value, _): "\(name): [\(value.swiftType)] = []"
        case .map(let key, let value): "\(name): [\(key.swiftType): \(value.swiftType)] = [:]"
        case .choice: nil
        }
    }
}
