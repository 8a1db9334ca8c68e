/// One function to each scalar type of the language, named like the type; `enum` values are read as `int32`.
extension Reader {
    /// Reads an `int32`. Bits above the lowest 32 are dropped, as in every implementation.
    @inlinable
    public mutating func int32() throws(DecodingError) -> Int32 { Int32(truncatingIfNeeded: try varint()) }

    /// Reads an `int64`.
    @inlinable
    public mutating func int64() throws(DecodingError) -> Int64 { Int64(bitPattern: try varint()) }

    /// Reads a `uint32`. Bits above the lowest 32 are dropped, as in every implementation.
    @inlinable
    public mutating func uint32() throws(DecodingError) -> UInt32 { UInt32(truncatingIfNeeded: try varint()) }

    /// Reads a `uint64`.
    @inlinable
    public mutating func uint64() throws(DecodingError) -> UInt64 { try varint() }

    /// Reads an `sint32`: the sign is the lowest bit.
    @inlinable
    public mutating func sint32() throws(DecodingError) -> Int32 {
        let value = try uint32()
        return Int32(bitPattern: value >> 1) ^ -Int32(bitPattern: value & 1)
    }

    /// Reads an `sint64`: the sign is the lowest bit.
    @inlinable
    public mutating func sint64() throws(DecodingError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// Reads a `bool`: anything but 0 is true.
    @inlinable
    public mutating func bool() throws(DecodingError) -> Bool { try varint() != 0 }

    /// Reads a `fixed32`.
    @inlinable
    public mutating func fixed32() throws(DecodingError) -> UInt32 {
        guard end - offset >= 4 else { throw .truncated }
        defer { offset += 4 }
        let raw = unsafe UnsafeRawBufferPointer(buffer).loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return UInt32(littleEndian: raw)
    }

    /// Reads a `fixed64`.
    @inlinable
    public mutating func fixed64() throws(DecodingError) -> UInt64 {
        guard end - offset >= 8 else { throw .truncated }
        defer { offset += 8 }
        let raw = unsafe UnsafeRawBufferPointer(buffer).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        return UInt64(littleEndian: raw)
    }

    /// Reads an `sfixed32`.
    @inlinable
    public mutating func sfixed32() throws(DecodingError) -> Int32 { Int32(bitPattern: try fixed32()) }

    /// Reads an `sfixed64`.
    @inlinable
    public mutating func sfixed64() throws(DecodingError) -> Int64 { Int64(bitPattern: try fixed64()) }

    /// Reads a `float`.
    @inlinable
    public mutating func float() throws(DecodingError) -> Float { Float(bitPattern: try fixed32()) }

    /// Reads a `double`.
    @inlinable
    public mutating func double() throws(DecodingError) -> Double { Double(bitPattern: try fixed64()) }
}
