/// A session that the journal knows (`PERMISSIONS.md`, section 12).
public struct Session: Hashable, Sendable {
    public var kind: SessionKind
    /// Whose rights it has.
    public var user: UserID
    /// Who opened it: for a sudo session the administrator.
    public var opener: UserID
    /// The group it works in. A script session never leaves it.
    public var group: GroupID?
    /// The most that is left of its user's administration.
    public var administration: Administration
    /// Whether it may change anything.
    public var isReadOnly: Bool
    /// SHA-256 of the token that binds a connection to it.
    public var tokenDigest: [UInt8]
    /// The uid that the token was given to: nobody else can join with it.
    public var uid: UInt32
    /// Wall clock, nanoseconds since 1970, when it ends by itself.
    public var expires: Int64
    /// What runs in a script session, as its opener said: no rule asks for it.
    public var program: String

    public init(
        kind: SessionKind, user: UserID, opener: UserID, group: GroupID?, administration: Administration,
        isReadOnly: Bool, tokenDigest: [UInt8], uid: UInt32, expires: Int64, program: String
    ) {
        self.kind = kind
        self.user = user
        self.opener = opener
        self.group = group
        self.administration = administration
        self.isReadOnly = isReadOnly
        self.tokenDigest = tokenDigest
        self.uid = uid
        self.expires = expires
        self.program = program
    }
}

/// What a session was opened for. The raw values are those of the journal and the wire.
public enum SessionKind: UInt8, Sendable {
    /// An administrator acts as another user.
    case sudo = 1
    /// A program acts as a user, confined to one group.
    case script = 2
}

/// Who is calling, and under what restraint: made by the daemon from the peer's credentials and its session, never from
/// anything in a request.
public struct Caller: Hashable, Sendable {
    public var user: UserID
    /// The user's administration, less what the session takes from it.
    public var administration: Administration
    /// The session's current group. An administrator without a group has none until it names one.
    public var group: GroupID?
    /// The session, and `nil` for the peer's own.
    public var session: SessionID?
    /// The kind of that session.
    public var sessionKind: SessionKind?
    /// Whether the session may change anything.
    public var isReadOnly: Bool
    /// Where this call looks. A request narrows it to its group, or asks for all.
    public var scope = Scope.all

    public init(
        user: UserID, administration: Administration, group: GroupID?,
        session: SessionID?, sessionKind: SessionKind?, isReadOnly: Bool
    ) {
        self.user = user
        self.administration = administration
        self.group = group
        self.session = session
        self.sessionKind = sessionKind
        self.isReadOnly = isReadOnly
    }

    /// A script session: no switching of group, no sudo, no further sessions, no administration.
    public var isConfined: Bool { sessionKind == .script }
}

/// Where a call looks: one group, or all that the caller may read (`PERMISSIONS.md`, section 3).
public enum Scope: Hashable, Sendable {
    case group(GroupID)
    case all
}
