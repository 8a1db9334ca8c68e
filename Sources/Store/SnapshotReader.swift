internal import Compression
internal import Permissions
internal import Protobuf

/// Reads a snapshot back, or says where it is damaged.
struct SnapshotReader {
    /// The state of a snapshot and the checksum of the batch that it ends with.
    static func read(
        _ name: String, on disk: some Storage
    ) throws(Recovery.Failure) -> (state: State, chain: UInt64) {
        let bytes = try Recovery.Failure.catching { () throws(StorageError) in
            let file = try disk.open(name)
            return try file.read(try file.size, at: 0)
        }
        do throws(Damage) {
            var reader = SnapshotReader(bytes, name: name)
            return try reader.read()
        } catch {
            throw .damage(error)
        }
    }

    private let bytes: [UInt8]
    private let name: String
    private var offset = SnapshotFormat.headerSize
    private var number = 0

    private init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    private mutating func read() throws(Damage) -> (state: State, chain: UInt64) {
        guard bytes.count >= SnapshotFormat.headerSize, Array(bytes[..<8]) == SnapshotFormat.magic else {
            throw Damage(file: name, offset: 0, expected: "the first bytes of a snapshot")
        }
        guard SnapshotFormat.readableVersions.contains(bytes.uint32(at: 8)), bytes.uint32(at: 12) == 0 else {
            throw Damage(
                file: name, offset: 8, expected: "format version \(SnapshotFormat.version), or a newer cohortd")
        }
        let head: JournalV1.SnapshotHead = try nextBlock()
        guard FileName.snapshot(at: head.revision) == name else {
            throw Damage(file: name, offset: offset, expected: "the revision that the file is named after")
        }
        var builder = StateBuilder()
        while offset < bytes.count {
            let start = offset
            let block: JournalV1.SnapshotBlock = try nextBlock()
            guard builder.add(block) else {
                throw Damage(file: name, offset: start, expected: "rows that this version of cohortd can read")
            }
        }
        let state = builder.finish(head)
        guard state.holds(head) else {
            throw Damage(file: name, offset: offset, expected: "as many rows as the first block says")
        }
        return (state, head.chain)
    }

    private mutating func nextBlock<Block: Message>() throws(Damage) -> Block {
        let damage = Damage(file: name, offset: offset, expected: "a whole block")
        guard bytes.count - offset >= SnapshotFormat.blockHeaderSize else { throw damage }
        let size = Int(bytes.uint32(at: offset))
        let messageSize = Int(bytes.uint32(at: offset + 4))
        let start = offset + SnapshotFormat.blockHeaderSize
        guard size <= bytes.count - start, messageSize <= StoreLimits.blockSizeMax else { throw damage }
        let compressed = bytes[start..<(start + size)]
        guard Checksum.of(compressed, seed: UInt64(number)) == bytes.uint64(at: offset + 8),
            let message = Zstd.decompress(Array(compressed), size: messageSize)
        else { throw damage }
        offset = start + size
        number += 1
        do { return try Block(serializedBytes: message) } catch { throw damage }
    }
}
