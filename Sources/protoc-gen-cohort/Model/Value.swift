/// One value of a field: its type in Swift, and the Swift that reads, writes and judges it.
struct Value {
    let swiftType: String
    let wireType: UInt32
    /// What stands for absence.
    let zero: String
    /// The runtime's function for it, of reader and writer alike.
    private let function: String
    private let kind: Plugin.Field.Kind

    init(_ field: Plugin.Field, in schema: Schema) throws(GeneratorError) {
        kind = field.kind
        switch field.kind {
        case .message, .enum:
            let entry = try schema.entry(field.typeName)
            swiftType = entry.swiftName
            switch entry.kind {
            case .message: (wireType, zero, function) = (2, swiftType + "()", "message")
            case .enumeration(let zeroCase): (wireType, zero, function) = (0, "." + zeroCase, "int32")
            }
        default:
            guard let scalar = Scalar(field.kind) else { throw .groupField(field.name) }
            (swiftType, wireType, zero, function) = (scalar.swiftType, scalar.wireType, scalar.zero, scalar.function)
        }
    }

    var isMessage: Bool { kind == .message }

    var isPackable: Bool { wireType != 2 }

    /// An expression that reads one value that is no message.
    var read: String {
        kind == .enum ? "\(swiftType)(rawValue: try reader.int32())" : "try reader.\(function)()"
    }

    /// A statement that writes `expression`.
    func write(_ expression: String) -> String {
        kind == .enum ? "writer.int32(\(expression).rawValue)" : "writer.\(function)(\(expression))"
    }

    /// A condition: `expression` is not what stands for absence. Of numbers with a point, -0.0 is not.
    func isPresent(_ expression: String) -> String {
        switch kind {
        case .bool: expression
        case .string, .bytes: "!\(expression).isEmpty"
        case .float, .double: "\(expression).bitPattern != 0"
        case .enum: "\(expression).rawValue != 0"
        default: "\(expression) != 0"
        }
    }

    /// A condition that orders the keys `first` and `second` of a map.
    func precedes(_ first: String, _ second: String) -> String {
        kind == .bool ? "!\(first) && \(second)" : "\(first) < \(second)"
    }
}
