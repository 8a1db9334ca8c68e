/// A scalar type of the language: what it is in Swift, and which function of the runtime reads and writes it.
struct Scalar {
    let swiftType: String
    let function: String
    let wireType: UInt32
    let zero: String

    init?(_ kind: Plugin.Field.Kind) {
        // swift-format-ignore
        let row: (String, String, UInt32, String)? = switch kind {
        case .double:   ("Double", "double", 1, "0")
        case .float:    ("Float", "float", 5, "0")
        case .int64:    ("Int64", "int64", 0, "0")
        case .uint64:   ("UInt64", "uint64", 0, "0")
        case .int32:    ("Int32", "int32", 0, "0")
        case .fixed64:  ("UInt64", "fixed64", 1, "0")
        case .fixed32:  ("UInt32", "fixed32", 5, "0")
        case .bool:     ("Bool", "bool", 0, "false")
        case .string:   ("String", "string", 2, "\"\"")
        case .bytes:    ("[UInt8]", "bytes", 2, "[]")
        case .uint32:   ("UInt32", "uint32", 0, "0")
        case .sfixed32: ("Int32", "sfixed32", 5, "0")
        case .sfixed64: ("Int64", "sfixed64", 1, "0")
        case .sint32:   ("Int32", "sint32", 0, "0")
        case .sint64:   ("Int64", "sint64", 0, "0")
        case .message, .enum, .group, .unspecified, .unrecognized: nil
        }
        guard let row else { return nil }
        (swiftType, function, wireType, zero) = row
    }
}
