/// A JSON value that was read.
enum JSONValue: Equatable {
    case null
    case truth(Bool)
    /// As it is written: what it is for says how much of it counts.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The value that fills these bytes; `nil` if they are no JSON, or say a member twice.
    init?(_ bytes: ArraySlice<UInt8>) {
        var reader = JSONReader(bytes)
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }
}

/// Reads JSON text, as strictly as it is specified (RFC 8259).
private struct JSONReader {
    /// An export needs six.
    private static let depthMax = 16

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return rest.isEmpty
        }
    }

    mutating func value(depth: Int) -> JSONValue? {
        guard depth < Self.depthMax else { return nil }
        skipSpace()
        switch rest.first {
        case UInt8(ascii: "{"): return object(depth + 1)
        case UInt8(ascii: "["): return array(depth + 1)
        case UInt8(ascii: "\""): return string().map(JSONValue.string)
        case UInt8(ascii: "t"): return takes("true") ? .truth(true) : nil
        case UInt8(ascii: "f"): return takes("false") ? .truth(false) : nil
        case UInt8(ascii: "n"): return takes("null") ? .null : nil
        default: return number()
        }
    }

    private mutating func skipSpace() {
        rest = rest.drop { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
    }

    private mutating func takes(_ word: StaticString) -> Bool {
        guard rest.starts(with: Array("\(word)".utf8)) else { return false }
        rest = rest.dropFirst(word.utf8CodeUnitCount)
        return true
    }

    private mutating func object(_ depth: Int) -> JSONValue? {
        rest.removeFirst()
        var members: [String: JSONValue] = [:]
        skipSpace()
        if takes("}") { return .object([:]) }
        while true {
            skipSpace()
            guard rest.first == UInt8(ascii: "\""), let name = string() else { return nil }
            skipSpace()
            guard takes(":"), let value = value(depth: depth), members.updateValue(value, forKey: name) == nil
            else { return nil }
            skipSpace()
            if takes("}") { return .object(members) }
            guard takes(",") else { return nil }
        }
    }

    private mutating func array(_ depth: Int) -> JSONValue? {
        rest.removeFirst()
        var values: [JSONValue] = []
        skipSpace()
        if takes("]") { return .array([]) }
        while true {
            guard let value = value(depth: depth) else { return nil }
            values.append(value)
            skipSpace()
            if takes("]") { return .array(values) }
            guard takes(",") else { return nil }
        }
    }

    private mutating func number() -> JSONValue? {
        let text = rest.prefix { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || Array("+-.eE".utf8).contains(byte)
        }
        rest = rest.dropFirst(text.count)
        let number = String(decoding: text, as: UTF8.self)
        let digits = number.drop { $0 == "-" }
        let isPlain = digits.first?.isNumber == true && number.last?.isNumber == true && !number.hasPrefix("--")
        let hasZeroAhead = digits.count > 1 && digits.hasPrefix("0") && digits.dropFirst().first?.isNumber == true
        return isPlain && !hasZeroAhead && Double(number) != nil ? .number(number) : nil
    }

    private mutating func string() -> String? {
        rest.removeFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(validating: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escaped() else { return nil }
                bytes += Array(String(Character(scalar)).utf8)
            case 0..<0x20: return nil
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private mutating func escaped() -> Unicode.Scalar? {
        switch rest.popFirst() {
        case UInt8(ascii: "\""): "\""
        case UInt8(ascii: "\\"): "\\"
        case UInt8(ascii: "/"): "/"
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "f"): "\u{c}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        case UInt8(ascii: "u"): escapedUnit()
        default: nil
        }
    }

    /// A scalar beyond the first plane is written as two units.
    private mutating func escapedUnit() -> Unicode.Scalar? {
        guard let unit = unit() else { return nil }
        guard (0xd800..<0xdc00).contains(unit) else { return Unicode.Scalar(unit) }
        guard takes("\\u"), let low = self.unit(), (0xdc00..<0xe000).contains(low) else { return nil }
        return Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
    }

    private mutating func unit() -> UInt32? {
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        guard digits.count == 4, !digits.contains(UInt8(ascii: "+")) else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
