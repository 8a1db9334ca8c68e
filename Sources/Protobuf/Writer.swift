/// The bytes of a message as it is written, field after field: first the tag, then the value.
public struct Writer: Sendable {
    /// What has been written.
    @inlinable public var bytes: [UInt8] { written }

    @usableFromInline var written: [UInt8] = []

    /// Most messages fit; for larger ones the array grows by doubling.
    @usableFromInline static let capacityAtStart = 224

    /// A writer with nothing written.
    @inlinable
    public init() {
        written.reserveCapacity(Self.capacityAtStart)
    }

    /// A writer that goes on behind `bytes`, such as the header of a frame.
    @inlinable
    public init(appendingTo bytes: consuming [UInt8]) {
        written = bytes
    }

    /// Gives up what has been written, without a copy.
    @inlinable
    public consuming func finish() -> [UInt8] { written }

    /// Begins a field: `tag` is `number << 3 | wire type`.
    @inlinable
    public mutating func tag(_ tag: UInt32) {
        varint(UInt64(tag))
    }

    /// Writes a sub-message behind its length.
    @inlinable
    public mutating func message(_ message: some Message) {
        let start = open()
        message.write(to: &self)
        close(start)
    }

    /// Begins a value whose length is known only at its end: a sub-message, a map entry, a packed field.
    /// Returns the start to close it with.
    @inlinable
    public mutating func open() -> Int {
        // One byte for the length is enough for most; `close` makes room when it is not.
        written.append(0)
        return written.count
    }

    /// Ends the value that was opened last.
    @inlinable
    public mutating func close(_ start: Int) {
        let count = written.count - start
        if count < 0x80 {
            written[start - 1] = UInt8(truncatingIfNeeded: count)
        } else {
            insertLongLength(count, at: start - 1)
        }
    }

    @usableFromInline
    mutating func insertLongLength(_ count: Int, at index: Int) {
        precondition(count <= Int32.max, "no reader takes a message over 2 GiB")
        var length = Writer(appendingTo: [])
        length.longVarint(UInt64(count))
        written.replaceSubrange(index...index, with: length.written)
    }
}
