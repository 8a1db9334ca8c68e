internal import Compression
internal import Protobuf

/// Records that go to disk together, in one write and one sync (`JOURNAL.md`, Batches).
public struct Batch: Sendable {
    /// The revision of its first record.
    public let first: UInt64
    /// The revision of its last record.
    public private(set) var last: UInt64
    /// Each record behind its length.
    private(set) var payload: [UInt8] = []
    /// Whether it holds nothing but what may use the reserve of a full disk.
    private(set) var relieves = true

    init(first: UInt64) {
        self.first = first
        last = first - 1
    }

    public var isEmpty: Bool { last < first }

    /// Bytes of its records.
    public var size: Int { payload.count }

    mutating func append(_ record: Record) {
        precondition(record.revision == last + 1, "a batch holds records in order, each once")
        var writer = Writer(appendingTo: payload)
        payload = []
        writer.message(record.message)
        payload = writer.bytes
        last = record.revision
        relieves = relieves && record.relieves
    }
}

/// The forty bytes before the records of a batch, and how a batch is told from rubbish:
///
///     size uint32 | flags uint32 | first revision uint64 | count uint32 | 0 uint32 | chain uint64 | checksum uint64
///
/// All little-endian. `size` counts the bytes of the records; zeros follow up to a multiple of eight. `chain` is the
/// checksum of the batch before. `checksum` is XXH3 of the 32 bytes before it and the records, seeded with a number
/// that only the segment knows: nobody can put a batch into a name.
struct BatchHeader {
    static let size = 40
    static let alignment = 8
    /// Nothing follows in this segment.
    static let sealFlag: UInt32 = 1

    let payloadSize: Int
    let isSeal: Bool
    let first: UInt64
    let count: UInt64
    let chain: UInt64
    let checksum: UInt64

    /// Bytes on disk, padding included.
    var paddedSize: Int { Self.paddedSize(payload: payloadSize) }

    static func paddedSize(payload: Int) -> Int { size + (payload + alignment - 1) / alignment * alignment }

    /// The header at an offset, if it says nothing that no header says. What follows it is not looked at.
    init?(unchecked bytes: [UInt8], at offset: Int) {
        guard bytes.count - offset >= Self.size else { return nil }
        payloadSize = Int(bytes.uint32(at: offset))
        let flags = bytes.uint32(at: offset + 4)
        first = bytes.uint64(at: offset + 8)
        count = UInt64(bytes.uint32(at: offset + 16))
        chain = bytes.uint64(at: offset + 24)
        checksum = bytes.uint64(at: offset + 32)
        isSeal = flags == Self.sealFlag
        guard flags <= Self.sealFlag, first > 0, bytes.uint32(at: offset + 20) == 0, (count == 0) == isSeal
        else { return nil }
    }

    /// The header at an offset if a whole, untouched batch begins there.
    init?(_ bytes: [UInt8], at offset: Int, seed: UInt64) {
        self.init(unchecked: bytes, at: offset)
        // Most offsets of a search end here, before anything is hashed.
        guard paddedSize <= bytes.count - offset else { return nil }
        let end = offset + Self.size + payloadSize
        let payload = bytes[(offset + Self.size)..<end]
        guard bytes[end..<(offset + paddedSize)].allSatisfy({ $0 == 0 }),
            Self.checksum(head: bytes[offset..<(offset + 32)], payload: payload, seed: seed) == checksum
        else { return nil }
    }

    fileprivate static func checksum(
        head: ArraySlice<UInt8>, payload: some Sequence<UInt8>, seed: UInt64
    ) -> UInt64 {
        Checksum.of(payload, seed: Checksum.of(head, seed: seed))
    }
}

extension Batch {
    /// The batch as it lies on disk, and its checksum.
    func encoded(chain: UInt64, seed: UInt64) -> (bytes: [UInt8], checksum: UInt64) {
        Self.encoded(flags: 0, first: first, count: last + 1 - first, payload: payload, chain: chain, seed: seed)
    }

    /// The mark that ends a segment: after it no byte of the segment can be taken for a torn write.
    static func seal(next revision: UInt64, chain: UInt64, seed: UInt64) -> [UInt8] {
        encoded(flags: BatchHeader.sealFlag, first: revision, count: 0, payload: [], chain: chain, seed: seed).bytes
    }

    private static func encoded(
        flags: UInt32, first: UInt64, count: UInt64, payload: [UInt8], chain: UInt64, seed: UInt64
    ) -> (bytes: [UInt8], checksum: UInt64) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(BatchHeader.paddedSize(payload: payload.count))
        bytes.append(number: UInt32(payload.count))
        bytes.append(number: flags)
        bytes.append(number: first)
        bytes.append(number: UInt32(count))
        bytes.append(number: UInt32(0))
        bytes.append(number: chain)
        let checksum = BatchHeader.checksum(head: bytes[...], payload: payload, seed: seed)
        bytes.append(number: checksum)
        bytes += payload
        while bytes.count % BatchHeader.alignment != 0 { bytes.append(0) }
        return (bytes, checksum)
    }
}
