internal import Permissions
internal import Protobuf

/// What a start finds on disk: the newest snapshot, then the journal (`JOURNAL.md`, Start).
public struct Recovery: Sendable {
    public private(set) var state = State()
    public private(set) var end: JournalEnd
    /// The revision of the snapshot that it began with; 0: none.
    public private(set) var snapshotRevision: UInt64 = 0
    /// The torn end of the last segment, if there was one.
    public private(set) var torn: Torn?

    /// Bytes behind the last whole batch: a write that a crash cut short, never acknowledged.
    public struct Torn: Hashable, Sendable, CustomStringConvertible {
        public let file: String
        public let offset: Int
        public let size: Int

        public var description: String { "\(size) bytes of `\(file)` from byte \(offset) on" }
    }

    /// Why nothing can be started from what is there.
    public enum Failure: Error, Hashable, Sendable {
        case damage(Damage)
        case storage(StorageError)
    }

    /// Reads what is on disk. Takes away only what an interrupted step left beside it.
    public init(from disk: some Storage) throws(Failure) {
        do throws(StorageError) {
            // Names that a program gave before it was killed may not be on disk yet, and what follows relies on them.
            try disk.sync()
            let names = try disk.names()
            for leftover in [FileName.newSnapshot, FileName.newSegment] where names.contains(leftover) {
                try disk.remove(leftover)
            }
        } catch { throw .storage(error) }
        end = JournalEnd(next: 1, chain: 0, tail: nil)
        try readSnapshot(disk)
        try replay(disk)
    }

    private mutating func readSnapshot(_ disk: some Storage) throws(Failure) {
        let names = try Failure.catching { () throws(StorageError) in try disk.names() }
        guard let revision = names.compactMap(FileName.snapshotRevision).max() else { return }
        let snapshot = try SnapshotReader.read(FileName.snapshot(at: revision), on: disk)
        state = snapshot.state
        snapshotRevision = revision
        end = JournalEnd(next: revision + 1, chain: snapshot.chain, tail: nil)
        try Failure.catching { () throws(StorageError) in try Self.dropSuperfluous(on: disk, snapshot: revision) }
    }

    private mutating func replay(_ disk: some Storage) throws(Failure) {
        let names = try Failure.catching { () throws(StorageError) in try disk.names() }
        let firsts = names.compactMap(FileName.segmentRevision).sorted()
        for (index, first) in firsts.enumerated() {
            let isLast = index == firsts.count - 1
            try replaySegment(FileName.segment(first: first), isLast: isLast, on: disk)
        }
    }
}

extension Recovery {
    private mutating func replaySegment(_ name: String, isLast: Bool, on disk: some Storage) throws(Failure) {
        let bytes = try Failure.catching { () throws(StorageError) in
            let file = try disk.open(name)
            return try file.read(try file.size, at: 0)
        }
        do throws(Damage) {
            var segment = try SegmentReader(bytes, name: name)
            guard segment.header.first <= end.next else {
                throw Damage(
                    file: name, offset: 16, expected: "revision \(end.next) or less: records before it are missing")
            }
            if segment.header.first == end.next, segment.header.chain != end.chain {
                throw Damage(file: name, offset: 24, expected: "the checksum of the batch before")
            }
            while let batch = try segment.nextBatch() { try apply(batch, of: segment) }
            try segment.checkEnd(isLast: isLast)
            torn = segment.torn
            let tail = JournalEnd.Tail(
                header: segment.header, isSealed: segment.isSealed, lastBatch: segment.lastBatch,
                offset: segment.offset)
            // Where batches that the snapshot holds are gone, nothing could follow in the segment: its chain is broken.
            let isEnd = segment.next == state.revision + 1
            end = JournalEnd(next: state.revision + 1, chain: end.chain, tail: isEnd ? tail : nil)
        } catch {
            throw .damage(error)
        }
    }

    /// Applies a batch, unless the snapshot holds it.
    private mutating func apply(_ batch: SegmentReader.FoundBatch, of segment: SegmentReader) throws(Damage) {
        let last = batch.header.first + batch.header.count - 1
        guard batch.header.first <= state.revision + 1 else {
            throw Damage(file: segment.name, offset: batch.offset, expected: "revision \(state.revision + 1)")
        }
        guard last > state.revision else {
            if last == state.revision, batch.header.checksum != end.chain {
                throw Damage(
                    file: segment.name, offset: batch.offset, expected: "the batch that the snapshot ends with")
            }
            return
        }
        for record in batch.records where record.revision > state.revision {
            guard record.revision == state.revision + 1 else {
                throw Damage(file: segment.name, offset: batch.offset, expected: "revision \(state.revision + 1)")
            }
            state.apply(record)
        }
        end = JournalEnd(next: state.revision + 1, chain: batch.header.checksum, tail: nil)
    }

    /// Removes segments that end at or before the snapshot, and older snapshots.
    static func dropSuperfluous(on disk: some Storage, snapshot revision: UInt64) throws(StorageError) {
        let names = try disk.names()
        let firsts = names.compactMap(FileName.segmentRevision).sorted()
        var superfluous = zip(firsts, firsts.dropFirst())
            .filter { $0.1 <= revision + 1 }
            .map { FileName.segment(first: $0.0) }
        superfluous += names.filter { (FileName.snapshotRevision($0) ?? revision) < revision }
        for name in superfluous { try disk.remove(name) }
        if !superfluous.isEmpty { try disk.sync() }
    }
}

extension Recovery.Failure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .damage(let damage): damage.description
        case .storage(let error): error.description
        }
    }

    static func catching<Result>(
        _ body: () throws(StorageError) -> Result
    ) throws(Recovery.Failure) -> Result {
        do throws(StorageError) { return try body() } catch { throw .storage(error) }
    }
}
