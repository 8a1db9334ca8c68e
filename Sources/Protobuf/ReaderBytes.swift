extension Reader {
    /// Reads a `string`, which must be UTF-8.
    @inlinable
    public mutating func string() throws(DecodingError) -> String {
        let range = try range()
        let content = unsafe UnsafeBufferPointer(rebasing: buffer[range])
        // Three times as fast as the failable initializer of String.
        guard let utf8 = try? UTF8Span(validating: unsafe content.span) else { throw .invalidUTF8 }
        return String(copying: utf8)
    }

    /// Reads a `bytes` field.
    @inlinable
    public mutating func bytes() throws(DecodingError) -> [UInt8] {
        let range = try range()
        return unsafe [UInt8](UnsafeBufferPointer(rebasing: buffer[range]))
    }

    /// Reads past a length-delimited field; returns where its content lies in the bytes that ``read(_:_:)`` was given.
    /// A `string` read like this is not checked.
    @inlinable
    public mutating func range() throws(DecodingError) -> Range<Int> {
        let count = try length()
        defer { offset += count }
        return offset..<offset + count
    }
}
