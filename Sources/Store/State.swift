public import Permissions

/// Everything that the daemon knows, as one value: copying it is O(1), and a copy never changes.
///
/// Every table and every index is a tree of pages, so a write to a state that shares its pages with a copy costs the
/// same few microseconds whatever the state holds. `apply` is the only thing that changes it.
public struct State: Sendable {
    /// The last record that was applied; 0: none.
    public internal(set) var revision: UInt64 = 0

    /// When that record was made: wall clock, nanoseconds since 1970. Nothing is ordered by it.
    public internal(set) var time: Int64 = 0

    public internal(set) var nextObjectID = ObjectID(1)
    public internal(set) var nextUserID = UserID(0)
    public internal(set) var nextGroupID = GroupID(0)
    public internal(set) var nextSessionID = SessionID(1)

    var objects = Table<ObjectRow>()
    /// Every object by group, owner, kind and id.
    var objectsByOwner = SortedSet<PairKey>()
    /// Named objects by group, kind, name and id.
    var objectsByName = SortedSet<NameKey>()
    /// Links and references by what they hold.
    var holders = SortedSet<PairKey>()
    /// Attachments by the digest of the bytes that they hold.
    var contents = SortedSet<ContentKey>()

    var users = Table<User>()
    var usersByLogin = SortedSet<NameKey>()
    /// High: uid; low: user.
    var usersByUID = SortedSet<PairKey>()

    var groups = Table<Group>()
    var groupsByName = SortedSet<NameKey>()

    /// High: user; low: group and membership.
    var groupsOfUser = SortedSet<PairKey>()
    /// High: group; low: user and membership.
    var usersOfGroup = SortedSet<PairKey>()

    var sessions = Table<Session>()

    /// By the revision of their records.
    var receipts = Table<ReceiptRow>()
    var receiptsByKey = SortedSet<NameKey>()
    /// Their revisions, the oldest first.
    var receiptOrder = SortedSet<UInt64>()
    /// Bytes of all of them.
    var receiptSize = 0

    /// The state before the first record.
    public init() {}

    public var objectCount: Int { objects.count }
    public var userCount: Int { users.count }
    public var groupCount: Int { groups.count }
    public var sessionCount: Int { sessions.count }
    public var receiptCount: Int { receipts.count }
    /// Memberships of all users in all groups.
    public var membershipCount: Int { groupsOfUser.count }
}

// MARK: - Whole tables, in ascending order of ids

extension State {
    public var allObjects: some Sequence<(ObjectID, Object)> {
        objects.rows.lazy.map { (ObjectID($0.id), $0.row.object) }
    }

    public var allUsers: some Sequence<(UserID, User)> {
        users.rows.lazy.map { (UserID(UInt32($0.id)), $0.row) }
    }

    public var allGroups: some Sequence<(GroupID, Group)> {
        groups.rows.lazy.map { (GroupID(UInt32($0.id)), $0.row) }
    }

    public var allSessions: some Sequence<(SessionID, Session)> {
        sessions.rows.lazy.map { (SessionID($0.id), $0.row) }
    }

    public var allMemberships: some Sequence<(UserID, GroupID, Membership)> {
        groupsOfUser.from(PairKey(high: 0, low: 0)).lazy.map { key in
            let (group, membership) = key.accountAndMembership
            return (UserID(UInt32(key.high)), GroupID(group), membership)
        }
    }
}

extension PairKey {
    /// A membership, seen from one of its sides.
    init(_ side: UInt32, _ other: UInt32, _ membership: Membership) {
        self.init(high: UInt64(side), low: UInt64(other) << 8 | UInt64(membership.rawValue))
    }

    var accountAndMembership: (UInt32, Membership) {
        guard let membership = Membership(rawValue: UInt8(truncatingIfNeeded: low)) else {
            fatalError("an index holds a membership that nobody was given")
        }
        return (UInt32(low >> 8), membership)
    }
}
