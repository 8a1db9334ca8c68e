/// What `store check` finds: everything is read, nothing is changed.
public struct Inspection: Sendable {
    public let state: State
    public let digest: [UInt8]
    /// The format version of the snapshot that the state begins with; `nil`: there is none.
    public let snapshotVersion: UInt32?
    public let snapshotRevision: UInt64
    /// How many segments hold something beyond that snapshot.
    public let segmentCount: Int
    public let torn: Recovery.Torn?
    /// What is kept for the audit trail; `nil`: no journal is there.
    public let trail: TrailInspection?
    public let inconsistency: Inconsistency?

    /// The format version of the journal.
    public static var journalVersion: UInt32 { SegmentHeader.version }

    /// Reads a store's directory.
    public init(of disk: some Storage) throws(Recovery.Failure) {
        let recovery = try Recovery(lookingAt: disk)
        let names = try Recovery.Failure.catching { () throws(StorageError) in try disk.names() }
        var version: UInt32?
        if names.contains(FileName.snapshot(at: recovery.snapshotRevision)) {
            let name = FileName.snapshot(at: recovery.snapshotRevision)
            let snapshot = try SnapshotReader.read(name, on: disk)
            do throws(Damage) { try snapshot.checkDigest(of: name) } catch { throw .damage(error) }
            version = snapshot.version
        }
        self.init(
            recovery.state, snapshotVersion: version, snapshotRevision: recovery.snapshotRevision,
            segmentCount: SegmentNames(names).beyond(recovery.snapshotRevision).count, torn: recovery.torn,
            trail: try TrailInspection(of: disk, names, through: recovery.state.revision))
    }

    /// Reads a snapshot or a backup on its own.
    public init(ofSnapshot bytes: [UInt8], name: String) throws(Damage) {
        let snapshot = try SnapshotReader.read(bytes, name: name)
        try snapshot.checkDigest(of: name)
        self.init(
            snapshot.state, snapshotVersion: snapshot.version, snapshotRevision: snapshot.state.revision,
            segmentCount: 0, torn: nil, trail: nil)
    }

    private init(
        _ state: State, snapshotVersion: UInt32?, snapshotRevision: UInt64, segmentCount: Int, torn: Recovery.Torn?,
        trail: TrailInspection?
    ) {
        self.state = state
        digest = state.digest
        self.snapshotVersion = snapshotVersion
        self.snapshotRevision = snapshotRevision
        self.segmentCount = segmentCount
        self.torn = torn
        self.trail = trail
        inconsistency = state.inconsistency
    }
}

/// What `store check` finds of the audit trail: every segment is read, also those that no start needs.
public struct TrailInspection: Sendable {
    public let firstRevision: UInt64
    public let segmentCount: Int
    /// What should be there, and is not.
    public private(set) var gaps: [TrailGap] = []

    init?(of disk: some Storage, _ names: [String], through last: UInt64) throws(Recovery.Failure) {
        let firsts = names.compactMap(FileName.segmentRevision)
        guard let first = firsts.min() else { return nil }
        (firstRevision, segmentCount) = (first, firsts.count)
        var nothing = TrailFilter()
        nothing.kinds = []
        var reader = TrailReader(on: disk, from: first, nothing)
        while reader.next <= last {
            let entries = try Recovery.Failure.catching { () throws(StorageError) in try reader.read(through: last) }
            for case .gap(let gap) in entries where gap.damage != nil { gaps.append(gap) }
        }
    }
}

extension Snapshot {
    /// Whether its rows are those that its writer had.
    fileprivate func checkDigest(of name: String) throws(Damage) {
        guard let digest, digest != state.digest else { return }
        throw Damage(file: name, offset: 0, expected: "rows with the digest \(digest.hexadecimal)")
    }
}
