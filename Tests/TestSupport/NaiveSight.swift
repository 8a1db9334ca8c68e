internal import Permissions

/// Sight of accounts and sessions, and who may do something, by the text of section 3.
extension NaiveLaw {
    /// Whether the caller may know that a user is in a group.
    func seesMembership(_ caller: Caller, _ user: UserID, _ group: GroupID) -> Bool {
        guard let membership = world.membership(of: user, in: group) else { return false }
        if caller.administration != .none || user == caller.user { return true }
        if group.rawValue <= 2 { return false }
        switch world.membership(of: caller.user, in: group) {
        case nil: return false
        case .owner: return true
        case .member: return world.group(group)?.level != .private || membership == .owner
        }
    }

    /// Whether the caller may read a user's e-mail and OS uid.
    func seesDetails(_ caller: Caller, _ user: UserID) -> Bool {
        caller.user == user || caller.administration != .none
    }

    /// Full administrators see all sessions, others their own; a session also its opener.
    func seesSession(_ caller: Caller, of user: UserID, openedBy opener: UserID) -> Bool {
        caller.administration == .full || [user, opener].contains(caller.user)
    }

    /// Users who may, as far as the caller may know that they are in the group or administer. Who administers is known
    /// to administrators, and to oneself.
    func usersWhoMay(_ action: Action, _ id: ObjectID, for caller: Caller) -> [UserID] {
        guard let group = world.object(id)?.group else { return [] }
        return world.users.filter { user, account in
            let isAdministrator = caller.administration != .none
            let shows = isAdministrator || user == caller.user
            let isThere =
                world.membership(of: user, in: group) != nil || isAdministrator && account.administration != .none
            let isKnown = isAdministrator || seesMembership(caller, user, group)
            guard account.isActive, isThere, isKnown else { return false }
            return allows(plain(user, shows ? account.administration : .none), action, id)
        }.keys.sorted()
    }

    /// Whether any administrator of that sort may who is nothing else; none of any sort is anyone.
    func anyoneMay(_ action: Action, _ id: ObjectID, _ administration: Administration) -> Bool {
        allows(plain(UserID(.max), administration), action, id)
    }

    private func plain(_ user: UserID, _ administration: Administration) -> Caller {
        Caller(
            user: user, administration: administration, group: nil, session: nil, sessionKind: nil, isReadOnly: false)
    }
}
