internal import Permissions
internal import Protobuf

/// Writes a state to disk while the daemon goes on with another copy of it.
public enum SnapshotWriter {
    /// Writes a snapshot aside, syncs it and gives it its name: a snapshot that has a name is whole.
    ///
    /// - Parameter chain: the checksum of the batch that holds the state's last record.
    public static func write(_ state: State, chain: UInt64, to disk: some Storage) throws(StorageError) {
        if try disk.names().contains(FileName.newSnapshot) { try disk.remove(FileName.newSnapshot) }
        let file = try disk.create(FileName.newSnapshot)
        do throws(StorageError) {
            try write(state, chain: chain, to: file)
        } catch {
            // Half a snapshot would take the room that the journal needs.
            try disk.remove(FileName.newSnapshot)
            throw error
        }
        try disk.rename(FileName.newSnapshot, to: FileName.snapshot(at: state.revision))
        try disk.sync()
    }

    private static func write(_ state: State, chain: UInt64, to file: some StorageFile) throws(StorageError) {
        var writer = BlockWriter()
        try file.write(SnapshotFormat.header, at: 0)
        try writer.write(state.head(chain: chain).serializedBytes(), to: file)
        try writer.writeRows(of: state, to: file)
        try file.sync()
    }
}

extension State {
    fileprivate func head(chain: UInt64) -> JournalV1.SnapshotHead {
        .with {
            $0.revision = revision
            $0.chain = chain
            $0.nextObject = nextObjectID.rawValue
            $0.nextUser = nextUserID.rawValue
            $0.nextGroup = nextGroupID.rawValue
            $0.nextSession = nextSessionID.rawValue
            $0.objects = UInt64(objectCount)
            $0.users = UInt64(userCount)
            $0.groups = UInt64(groupCount)
            $0.memberships = UInt64(membershipCount)
            $0.sessions = UInt64(sessionCount)
            $0.receipts = UInt64(receiptCount)
        }
    }
}

/// Gathers rows into blocks, one field of `SnapshotBlock` after the other.
private struct BlockWriter {
    private var block = Writer()
    private var number = 0
    private var offset = SnapshotFormat.headerSize

    mutating func writeRows(
        of state: State, to file: some StorageFile
    ) throws(StorageError) {
        for (id, user) in state.allUsers { try add(user.message(id), field: 1, to: file) }
        for (id, group) in state.allGroups { try add(group.message(id), field: 2, to: file) }
        for (user, group, membership) in state.allMemberships {
            try add(JournalV1.SetMembership(user, group, membership), field: 3, to: file)
        }
        for (id, session) in state.allSessions { try add(session.message(id), field: 4, to: file) }
        for (id, object) in state.allObjects { try add(object.message(id), field: 5, to: file) }
        for (revision, row) in state.allReceipts { try add(row.message(revision), field: 6, to: file) }
        if !block.bytes.isEmpty { try write(block.bytes, to: file) }
    }

    private mutating func add(
        _ row: some Message, field: UInt32, to file: some StorageFile
    ) throws(StorageError) {
        block.tag(field << 3 | 2)
        block.message(row)
        guard block.bytes.count >= StoreLimits.blockSize else { return }
        try write(block.bytes, to: file)
        block = Writer()
    }

    mutating func write(
        _ message: [UInt8], to file: some StorageFile
    ) throws(StorageError) {
        let bytes = SnapshotFormat.block(message, number: number)
        try file.write(bytes, at: offset)
        offset += bytes.count
        number += 1
    }
}
