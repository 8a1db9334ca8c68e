internal import Compression
internal import Permissions
internal import Protobuf

/// What a snapshot says.
public struct Snapshot: Sendable {
    public let state: State
    /// The checksum of the batch that ends with the state's last record.
    public let chain: UInt64
    public let version: UInt32
    /// The digest that its writer found; `nil` before format version 4.
    public let digest: [UInt8]?
}

/// Reads a snapshot back, or says where it is damaged.
public struct SnapshotReader {
    /// The snapshot of this name in the store's directory.
    static func read(_ name: String, on disk: some Storage) throws(Recovery.Failure) -> Snapshot {
        let bytes = try Recovery.Failure.catching { () throws(StorageError) in try disk.bytes(of: name) }
        do throws(Damage) {
            let snapshot = try read(bytes, name: name)
            guard FileName.snapshot(at: snapshot.state.revision) == name else {
                throw Damage(
                    file: name, offset: SnapshotFormat.headerSize, expected: "the revision that the file is named after"
                )
            }
            return snapshot
        } catch {
            throw .damage(error)
        }
    }

    /// The snapshot in these bytes, whatever their file is called.
    public static func read(_ bytes: [UInt8], name: String) throws(Damage) -> Snapshot {
        var reader = try SnapshotReader(bytes, name: name)
        return try reader.read()
    }

    private let bytes: [UInt8]
    private let name: String
    private let version: UInt32
    private(set) var offset = SnapshotFormat.headerSize
    private var number = 0

    init(_ bytes: [UInt8], name: String) throws(Damage) {
        guard bytes.count >= SnapshotFormat.headerSize, Array(bytes[..<8]) == SnapshotFormat.magic else {
            throw Damage(file: name, offset: 0, expected: "the first bytes of a snapshot")
        }
        let version = bytes.uint32(at: 8)
        guard SnapshotFormat.readableVersions.contains(version), bytes.uint32(at: 12) == 0 else {
            throw Damage(
                file: name, offset: 8, expected: "format version \(SnapshotFormat.version) or less, or a newer cohortd")
        }
        self.bytes = bytes
        self.name = name
        self.version = version
    }

    var isAtEnd: Bool { offset == bytes.count }

    private mutating func read() throws(Damage) -> Snapshot {
        let head: JournalV1.SnapshotHead = try nextBlock()
        var builder = StateBuilder()
        var digest: [UInt8]?
        while !isAtEnd {
            let start = offset
            guard digest == nil else { throw Damage(file: name, offset: start, expected: "nothing behind the digest") }
            let block: JournalV1.SnapshotBlock = try nextBlock()
            guard builder.add(block) else {
                throw Damage(file: name, offset: start, expected: "rows that this version of cohortd can read")
            }
            if !block.digest.isEmpty { digest = block.digest }
        }
        guard digest != nil || version < 4 else {
            throw Damage(file: name, offset: offset, expected: "the last block, with the digest of the state")
        }
        let state = builder.finish(head)
        guard state.holds(head) else {
            throw Damage(file: name, offset: offset, expected: "as many rows as the first block says")
        }
        return Snapshot(state: state, chain: head.chain, version: version, digest: digest)
    }

    /// Passes over a block that cannot be read, as far as it says how large it is. Answers whether there is another one.
    mutating func skipBlock() -> Bool {
        guard bytes.count - offset >= SnapshotFormat.blockHeaderSize else { return false }
        let size = Int(bytes.uint32(at: offset))
        guard size < bytes.count - offset - SnapshotFormat.blockHeaderSize else { return false }
        offset += SnapshotFormat.blockHeaderSize + size
        number += 1
        return true
    }

    /// The message of the next block. After it throws, the reader stands where it did.
    mutating func nextBlock<Block: Message>() throws(Damage) -> Block {
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
        defer {
            offset = start + size
            number += 1
        }
        do { return try Block(serializedBytes: message) } catch { throw damage }
    }
}
