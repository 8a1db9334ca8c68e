internal import Protobuf
internal import Wire

// What objects carry, as it is typed and as it is printed.

extension Command {
    /// A field's value of the type that the field takes.
    static func attribute(_ word: String, _ text: String) throws(Failure) -> V1.Attribute {
        guard let field = V1.Field(word: word) else { throw .usage("`\(word)` is no field") }
        let value: V1.Attribute.Value?
        switch field {
        case .long, .sizeX, .sizeY, .sizeZ, .sizeC, .sizeT, .row, .column, .index, .fileSize, .exitStatus, .started,
            .ended, .session, .changes, .requester, .requestGroup, .timeLimit:
            value = Int64(text).map { .integer($0) }
        case .double, .physicalSizeX, .physicalSizeY, .physicalSizeZ: value = Double(text).map { .real($0) }
        case .boolean, .isReadOnly, .isCancelled: value = ["true": .truth(true), "false": .truth(false)][text]
        case .derivedFrom, .plateRun: value = .reference(try ObjectName(text).id)
        case .shapes, .pairs, .contentDigest, .programDigest, .arguments: value = nil
        default: value = .text(text)
        }
        guard let value else { throw .usage("`\(text)` is no value for `\(word)`") }
        return .with {
            $0.field = field
            $0.value = value
        }
    }
}

extension V1.Attribute {
    var json: JSON {
        switch value {
        case .text(let text): .string(text)
        case .integer(let number): .integer(number)
        case .real(let number): .real(number)
        case .truth(let truth): .bool(truth)
        case .bytes(let bytes) where field == .shapes: shapes(bytes)
        case .bytes(let bytes): .string(bytes.hexadecimal)
        case .pairs(let list): .array(list.pairs.map { .array([.string($0.key), .string($0.value)]) })
        case .reference(let id): .number(id)
        case .newReference(let position): .number(UInt64(position))
        case nil: .null
        }
    }

    private func shapes(_ bytes: [UInt8]) -> JSON {
        guard let shapes = V1.Shapes(readable: bytes) else { return .string(bytes.hexadecimal) }
        return .array(
            shapes.shapes.map { shape in
                let numbers = shape.coordinates.map { ($0.name, JSON.real($0.value)) }
                let points = shape.points.isEmpty ? [] : [("points", JSON.string(shape.points))]
                let label = shape.label.isEmpty ? [] : [("label", JSON.string(shape.label))]
                return .object([("type", .string(shape.type))] + numbers + points + label)
            })
    }
}

extension Message {
    /// `nil` if the bytes are no such message.
    init?(readable bytes: [UInt8]) {
        do throws(DecodingError) { try self.init(serializedBytes: bytes) } catch { return nil }
    }
}
