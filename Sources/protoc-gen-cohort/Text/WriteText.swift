/// The function that writes a message, in the order of the field numbers.
extension SwiftText {
    mutating func write(_ model: MessageModel) {
        block("\(access)func write(to writer: inout Writer)") { text in
            for field in model.fields.sorted(by: { $0.number < $1.number }) { text.write(field) }
        }
    }

    private mutating func write(_ field: FieldModel) {
        let property = "self.\(field.name)"
        switch field.shape {
        case .plain(let value):
            block("if \(value.isPresent(property))") { $0.write(property, as: value, field) }
        case .optional(let value):
            block("if let value = \(property)") { $0.write("value", as: value, field) }
        case .repeated(let value, isPacked: false):
            block("for value in \(property)") { $0.write("value", as: value, field) }
        case .repeated(let value, isPacked: true):
            block("if !\(property).isEmpty") { text in
                text.line("writer.tag(\(field.tag(2)))")
                text.line("let start = writer.open()")
                text.line("for value in \(property) { \(value.write("value")) }")
                text.line("writer.close(start)")
            }
        case .map(let key, let value):
            writeEntries(key, value, field, of: property)
        case .choice(let value, let holder):
            block("if case .\(field.name)(let value)? = self.\(holder)") { $0.write("value", as: value, field) }
        }
    }

    private mutating func write(_ expression: String, as value: Value, _ field: FieldModel) {
        line("writer.tag(\(field.tag(value.wireType)))")
        line(value.write(expression))
    }

    /// Entries go out in the order of their keys, so that the same fields give the same bytes.
    private mutating func writeEntries(_ key: Value, _ value: Value, _ field: FieldModel, of property: String) {
        let order = key.precedes("$0.key", "$1.key")
        block("for (key, value) in \(property).sorted(by: { \(order) })") { text in
            text.line("writer.tag(\(field.tag(2)))")
            text.line("let start = writer.open()")
            text.line("writer.tag(\(8 | key.wireType))")
            text.line(key.write("key"))
            text.line("writer.tag(\(16 | value.wireType))")
            text.line(value.write("value"))
            text.line("writer.close(start)")
        }
    }
}
