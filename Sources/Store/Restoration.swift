internal import Compression

/// A state as it was at some time: from a snapshot or a backup, and a journal behind it.
public struct Restoration: Sendable {
    public let state: State
    /// The checksum that the journal goes on from.
    private let chain: UInt64

    /// Why there is no such state.
    public enum Failure: Error, Hashable, Sendable {
        case recovery(Recovery.Failure)
        /// The oldest state that there is stands at this revision.
        case tooEarly(UInt64)
        /// The newest state that there is stands at this revision.
        case tooLate(UInt64)
        /// There is neither a snapshot nor a journal that begins with the first record.
        case noBeginning
    }

    /// From a backup alone.
    public static func from(_ snapshot: Snapshot, limit: HistoryLimit) throws(Failure) -> Restoration {
        guard limit.includes(snapshot.state) else { throw .tooEarly(snapshot.state.revision) }
        return try Restoration(Replay(snapshot.state, chain: snapshot.chain, limit: limit), limit)
    }

    /// From a backup, and the journal in a directory behind it.
    public static func from(
        _ snapshot: Snapshot, journal disk: some Storage, limit: HistoryLimit
    ) throws(Failure) -> Restoration {
        guard limit.includes(snapshot.state) else { throw .tooEarly(snapshot.state.revision) }
        return try Restoration(Replay(snapshot.state, chain: snapshot.chain, limit: limit), on: disk, limit)
    }

    /// From a store's directory: its newest snapshot that is not too new, and the journal behind it.
    public static func from(_ disk: some Storage, limit: HistoryLimit) throws(Failure) -> Restoration {
        let names = try Failure.catching { () throws(Recovery.Failure) in
            try Recovery.Failure.catching { () throws(StorageError) in try disk.names() }
        }
        var oldest: UInt64?
        for revision in names.compactMap(FileName.snapshotRevision).sorted(by: >) {
            let snapshot = try Failure.catching { () throws(Recovery.Failure) in
                try SnapshotReader.read(FileName.snapshot(at: revision), on: disk)
            }
            if limit.includes(snapshot.state) { return try from(snapshot, journal: disk, limit: limit) }
            oldest = revision
        }
        guard names.contains(FileName.segment(first: 1)) else {
            throw oldest.map { .tooEarly($0) } ?? .noBeginning
        }
        return try Restoration(Replay(State(), chain: 0, limit: limit), on: disk, limit)
    }

    private init(_ replay: Replay, on disk: some Storage, _ limit: HistoryLimit) throws(Failure) {
        var replay = replay
        do throws(Recovery.Failure) {
            let names = try Recovery.Failure.catching { () throws(StorageError) in try disk.names() }
            let segments = SegmentNames(names).beyond(replay.state.revision)
            for name in segments where !replay.isStopped {
                try replay.read(name, isLast: name == segments.last, on: disk)
            }
        } catch {
            throw .recovery(error)
        }
        try self.init(replay, limit)
    }

    private init(_ replay: Replay, _ limit: HistoryLimit) throws(Failure) {
        state = replay.state
        // Another history begins where this one was cut: segments of the old one are not taken for its own.
        chain =
            replay.isStopped
            ? Checksum.of(replay.state.digest, seed: replay.end.chain) : replay.end.chain
        if case .revision(let revision) = limit, state.revision < revision { throw .tooLate(state.revision) }
    }

    /// Writes the state into an empty directory, which then starts to it.
    public func write(to disk: some Storage) throws(StorageError) {
        try SnapshotWriter.write(state, chain: chain, to: disk)
    }
}

extension HistoryLimit {
    /// Whether a state is not beyond the limit.
    fileprivate func includes(_ state: State) -> Bool {
        switch self {
        case .none: true
        case .revision(let revision): state.revision <= revision
        case .time(let time): state.time <= time
        }
    }
}

extension Restoration.Failure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .recovery(let failure): failure.description
        case .tooEarly(let revision): "what is there begins at revision \(revision), later than what was asked for"
        case .tooLate(let revision): "what is there ends at revision \(revision), before what was asked for"
        case .noBeginning: "there is neither a snapshot nor a journal that begins with the first record"
        }
    }

    fileprivate static func catching<Result>(
        _ body: () throws(Recovery.Failure) -> Result
    ) throws(Restoration.Failure) -> Result {
        do throws(Recovery.Failure) { return try body() } catch { throw .recovery(error) }
    }
}
