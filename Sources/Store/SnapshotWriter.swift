/// Writes a state to disk while the daemon goes on with another copy of it.
///
/// A snapshot is written aside and synced before it gets its name: one that has a name is whole.
public struct SnapshotWriter<Disk: Storage>: ~Copyable {
    private enum Step { case create, write, sync, rename, syncName, done }

    private let disk: Disk
    private var snapshot: SnapshotEncoder
    private var file: Disk.File?
    private var offset = 0
    /// Up to here the file is synced.
    private var synced = 0
    private var next = Step.create

    /// - Parameter chain: the checksum of the batch that holds the state's last record.
    public init(_ state: State, chain: UInt64, to disk: Disk) {
        self.disk = disk
        snapshot = SnapshotEncoder(state, chain: chain)
    }

    /// Takes one step. Answers whether there is another one. After an error there is none, and the snapshots and the room
    /// that were there before are there again.
    public mutating func step() throws(StorageError) -> Bool {
        do throws(StorageError) {
            try takeStep()
        } catch {
            // Half a snapshot would take the room that the journal needs.
            if file != nil, next != .syncName { try disk.remove(FileName.newSnapshot) }
            throw error
        }
        return next != .done
    }

    private mutating func takeStep() throws(StorageError) {
        switch next {
        case .create:
            if try disk.names().contains(FileName.newSnapshot) { try disk.remove(FileName.newSnapshot) }
            file = try disk.create(FileName.newSnapshot)
            next = .write
        case .write:
            guard let bytes = snapshot.next(StoreLimits.blockSize) else {
                next = .sync
                return
            }
            try file?.write(bytes, at: offset)
            offset += bytes.count
            if offset - synced >= StoreLimits.snapshotUnsyncedMax {
                try file?.sync()
                synced = offset
            }
        case .sync:
            try file?.sync()
            next = .rename
        case .rename:
            try disk.rename(FileName.newSnapshot, to: FileName.snapshot(at: snapshot.revision))
            next = .syncName
        case .syncName:
            try disk.sync()
            next = .done
        case .done: preconditionFailure("a snapshot is written once")
        }
    }

    /// Writes a whole snapshot.
    public static func write(_ state: State, chain: UInt64, to disk: Disk) throws(StorageError) {
        var writer = SnapshotWriter(state, chain: chain, to: disk)
        while try writer.step() {}
    }
}
