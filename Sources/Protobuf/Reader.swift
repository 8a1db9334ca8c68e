/// A place in the bytes of a message, and where that message ends.
///
/// A reader is lent to the body of ``read(_:_:)`` and cannot be copied out of it, so it does not outlive its bytes.
@safe
public struct Reader: ~Copyable {
    /// How deep messages and groups may lie below the outermost message.
    public static let depthMax = 100

    @usableFromInline let buffer: UnsafeBufferPointer<UInt8>

    /// Where the next byte is read, counted from the start of the outermost message.
    @usableFromInline var offset = 0

    /// Where the innermost open message ends; at most `buffer.count`.
    @usableFromInline var end: Int

    /// How many levels may still be opened.
    @usableFromInline var depthLeft = Reader.depthMax

    @usableFromInline
    init(_ buffer: UnsafeBufferPointer<UInt8>) {
        unsafe self.buffer = buffer
        end = buffer.count
    }

    /// Lends a reader over `bytes`.
    @inlinable
    public static func read<Result>(
        _ bytes: Span<UInt8>, _ body: (inout Reader) throws(DecodingError) -> Result
    ) throws(DecodingError) -> Result {
        try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(DecodingError) in
            var reader = unsafe Reader(buffer)
            return try body(&reader)
        }
    }

    /// Whether the innermost open message or packed field is read to its end.
    @inlinable
    public var isAtEnd: Bool { offset == end }

    /// The tag of the next field, `number << 3 | wire type`, or nil at the end of the message.
    @inlinable
    public mutating func nextTag() throws(DecodingError) -> UInt32? {
        guard offset < end else { return nil }
        let first = unsafe buffer[offset]
        // One byte, a field number from 1 to 15, a wire type from 0 to 5: nearly every tag there is.
        if first < 0x80, first >= 0x08, first & 7 < 6 {
            offset += 1
            return UInt32(first)
        }
        return try longTag()
    }

    /// Reads a sub-message, merging it into `message`.
    @inlinable
    public mutating func message(_ message: inout some Message) throws(DecodingError) {
        let outerEnd = try openMessage()
        try message.merge(from: &self)
        closeMessage(outerEnd)
    }

    /// Reads a sub-message, merging it into `message` if there is one.
    @inlinable
    public mutating func message<M: Message>(_ message: inout M?) throws(DecodingError) {
        var merged = message ?? M()
        message = nil
        try self.message(&merged)
        message = merged
    }

    /// Reads a sub-message and appends it.
    @inlinable
    public mutating func message<M: Message>(appendingTo messages: inout [M]) throws(DecodingError) {
        var message = M()
        try self.message(&message)
        messages.append(message)
    }
}
