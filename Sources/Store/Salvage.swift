internal import Permissions

/// The longest sound history in a directory that is damaged, and what is known of the rest. It only reads.
public struct Salvage: Sendable {
    /// Where the sound history begins: with a snapshot, or with nothing.
    private let base: State
    private let chain: UInt64
    /// The sound records behind it.
    private var records: [Record] = []
    /// The state that the sound history ends with.
    public private(set) var state: State
    /// What is damaged, as far as it was looked at.
    public private(set) var damages: [String]
    /// The greatest revision of which anything is left.
    public private(set) var lastSeen: UInt64
    /// Objects of which a part that could not be followed still tells something that the state does not say, and what
    /// was last said of them.
    public private(set) var leftBehind: [LostObject] = []

    /// An object of which a damaged part still tells.
    public struct LostObject: Hashable, Sendable {
        public let id: UInt64
        public let kind: String
        public let name: String
        /// The record that says so; `nil`: a snapshot does.
        public let revision: UInt64?
    }

    /// Looks at a directory.
    public init(of disk: some Storage) throws(StorageError) {
        let names = try disk.names()
        var snapshots: [Snapshot] = []
        var damages: [String] = []
        for revision in names.compactMap(FileName.snapshotRevision).sorted() {
            do throws(Recovery.Failure) {
                snapshots.append(try SnapshotReader.read(FileName.snapshot(at: revision), on: disk))
            } catch {
                damages.append(error.description)
            }
        }
        // An older snapshot may reach further than a newer one, where the journal behind the newer one is damaged early.
        var best = SoundHistory(State(), chain: 0, on: disk, names)
        for snapshot in snapshots {
            let next = SoundHistory(snapshot.state, chain: snapshot.chain, on: disk, names)
            if next.state.revision >= best.state.revision { best = next }
        }
        base = best.base
        chain = best.chain
        records = best.records
        state = best.state
        self.damages = damages + (best.damage.map { [$0] } ?? [])
        let remains = Remains(on: disk, names, beyond: state.revision)
        lastSeen = max(remains.lastSeen, state.revision)
        leftBehind = remains.objects(beyond: state)
    }

    /// Whether nothing is there to be copied.
    public var isEmpty: Bool { state.revision == 0 }

    /// Writes the sound history into an empty directory.
    public func write(
        to disk: some Storage, sizes: JournalSizes, makeSeed: @escaping @Sendable () -> UInt64
    ) throws(AppendError) {
        do throws(StorageError) {
            if base.revision > 0 { try SnapshotWriter.write(base, chain: chain, to: disk) }
        } catch {
            throw .refused(error)
        }
        let end = JournalEnd(next: base.revision + 1, chain: chain, tail: nil)
        var journal = try Self.open(end, on: disk, sizes, makeSeed)
        var batch = Batch(first: base.revision + 1)
        for record in records {
            batch.append(record)
            guard batch.size >= StoreLimits.blockSize else { continue }
            _ = try journal.append(batch)
            batch = Batch(first: record.revision + 1)
        }
        if !batch.isEmpty { _ = try journal.append(batch) }
        try journal.seal()
    }

    private static func open<Disk: Storage>(
        _ end: JournalEnd, on disk: Disk, _ sizes: JournalSizes, _ makeSeed: @escaping @Sendable () -> UInt64
    ) throws(AppendError) -> Journal<Disk> {
        do throws(StorageError) {
            return try Journal(on: disk, after: end, sizes: sizes, makeSeed: makeSeed)
        } catch {
            throw .refused(error)
        }
    }
}

/// How far the journal can be followed from a state.
private struct SoundHistory {
    let base: State
    let chain: UInt64
    private(set) var records: [Record] = []
    private(set) var state: State
    /// What the way ends at, unless it is the end.
    private(set) var damage: String?

    init(_ base: State, chain: UInt64, on disk: some Storage, _ names: [String]) {
        (self.base, self.chain, state) = (base, chain, base)
        var replay = Replay(base, chain: chain)
        let segments = SegmentNames(names).beyond(base.revision)
        for name in segments {
            do throws(Recovery.Failure) {
                let bytes = try Recovery.Failure.catching { () throws(StorageError) in try disk.bytes(of: name) }
                do throws(Damage) {
                    try follow(bytes, name, isLast: name == segments.last, &replay)
                } catch {
                    throw .damage(error)
                }
            } catch {
                damage = error.description
                break
            }
        }
        state = replay.state
    }

    private mutating func follow(
        _ bytes: [UInt8], _ name: String, isLast: Bool, _ replay: inout Replay
    ) throws(Damage) {
        var segment = try SegmentReader(bytes, name: name)
        try replay.check(segment)
        while let batch = try segment.nextBatch() {
            let before = replay.state.revision
            try replay.apply(batch, of: segment)
            records += batch.records.filter { $0.revision > before }
        }
        try segment.checkEnd(isLast: isLast)
    }
}
