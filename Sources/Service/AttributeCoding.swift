internal import Permissions
internal import Protobuf
internal import Wire

extension Attributes {
    /// The attributes of a request that refers to existing objects only.
    init(_ messages: [V1.Attribute]) throws(CallError) {
        self.init()
        try set(messages)
    }

    /// Sets what each of them says, the same thing once only.
    mutating func set(_ messages: [V1.Attribute]) throws(CallError) {
        try messages.checkFieldsDiffer()
        for message in messages { try set(message) }
    }

    mutating func set(_ message: V1.Attribute) throws(CallError) {
        let field = try Permissions.Field(message.field)
        guard let value = message.value else { throw .invalid(.missing("value")) }
        self[field] =
            switch value {
            case .text(let text): .text(text)
            case .integer(let number): .integer(number)
            case .real(let number): .real(number)
            case .truth(let truth): .truth(truth)
            case .bytes(let bytes): .bytes(field == .shapes ? try bytes.shapes() : bytes)
            case .pairs(let list): .pairs(list.pairs.map { Value.Pair(key: $0.key, value: $0.value) })
            case .reference(let id): .reference(ObjectID(id))
            case .newReference(let position): throw .invalid(.reference(position, count: 0))
            }
    }

    var messages: [V1.Attribute] {
        entries.map { entry in
            .with {
                $0.field = entry.field.message
                $0.value = entry.value.message
            }
        }
    }
}

extension [V1.Attribute] {
    /// Whoever says two things of one field means one of them, and nobody knows which.
    func checkFieldsDiffer() throws(CallError) {
        guard Set(lazy.map(\.field)).count == count else { throw .invalid(.twice("attributes")) }
    }
}

extension [UInt8] {
    /// These bytes, which readers take for a `Shapes` message: so they are one.
    fileprivate func shapes() throws(CallError) -> [UInt8] {
        do throws(DecodingError) { _ = try V1.Shapes(serializedBytes: self) } catch { throw .invalid(.shapes) }
        return self
    }
}

extension Value {
    fileprivate var message: V1.Attribute.Value {
        switch self {
        case .text(let text): .text(text)
        case .integer(let number): .integer(number)
        case .real(let number): .real(number)
        case .truth(let truth): .truth(truth)
        case .bytes(let bytes): .bytes(bytes)
        case .reference(let id): .reference(id.rawValue)
        case .pairs(let pairs):
            .pairs(
                .with {
                    $0.pairs = pairs.map { pair in
                        .with {
                            $0.key = pair.key
                            $0.value = pair.value
                        }
                    }
                })
        }
    }
}
