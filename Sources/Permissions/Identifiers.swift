/// Names an account. `root` is 0. Ids are dense and ascending, and never reused.
public struct UserID: Hashable, Comparable, Sendable {
    public let rawValue: UInt32

    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// The full administrator that always exists.
    public static let root = UserID(0)
    /// Exists for its name only and is never active.
    public static let guest = UserID(1)

    public static func < (lhs: UserID, rhs: UserID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// Names a group. Ids are dense and ascending, and never reused.
public struct GroupID: Hashable, Comparable, Sendable {
    public let rawValue: UInt32

    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// Holds the administrators.
    public static let system = GroupID(0)
    /// Holds the active accounts, and the official scripts.
    public static let user = GroupID(1)
    /// Exists for its name only.
    public static let guest = GroupID(2)

    /// Whether this is one of the three groups that nobody works in (`PERMISSIONS.md`, section 11).
    public var isSystemGroup: Bool { self <= .guest }

    public static func < (lhs: GroupID, rhs: GroupID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// Names an object of any kind: there is one sequence of ids for all of them. 0 names nothing.
public struct ObjectID: Hashable, Comparable, Sendable {
    public let rawValue: UInt64

    public init(_ rawValue: UInt64) { self.rawValue = rawValue }

    public static func < (lhs: ObjectID, rhs: ObjectID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// Names a session that the journal knows: a sudo, script or job session. 0 is the peer's own, which is not recorded.
public struct SessionID: Hashable, Comparable, Sendable {
    public let rawValue: UInt64

    public init(_ rawValue: UInt64) { self.rawValue = rawValue }

    /// The session that a peer has by who it is, without opening one.
    public static let own = SessionID(0)

    public static func < (lhs: SessionID, rhs: SessionID) -> Bool { lhs.rawValue < rhs.rawValue }
}
