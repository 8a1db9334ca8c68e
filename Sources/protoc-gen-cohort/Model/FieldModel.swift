/// A field of a message as the generated code has it.
struct FieldModel {
    /// How many values there are, and how their presence is known.
    enum Shape {
        /// Always there; the zero is not written.
        case plain(Value)
        /// There or nil.
        case optional(Value)
        case repeated(Value, isPacked: Bool)
        case map(key: Value, value: Value)
        /// A case of the oneof that is held in `property`.
        case choice(Value, property: String)
    }

    let name: String
    let number: UInt32
    let shape: Shape
    let comments: [String]

    init(
        _ field: Plugin.Field, of message: Plugin.MessageType, comments: [String], in schema: Schema
    ) throws(GeneratorError) {
        name = SwiftNames.member(field.name)
        number = UInt32(field.number)
        shape = try Self.shape(of: field, in: message, schema)
        self.comments = comments
    }

    /// The tag of a value of the wire type.
    func tag(_ wireType: UInt32) -> UInt32 { number << 3 | wireType }

    private static func shape(
        of field: Plugin.Field, in message: Plugin.MessageType, _ schema: Schema
    ) throws(GeneratorError) -> Shape {
        let value = try Value(field, in: schema)
        if field.label == .repeated {
            if value.isMessage, case .message(let entry) = try schema.entry(field.typeName).kind,
                entry.options?.isMapEntry == true, entry.fields.count == 2
            {
                return .map(key: try Value(entry.fields[0], in: schema), value: try Value(entry.fields[1], in: schema))
            }
            return .repeated(value, isPacked: value.isPackable && field.options?.packed != false)
        }
        if let index = field.oneofIndex, !field.isProto3Optional, index < message.oneofs.count {
            return .choice(value, property: SwiftNames.member(message.oneofs[Int(index)].name))
        }
        return value.isMessage || field.isProto3Optional ? .optional(value) : .plain(value)
    }
}
