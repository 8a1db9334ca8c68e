internal import Compression

/// How a snapshot lies on disk (`JOURNAL.md`, Snapshots):
///
///     "COHORTS\n" | version uint32 | 0 uint32 | blocks
///     block: size on disk uint32 | size of its message uint32 | checksum uint64 | the message, compressed by zstd
///
/// The first block is a `SnapshotHead`, all others are `SnapshotBlock`s; the head says how many rows they hold, and the
/// last one has the state's digest. A block's checksum is seeded with its number, so that no block can stand in
/// another's place.
enum SnapshotFormat {
    static let magic = Array("COHORTS\n".utf8)
    /// Two versions differ in two bits at least: no checksum is over them.
    static let version: UInt32 = 7
    /// Version 4 did not say what runs in a session; version 2 had neither the digest nor the time of the last record;
    /// version 1 had no receipts either.
    static let readableVersions: Set<UInt32> = [1, 2, 4, 7]
    static let headerSize = 16
    static let blockHeaderSize = 16

    static var header: [UInt8] {
        var bytes = magic
        bytes.append(number: version)
        bytes.append(number: UInt32(0))
        return bytes
    }

    static func block(_ message: [UInt8], number: Int) -> [UInt8] {
        let compressed = Zstd.compress(message)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(blockHeaderSize + compressed.count)
        bytes.append(number: UInt32(compressed.count))
        bytes.append(number: UInt32(message.count))
        bytes.append(number: Checksum.of(compressed, seed: UInt64(number)))
        return bytes + compressed
    }
}
