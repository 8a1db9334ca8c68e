/// One function to each scalar type of the language, named like the type; `enum` values are written as `int32`.
extension Writer {
    /// Writes an `int32`. A negative one takes ten bytes, so that it reads well as an `int64`.
    @inlinable
    public mutating func int32(_ value: Int32) { varint(UInt64(truncatingIfNeeded: value)) }

    /// Writes an `int64`.
    @inlinable
    public mutating func int64(_ value: Int64) { varint(UInt64(bitPattern: value)) }

    /// Writes a `uint32`.
    @inlinable
    public mutating func uint32(_ value: UInt32) { varint(UInt64(value)) }

    /// Writes a `uint64`.
    @inlinable
    public mutating func uint64(_ value: UInt64) { varint(value) }

    /// Writes an `sint32`: the sign becomes the lowest bit.
    @inlinable
    public mutating func sint32(_ value: Int32) { uint32(UInt32(bitPattern: value << 1 ^ value >> 31)) }

    /// Writes an `sint64`: the sign becomes the lowest bit.
    @inlinable
    public mutating func sint64(_ value: Int64) { varint(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    /// Writes a `bool`.
    @inlinable
    public mutating func bool(_ value: Bool) { written.append(value ? 1 : 0) }

    /// Writes a `fixed32`.
    @inlinable
    public mutating func fixed32(_ value: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) { written.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    /// Writes a `fixed64`.
    @inlinable
    public mutating func fixed64(_ value: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { written.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    /// Writes an `sfixed32`.
    @inlinable
    public mutating func sfixed32(_ value: Int32) { fixed32(UInt32(bitPattern: value)) }

    /// Writes an `sfixed64`.
    @inlinable
    public mutating func sfixed64(_ value: Int64) { fixed64(UInt64(bitPattern: value)) }

    /// Writes a `float`.
    @inlinable
    public mutating func float(_ value: Float) { fixed32(value.bitPattern) }

    /// Writes a `double`.
    @inlinable
    public mutating func double(_ value: Double) { fixed64(value.bitPattern) }

    /// Writes a `string` behind its length.
    @inlinable
    public mutating func string(_ value: String) {
        let utf8 = value.utf8
        varint(UInt64(utf8.count))
        // Twice as fast as appending the view itself; only a string made by Foundation is not contiguous.
        let isWritten: Void? = unsafe utf8.withContiguousStorageIfAvailable { unsafe written.append(contentsOf: $0) }
        if isWritten == nil { written.append(contentsOf: utf8) }
    }

    /// Writes a `bytes` field behind its length.
    @inlinable
    public mutating func bytes(_ value: [UInt8]) {
        varint(UInt64(value.count))
        written.append(contentsOf: value)
    }

    @inlinable
    mutating func varint(_ value: UInt64) {
        if value < 0x80 {
            written.append(UInt8(truncatingIfNeeded: value))
        } else {
            longVarint(value)
        }
    }

    @usableFromInline
    mutating func longVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            written.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        written.append(UInt8(truncatingIfNeeded: rest))
    }
}
