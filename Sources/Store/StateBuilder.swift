internal import Permissions

/// Makes a state of the rows of a snapshot: its indexes are sorted once, not grown entry by entry.
struct StateBuilder {
    private var state = State()
    private var owners: [PairKey] = []
    private var names: [NameKey] = []
    private var holders: [PairKey] = []

    /// Adds rows. Answers whether all of them say what rows may say.
    mutating func add(_ block: JournalV1.SnapshotBlock) -> Bool {
        for row in block.users {
            guard let user = User(row) else { return false }
            state.restore(user, as: UserID(row.id))
        }
        for row in block.groups {
            guard let group = Group(row) else { return false }
            state.restore(group, as: GroupID(row.id))
        }
        for row in block.memberships {
            guard let membership = row.membership else { return false }
            state.set(membership, of: UserID(row.user), in: GroupID(row.group))
        }
        for row in block.sessions {
            guard let session = Session(row) else { return false }
            state.sessions[row.id] = session
        }
        for row in block.objects {
            guard row.id > 0, row.id < PairKey.objectIDMax, let object = Object(row) else { return false }
            add(ObjectRow(object), ObjectID(row.id))
        }
        for row in block.receipts {
            guard row.revision > 0 else { return false }
            state.restore(ReceiptRow(row), revision: row.revision)
        }
        return true
    }

    private mutating func add(_ row: ObjectRow, _ id: ObjectID) {
        state.objects[id.rawValue] = row
        owners.append(row.ownerKey(id))
        if let key = row.nameKey(id) { names.append(key) }
        if let key = row.parentKey(id) { holders.append(key) }
        if let key = row.childKey(id) { holders.append(key) }
    }

    consuming func finish(_ head: JournalV1.SnapshotHead) -> State {
        owners.sort()
        names.sort()
        holders.sort()
        state.objectsByOwner = SortedSet(ascending: owners)
        state.objectsByName = SortedSet(ascending: names)
        state.holders = SortedSet(ascending: holders)
        state.revision = head.revision
        state.time = head.time
        state.nextObjectID = ObjectID(head.nextObject)
        state.nextUserID = UserID(head.nextUser)
        state.nextGroupID = GroupID(head.nextGroup)
        state.nextSessionID = SessionID(head.nextSession)
        return state
    }
}

extension State {
    /// Whether there are as many rows as a snapshot's head says.
    func holds(_ head: JournalV1.SnapshotHead) -> Bool {
        UInt64(objectCount) == head.objects && UInt64(userCount) == head.users && UInt64(groupCount) == head.groups
            && UInt64(membershipCount) == head.memberships && UInt64(sessionCount) == head.sessions
            && UInt64(receiptCount) == head.receipts
    }
}
