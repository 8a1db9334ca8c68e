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
            segmentCount: SegmentNames(names).beyond(recovery.snapshotRevision).count, torn: recovery.torn)
    }

    /// Reads a snapshot or a backup on its own.
    public init(ofSnapshot bytes: [UInt8], name: String) throws(Damage) {
        let snapshot = try SnapshotReader.read(bytes, name: name)
        try snapshot.checkDigest(of: name)
        self.init(
            snapshot.state, snapshotVersion: snapshot.version, snapshotRevision: snapshot.state.revision,
            segmentCount: 0, torn: nil)
    }

    private init(
        _ state: State, snapshotVersion: UInt32?, snapshotRevision: UInt64, segmentCount: Int, torn: Recovery.Torn?
    ) {
        self.state = state
        digest = state.digest
        self.snapshotVersion = snapshotVersion
        self.snapshotRevision = snapshotRevision
        self.segmentCount = segmentCount
        self.torn = torn
        inconsistency = state.inconsistency
    }
}

extension Snapshot {
    /// Whether its rows are those that its writer had.
    fileprivate func checkDigest(of name: String) throws(Damage) {
        guard let digest, digest != state.digest else { return }
        throw Damage(file: name, offset: 0, expected: "rows with the digest \(digest.hexadecimal)")
    }
}
