/// A protobuf message. The generator writes the conformances.
public protocol Message: Hashable, Sendable {
    /// The full name in the `.proto` file, such as `cohort.v1.CheckRequest`.
    static var protoMessageName: String { get }

    /// A message with every field at its default.
    init()

    /// Reads fields to the end of the reader: a later value replaces an earlier one, repeated fields grow,
    /// and messages merge.
    mutating func merge(from reader: inout Reader) throws(DecodingError)

    /// Writes the fields that are not at their default, in the order of their numbers.
    func write(to writer: inout Writer)
}

extension Message {
    /// Decodes a message that fills `bytes`.
    @inlinable
    public init(serializedBytes bytes: [UInt8]) throws(DecodingError) {
        self.init()
        try merge(serializedBytes: bytes.span)
    }

    /// Decodes a message that fills `bytes`, a part of a larger buffer.
    @inlinable
    public init(serializedBytes bytes: ArraySlice<UInt8>) throws(DecodingError) {
        self.init()
        try merge(serializedBytes: bytes.span)
    }

    /// Decodes a message that fills `bytes`, in place.
    @inlinable
    public init(serializedBytes bytes: Span<UInt8>) throws(DecodingError) {
        self.init()
        try merge(serializedBytes: bytes)
    }

    /// Merges an encoded message into this one. After an error, this one is of no use.
    @inlinable
    public mutating func merge(serializedBytes bytes: Span<UInt8>) throws(DecodingError) {
        try Reader.read(bytes) { (reader: inout Reader) throws(DecodingError) in
            try merge(from: &reader)
        }
    }

    /// The encoded message. The same fields give the same bytes, always.
    @inlinable
    public func serializedBytes() -> [UInt8] {
        var writer = Writer()
        write(to: &writer)
        return writer.bytes
    }

    /// A message whose fields `populate` has set.
    @inlinable
    public static func with(_ populate: (inout Self) -> Void) -> Self {
        var message = Self()
        populate(&message)
        return message
    }
}
