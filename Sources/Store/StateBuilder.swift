internal import Permissions

/// Makes a state of the rows of a snapshot: its indexes are sorted once, not grown entry by entry.
struct StateBuilder {
    private var state = State()
    private var owners: [PairKey] = []
    private var names: [NameKey] = []
    private var holders: [PairKey] = []
    private var last = LastRows()
    private var contents: [ContentKey] = []

    /// Adds rows. Answers whether all of them say what rows may say.
    mutating func add(_ block: JournalV1.SnapshotBlock) -> Bool {
        block.users.allSatisfy { add(.user($0)) } && block.groups.allSatisfy { add(.group($0)) }
            && block.memberships.allSatisfy { add(.membership($0)) }
            && block.sessions.allSatisfy { add(.session($0)) } && block.objects.allSatisfy { add(.object($0)) }
            && block.receipts.allSatisfy { add(.receipt($0)) }
    }

    /// Adds a row that comes behind all others of its kind. Answers whether it says what rows may say.
    mutating func add(_ row: StateRow) -> Bool {
        guard last.isBefore(row) else { return false }
        last.note(row)
        switch row {
        case .user(let row):
            guard let user = User(row) else { return false }
            state.restore(user, as: UserID(row.id))
        case .group(let row):
            guard let group = Group(row) else { return false }
            state.restore(group, as: GroupID(row.id))
        case .membership(let row):
            guard let membership = row.membership else { return false }
            state.set(membership, of: UserID(row.user), in: GroupID(row.group))
        case .session(let row):
            guard row.id > 0, let session = Session(row) else { return false }
            state.sessions[row.id] = session
        case .object(let row):
            guard row.id > 0, row.id < PairKey.objectIDMax, let object = Object(row) else { return false }
            add(ObjectRow(object), ObjectID(row.id))
        case .receipt(let row):
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
        if let key = row.contentKey(id) { contents.append(key) }
    }

    consuming func finish(_ head: JournalV1.SnapshotHead) -> State {
        owners.sort()
        names.sort()
        holders.sort()
        contents.sort()
        state.objectsByOwner = SortedSet(ascending: owners)
        state.objectsByName = SortedSet(ascending: names)
        state.holders = SortedSet(ascending: holders)
        state.contents = SortedSet(ascending: contents)
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

/// The rows that came last, by their keys: a key that does not ascend names a row twice.
private struct LastRows {
    private var user: UInt32?
    private var group: UInt32?
    private var membership: PairKey?
    private var session: UInt64?
    private var object: UInt64?
    private var receipt: UInt64?

    func isBefore(_ row: StateRow) -> Bool {
        switch row {
        case .user(let row): user.map { $0 < row.id } ?? true
        case .group(let row): group.map { $0 < row.id } ?? true
        case .membership(let row): membership.map { $0 < row.key } ?? true
        case .session(let row): session.map { $0 < row.id } ?? true
        case .object(let row): object.map { $0 < row.id } ?? true
        case .receipt(let row): receipt.map { $0 < row.revision } ?? true
        }
    }

    mutating func note(_ row: StateRow) {
        switch row {
        case .user(let row): user = row.id
        case .group(let row): group = row.id
        case .membership(let row): membership = row.key
        case .session(let row): session = row.id
        case .object(let row): object = row.id
        case .receipt(let row): receipt = row.revision
        }
    }
}

extension JournalV1.SetMembership {
    fileprivate var key: PairKey { PairKey(high: UInt64(user), low: UInt64(group)) }
}
