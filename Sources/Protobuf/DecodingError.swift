/// Why bytes are not a message. Where in the bytes does not matter to anyone who can act on it.
public enum DecodingError: Error, Hashable, Sendable {
    /// The bytes end inside a field, or a length points past the end of its message.
    case truncated
    /// A variable-length number takes more than ten bytes; a tag or a length, more than five.
    case varintTooLong
    /// A tag has field number 0, an undefined wire type, or more than 32 bits.
    case invalidTag
    /// A length does not fit a message of 2 GiB.
    case lengthTooLarge
    /// A `string` field is not UTF-8.
    case invalidUTF8
    /// A group ends that did not begin, or under another number.
    case unmatchedEndGroup
    /// Messages or groups lie more than ``Reader/depthMax`` deep.
    case tooDeep
}

extension DecodingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated: "message ends inside a field"
        case .varintTooLong: "number takes too many bytes"
        case .invalidTag: "field has an invalid number or wire type"
        case .lengthTooLarge: "length is over 2 GiB"
        case .invalidUTF8: "string is not UTF-8"
        case .unmatchedEndGroup: "group ends that did not begin"
        case .tooDeep: "messages are nested too deeply"
        }
    }
}
