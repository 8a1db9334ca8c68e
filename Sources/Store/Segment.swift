internal import Compression

/// The first bytes of a file of the journal (`JOURNAL.md`, Segments):
///
///     "COHORTJ\n" | version uint32 | 0 uint32 | first revision uint64 | chain uint64 | seed uint64 | checksum uint64
struct SegmentHeader {
    static let size = 48
    static let version: UInt32 = 3
    /// Version 2 did not say what a session was for, what ran in it and what a mutation changed; version 1 had no receipts
    /// either. All else is the same.
    static let readableVersions: ClosedRange<UInt32> = 1...3
    static let magic = Array("COHORTJ\n".utf8)

    /// The revision of the first record that the segment may hold.
    let first: UInt64
    /// The checksum of the batch before that record.
    let chain: UInt64
    /// Seeds the checksums of the segment's batches.
    let seed: UInt64
    /// The format that its batches are in.
    let version: UInt32

    init(first: UInt64, chain: UInt64, seed: UInt64, version: UInt32 = Self.version) {
        self.first = first
        self.chain = chain
        self.seed = seed
        self.version = version
    }

    init(_ bytes: [UInt8], file: String) throws(Damage) {
        guard bytes.count >= Self.size, Array(bytes[..<8]) == Self.magic else {
            throw Damage(file: file, offset: 0, expected: "the first bytes of a journal segment")
        }
        guard Checksum.of(bytes[..<40], seed: 0) == bytes.uint64(at: 40) else {
            throw Damage(file: file, offset: 40, expected: "the checksum of the segment's header")
        }
        guard Self.readableVersions.contains(bytes.uint32(at: 8)) else {
            throw Damage(file: file, offset: 8, expected: "format version \(Self.version), or a newer cohortd")
        }
        self.init(
            first: bytes.uint64(at: 16), chain: bytes.uint64(at: 24), seed: bytes.uint64(at: 32),
            version: bytes.uint32(at: 8))
    }

    var encoded: [UInt8] {
        var bytes = Self.magic
        bytes.append(number: version)
        bytes.append(number: UInt32(0))
        bytes.append(number: first)
        bytes.append(number: chain)
        bytes.append(number: seed)
        bytes.append(number: Checksum.of(bytes, seed: 0))
        return bytes
    }
}

/// How files of the store are named.
enum FileName {
    static let newSegment = "journal.new"
    static let newSnapshot = "snapshot.new"
    static let reserve = "reserve"

    private static let segmentPrefix = "journal-"
    private static let snapshotPrefix = "snapshot-"

    static func segment(first revision: UInt64) -> String { segmentPrefix + revision.paddedHex }
    static func snapshot(at revision: UInt64) -> String { snapshotPrefix + revision.paddedHex }

    /// The first revision of the segment that has this name.
    static func segmentRevision(_ name: String) -> UInt64? { revision(name, after: segmentPrefix) }
    static func snapshotRevision(_ name: String) -> UInt64? { revision(name, after: snapshotPrefix) }

    private static func revision(_ name: String, after prefix: String) -> UInt64? {
        guard name.hasPrefix(prefix), let revision = UInt64(name.dropFirst(prefix.count), radix: 16) else { return nil }
        // Only as we write it: no sign, no capitals, no digit less.
        return name == prefix + revision.paddedHex ? revision : nil
    }
}

/// Bytes that are not what was written: nothing is guessed, the start is refused.
public struct Damage: Error, Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// Where in the file, in bytes.
    public let offset: Int
    public let expected: String

    public init(file: String, offset: Int, expected: String) {
        self.file = file
        self.offset = offset
        self.expected = expected
    }

    public var description: String { "`\(file)` is damaged at byte \(offset): expected \(expected)" }
}
