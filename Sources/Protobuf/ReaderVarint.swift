extension Reader {
    /// Reads a variable-length number. Of the tenth byte only the lowest bit counts, as in other implementations.
    @inlinable
    mutating func varint() throws(DecodingError) -> UInt64 {
        guard offset < end else { throw .truncated }
        let first = unsafe buffer[offset]
        guard first >= 0x80 else {
            offset += 1
            return UInt64(first)
        }
        return try longVarint(byteCountMax: 10)
    }

    /// Reads the length of what follows; as many bytes are there.
    @inlinable
    mutating func length() throws(DecodingError) -> Int {
        guard offset < end else { throw .truncated }
        let first = unsafe buffer[offset]
        let length: Int
        if first < 0x80 {
            offset += 1
            length = Int(first)
        } else {
            length = try longLength()
        }
        guard length <= end - offset else { throw .truncated }
        return length
    }

    @usableFromInline
    mutating func longVarint(byteCountMax: Int) throws(DecodingError) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<byteCountMax {
            guard offset < end else { throw .truncated }
            let byte = unsafe buffer[offset]
            offset += 1
            value |= UInt64(byte & 0x7F) << UInt64(7 * index)
            if byte < 0x80 { return value }
        }
        throw .varintTooLong
    }

    @usableFromInline
    mutating func longLength() throws(DecodingError) -> Int {
        let length = try longVarint(byteCountMax: 5)
        guard length <= Int32.max else { throw .lengthTooLarge }
        return Int(length)
    }

    @usableFromInline
    mutating func longTag() throws(DecodingError) -> UInt32 {
        let wide = try longVarint(byteCountMax: 5)
        guard let tag = UInt32(exactly: wide) else { throw .invalidTag }
        guard tag >> 3 > 0 else { throw .invalidTag }
        guard WireType(rawValue: tag & 7) != nil else { throw .invalidTag }
        return tag
    }
}
