/// The function that reads a message: one `case` to each tag that the message knows, all others are skipped.
extension SwiftText {
    mutating func merge(_ model: MessageModel) {
        block("\(access)mutating func merge(from reader: inout Reader) throws(DecodingError)") { text in
            text.readFields { text in
                for field in model.fields { text.read(field) }
            }
        }
    }

    private mutating func readFields(_ cases: (inout SwiftText) -> Void) {
        block("while let tag = try reader.nextTag()") { text in
            text.line("switch tag {")
            cases(&text)
            text.line("default: try reader.skip(tag)")
            text.line("}")
        }
    }

    private mutating func read(_ field: FieldModel) {
        let property = "self.\(field.name)"
        switch field.shape {
        case .plain(let value), .optional(let value):
            let statement = value.isMessage ? "try reader.message(&\(property))" : "\(property) = \(value.read)"
            line("case \(field.tag(value.wireType)): \(statement)")
        case .repeated(let value, _):
            readRepeated(value, field, into: property)
        case .map(let key, let value):
            readEntry(key, value, field, into: property)
        case .choice(let value, let holder):
            readChoice(value, field, into: "self.\(holder)")
        }
    }

    /// Numbers are accepted packed and one by one, whichever way this version would write them.
    private mutating func readRepeated(_ value: Value, _ field: FieldModel, into property: String) {
        let append =
            value.isMessage ? "try reader.message(appendingTo: &\(property))" : "\(property).append(\(value.read))"
        line("case \(field.tag(value.wireType)): \(append)")
        guard value.isPackable else { return }
        line("case \(field.tag(2)):")
        indented { text in
            text.line("let outerEnd = try reader.openPacked()")
            text.line("while !reader.isAtEnd { \(append) }")
            text.line("reader.closePacked(outerEnd)")
        }
    }

    /// An entry is a message with the key as field 1 and the value as field 2; either may be absent.
    private mutating func readEntry(_ key: Value, _ value: Value, _ field: FieldModel, into property: String) {
        line("case \(field.tag(2)):")
        indented { text in
            text.line("var key: \(key.swiftType) = \(key.zero)")
            text.line("var value: \(value.swiftType) = \(value.zero)")
            text.line("let outerEnd = try reader.openMessage()")
            text.readFields { text in
                text.line("case \(8 | key.wireType): key = \(key.read)")
                let statement = value.isMessage ? "try reader.message(&value)" : "value = \(value.read)"
                text.line("case \(16 | value.wireType): \(statement)")
            }
            text.line("reader.closeMessage(outerEnd)")
            text.line("\(property)[key] = value")
        }
    }

    /// A message merges into the one that is there, if it is of the same case.
    private mutating func readChoice(_ value: Value, _ field: FieldModel, into holder: String) {
        guard value.isMessage else {
            line("case \(field.tag(value.wireType)): \(holder) = .\(field.name)(\(value.read))")
            return
        }
        line("case \(field.tag(2)):")
        indented { text in
            text.line("var value = \(value.zero)")
            text.line("if case .\(field.name)(let earlier)? = \(holder) { value = earlier }")
            text.line("try reader.message(&value)")
            text.line("\(holder) = .\(field.name)(value)")
        }
    }
}
