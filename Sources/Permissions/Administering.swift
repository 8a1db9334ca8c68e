/// Managing users, groups and memberships (`PERMISSIONS.md`, section 11). The files beside this one hold the calls.
public enum Administering {
    /// A read-only session changes nothing, and a script session administers nothing (section 12).
    static func checkSession(of caller: Caller) throws(Refusal) {
        if caller.isReadOnly { throw .readOnlySession }
        if caller.isConfined { throw .confinedSession }
    }

    /// Whether the caller is that user itself. A sudo session is not: it leaves the account that it plays alone.
    static func isSelf(_ user: UserID, _ caller: Caller) throws(Refusal) -> Bool {
        guard user == caller.user else { return false }
        if caller.sessionKind == .sudo { throw .playedAccount(user) }
        return true
    }

    /// Nobody touches an account that is stronger than the caller.
    static func checkStrength(of user: User, _ id: UserID, against caller: Caller) throws(Refusal) {
        guard caller.administration.includes(user.administration) else { throw .strongerAccount(id) }
    }

    /// The last active full administrator stays one.
    static func checkNotLast(_ id: UserID, in records: some Records) throws(Refusal) {
        let others = records.members(of: .system).contains { other in
            guard other != id, let user = records.user(other) else { return false }
            return user.isActive && user.administration == .full
        }
        guard others else { throw .lastAdministrator(id) }
    }
}

extension Administration {
    /// Whether whoever has this may do all that whoever has the other may.
    func includes(_ other: Administration) -> Bool {
        switch (self, other) {
        case (.full, _), (_, .none): true
        case (.restricted(let held), .restricted(let wanted)): held.isSuperset(of: wanted)
        case (.none, _), (.restricted, .full): false
        }
    }
}
