/// What a start finds on disk: the newest snapshot, then the journal (`JOURNAL.md`, Start).
public struct Recovery: Sendable {
    public let state: State
    public let end: JournalEnd
    /// The revision of the snapshot that it began with; 0: none.
    public let snapshotRevision: UInt64
    /// The torn end of the last segment, if there was one.
    public let torn: Torn?

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

    /// Reads what is on disk, and then takes away what an interrupted step left beside it. What is damaged stays as it
    /// is, to the last file.
    public init(from disk: some Storage) throws(Failure) {
        // Names that a program gave before it was killed may not be on disk yet, and what follows relies on them.
        try Failure.catching { () throws(StorageError) in try disk.sync() }
        let recovery = try Recovery(lookingAt: disk)
        try Failure.catching { () throws(StorageError) in
            let names = try disk.names()
            for leftover in [FileName.newSnapshot, FileName.newSegment] where names.contains(leftover) {
                try disk.remove(leftover)
            }
            // Segments that it makes superfluous are kept for the audit trail, until the next snapshot.
            try Self.remove(Self.olderSnapshots(names, than: recovery.snapshotRevision)[...], on: disk)
        }
        self = recovery
    }

    /// Reads what is on disk, and changes nothing.
    public init(lookingAt disk: some Storage) throws(Failure) {
        let names = try Failure.catching { () throws(StorageError) in try disk.names() }
        var replay = Replay(State(), chain: 0)
        let newest = names.compactMap(FileName.snapshotRevision).max()
        if let newest {
            let snapshot = try SnapshotReader.read(FileName.snapshot(at: newest), on: disk)
            replay = Replay(snapshot.state, chain: snapshot.chain)
        }
        snapshotRevision = newest ?? 0
        let segments = SegmentNames(names).beyond(snapshotRevision)
        for name in segments { try replay.read(name, isLast: name == segments.last, on: disk) }
        (state, end, torn) = (replay.state, replay.end, replay.torn)
    }

    static func olderSnapshots(_ names: [String], than revision: UInt64) -> [String] {
        names.filter { (FileName.snapshotRevision($0) ?? revision) < revision }
    }

    /// Removes files, for good.
    static func remove(_ names: ArraySlice<String>, on disk: some Storage) throws(StorageError) {
        for name in names { try disk.remove(name) }
        if !names.isEmpty { try disk.sync() }
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
