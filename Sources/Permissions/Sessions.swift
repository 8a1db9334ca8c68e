/// Who is calling, and which sessions may be opened (`PERMISSIONS.md`, section 12).
///
/// A caller is made anew for every call: a right that is lost is lost at once.
public enum Sessions {
    /// The caller in a peer's own session. Without a group it works in the user's default group.
    public static func caller(
        _ id: UserID, in group: GroupID?, records: some Records
    ) throws(Refusal) -> Caller {
        let user = try activeUser(id, in: records)
        if let group { try checkGroup(group, of: id, user.administration, in: records) }
        let group = group ?? user.defaultGroup
        if group == nil && !user.administration.isAdministrator { throw .userInNoGroup(id) }
        return Caller(
            user: id, administration: user.administration, group: group, session: nil, sessionKind: nil,
            isReadOnly: false)
    }

    /// The caller in a session that the journal knows, at a time in nanoseconds since 1970. A sudo session may have
    /// switched to another group than it began in.
    public static func caller(
        in id: SessionID, group switched: GroupID?, at now: Int64, records: some Records
    ) throws(Refusal) -> Caller {
        guard let session = records.session(id) else { throw .noSuchSession(id) }
        guard now < session.expires else { throw .sessionEnded(id) }
        // Whoever is deleted is not somebody that this call has named: the session has ended with the account.
        guard records.user(session.user) != nil, records.user(session.opener) != nil else { throw .sessionEnded(id) }
        let user = try activeUser(session.user, in: records)
        var administration = session.administration.intersection(user.administration)
        if session.opener != session.user {
            let opener = try activeUser(session.opener, in: records)
            guard opener.administration.covers(.sudo), opener.administration.includes(user.administration) else {
                throw .sessionEnded(id)
            }
            administration = administration.intersection(opener.administration)
        }
        let group = session.kind == .script ? session.group : switched ?? session.group
        if let group {
            let isBasis = group == session.group
            do throws(Refusal) {
                try checkGroup(group, of: session.user, administration, in: records)
            } catch {
                throw isBasis ? .sessionEnded(id) : error
            }
        }
        return Caller(
            user: session.user, administration: administration, group: group, session: id, sessionKind: session.kind,
            isReadOnly: session.isReadOnly)
    }

    /// Whether a session still has what it stands on, its time aside: the activity, the memberships and the rights of
    /// its user and its opener (section 11). Without it ends, and does not come back when they do.
    public static func stands(_ id: SessionID, in records: some Records) -> Bool {
        do throws(Refusal) {
            _ = try caller(in: id, group: nil, at: .min, records: records)
            return true
        } catch {
            return false
        }
    }

    /// Works in another of the user's groups; an administrator in any.
    public static func switchGroup(
        to group: GroupID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Caller {
        guard records.group(group) != nil else { throw .noSuchGroup(group) }
        if caller.isConfined { throw .confinedSession }
        try checkGroup(group, of: caller.user, caller.administration, in: records)
        var caller = caller
        caller.group = group
        return caller
    }

    /// Opens a session as another user, in one of that user's groups. Of administrator privileges it has those that
    /// both hold.
    public static func openSudo(
        as id: UserID, _ opening: SessionOpening, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        let user = try openable(id, by: caller, in: records)
        let group = try startingGroup(of: id, user, opening, in: records)
        return open(
            .sudo, id, group, opening, user.administration.intersection(caller.administration), caller, in: records)
    }

    /// Opens a confined session for a program: of oneself, or, with sudo, of another user. Without its user's
    /// administration it works in a group that the user is in.
    public static func openScript(
        as id: UserID, _ opening: SessionOpening, keepsAdministration: Bool, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        try Names.checkProgram(opening.program)
        let user = try id == caller.user ? ownUser(caller, in: records) : openable(id, by: caller, in: records)
        let administration =
            keepsAdministration ? user.administration.intersection(caller.administration) : .none
        let group: GroupID
        if let wanted = opening.group, administration.isAdministrator {
            try checkGroup(wanted, of: id, administration, in: records)
            group = wanted
        } else {
            group = try startingGroup(of: id, user, opening, in: records)
        }
        return open(.script, id, group, opening, administration, caller, in: records)
    }

    /// Ends a session: one's own, one that one opened, or, as a full administrator, any.
    public static func end(
        _ id: SessionID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        guard let session = records.session(id) else { throw .noSuchSession(id) }
        // A script session knows of itself only.
        let isVisible = Visibility.isVisible(sessionOf: session.user, openedBy: session.opener, to: caller)
        guard caller.session == id || (isVisible && !caller.isConfined) else { throw .noSuchSession(id) }
        return Plan([.endSession(id)])
    }
}

extension Sessions {
    private static func activeUser(_ id: UserID, in records: some Records) throws(Refusal) -> User {
        guard let user = records.user(id) else { throw .noSuchUser(id) }
        guard user.isActive else { throw .inactiveUser(id) }
        return user
    }

    private static func checkGroup(
        _ group: GroupID, of user: UserID, _ administration: Administration, in records: some Records
    ) throws(Refusal) {
        guard records.level(of: group) != nil else { throw .noSuchGroup(group) }
        if group.isSystemGroup { throw .systemGroup(group) }
        if administration.isAdministrator { return }
        guard records.membership(of: user, in: group) != nil else { throw .notAMember(user, group) }
    }

    /// The group that a session of a user starts in: one of the user's.
    private static func startingGroup(
        of id: UserID, _ user: User, _ opening: SessionOpening, in records: some Records
    ) throws(Refusal) -> GroupID {
        guard let group = opening.group ?? user.defaultGroup else { throw .userInNoGroup(id) }
        try checkGroup(group, of: id, .none, in: records)
        return group
    }

    /// A user whom an administrator may play: an active one, who is not stronger.
    private static func openable(
        _ id: UserID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> User {
        guard records.user(id) != nil else { throw .noSuchUser(id) }
        try checkOpener(caller)
        guard caller.administration.covers(.sudo) else { throw .privilegeNeeded(.sudo) }
        let user = try activeUser(id, in: records)
        try Administering.checkStrength(of: user, id, against: caller)
        return user
    }

    private static func ownUser(_ caller: Caller, in records: some Records) throws(Refusal) -> User {
        try checkOpener(caller)
        return try activeUser(caller.user, in: records)
    }

    /// Sessions are opened from a peer's own only: what is opened from another could shed its limits.
    static func checkOpener(_ caller: Caller) throws(Refusal) {
        if caller.isConfined { throw .confinedSession }
        if caller.session != nil { throw .furtherSession }
        if caller.isReadOnly { throw .readOnlySession }
    }

    private static func open(
        _ kind: SessionKind, _ user: UserID, _ group: GroupID, _ opening: SessionOpening,
        _ administration: Administration, _ caller: Caller, in records: some Records
    ) -> Plan {
        let session = Session(
            kind: kind, user: user, opener: caller.user, group: group, administration: administration,
            isReadOnly: opening.isReadOnly, tokenDigest: opening.tokenDigest, uid: opening.uid,
            expires: opening.expires, program: opening.program)
        return Plan([.openSession(records.nextSessionID, session)])
    }
}

/// What a session to open is asked for with.
public struct SessionOpening: Hashable, Sendable {
    /// `nil` for the user's default group.
    public var group: GroupID?
    public var isReadOnly: Bool
    public var tokenDigest: [UInt8]
    public var uid: UInt32
    /// Wall clock, nanoseconds since 1970.
    public var expires: Int64
    /// What will run in it, for the audit trail; empty: nobody says.
    public var program: String

    public init(
        group: GroupID?, isReadOnly: Bool, tokenDigest: [UInt8], uid: UInt32, expires: Int64, program: String
    ) {
        self.group = group
        self.isReadOnly = isReadOnly
        self.tokenDigest = tokenDigest
        self.uid = uid
        self.expires = expires
        self.program = program
    }
}
