internal import Permissions
internal import Protobuf

/// A row of a state as snapshots, digests and exports have it.
enum StateRow {
    case user(JournalV1.User)
    case group(JournalV1.Group)
    case membership(JournalV1.SetMembership)
    case session(JournalV1.Session)
    case object(JournalV1.Object)
    case receipt(JournalV1.Receipt)

    /// Writes it as a field of `SnapshotBlock`.
    func write(to writer: inout Writer) {
        switch self {
        case .user(let row): Self.write(row, field: 1, to: &writer)
        case .group(let row): Self.write(row, field: 2, to: &writer)
        case .membership(let row): Self.write(row, field: 3, to: &writer)
        case .session(let row): Self.write(row, field: 4, to: &writer)
        case .object(let row): Self.write(row, field: 5, to: &writer)
        case .receipt(let row): Self.write(row, field: 6, to: &writer)
        }
    }

    private static func write(_ row: some Message, field: UInt32, to writer: inout Writer) {
        writer.tag(field << 3 | 2)
        writer.message(row)
    }
}

/// All rows of a state, in the one order that they are written in: users, groups, memberships, sessions, objects,
/// receipts, each in ascending order.
struct StateRows: Sequence, IteratorProtocol, Sendable {
    private var users: Table<User>.Rows
    private var groups: Table<Group>.Rows
    private var memberships: SortedSet<PairKey>.Elements
    private var sessions: Table<Session>.Rows
    private var objects: Table<ObjectRow>.Rows
    private var receipts: Table<ReceiptRow>.Rows

    init(_ state: State) {
        users = state.users.rows
        groups = state.groups.rows
        memberships = state.groupsOfUser.from(PairKey(high: 0, low: 0))
        sessions = state.sessions.rows
        objects = state.objects.rows
        receipts = state.receipts.rows(from: state.receiptOrder.first(from: 0) ?? 0)
    }

    mutating func next() -> StateRow? {
        if let (id, user) = users.next() { return .user(user.message(UserID(UInt32(id)))) }
        if let (id, group) = groups.next() { return .group(group.message(GroupID(UInt32(id)))) }
        if let key = memberships.next() {
            let (group, membership) = key.accountAndMembership
            return .membership(.init(UserID(UInt32(key.high)), GroupID(group), membership))
        }
        if let (id, session) = sessions.next() { return .session(session.message(SessionID(id))) }
        if let (id, row) = objects.next() { return .object(row.object.message(ObjectID(id))) }
        if let (revision, row) = receipts.next() { return .receipt(row.message(revision)) }
        return nil
    }
}
