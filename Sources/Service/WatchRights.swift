internal import Permissions
internal import Store
internal import Wire

/// What a watcher is told when its rights change: the groups that this concerns, anew.
extension Watch {
    /// The caller may be another one than when it was told last: it works in another group, or is bound to a session.
    mutating func look(as caller: Caller, in message: inout ChangesMessage) {
        guard caller != sight.caller else { return }
        let before = sight
        sight = Sight(caller, in: message.state)
        hasNewInterest = true
        var same = caller
        (same.group, same.scope) = (before.caller.group, before.caller.scope)
        guard same == before.caller, sight.isEverywhere == before.isEverywhere else {
            return renewEverything(in: &message)
        }
        for group in Set(before.reaches.keys).union(sight.reaches.keys).sorted()
        where before.reaches[group] != sight.reaches[group] { renew(group, in: &message) }
    }

    mutating func note(_ change: RightsChange, at revision: UInt64, in message: inout ChangesMessage) {
        switch change {
        case .membership(let user, _) where user != sight.caller.user: break
        case .level(let group), .membership(_, let group):
            guard revision > floor(of: group) else { return }
            let reach = Visibility.reach(of: sight.caller, in: group, records: message.state)
            if reach != nil || sight.covers(group) { renew(group, in: &message) }
        case .account(let user, changesSight: true):
            if users(in: message.state).contains(user), revision > floorOfAll { renewEverything(in: &message) }
        // The caller itself says what has come of it.
        case .account, .session: break
        }
    }

    mutating func renew(_ group: GroupID, in message: inout ChangesMessage) {
        message.add(.groupAnew(group.rawValue))
        hasNewInterest = true
        sight.look(at: group, in: message.state)
        floors[group] = message.state.revision
        if anew.first == group { place = .start }
        anew.removeAll { $0 == group }
        if sight.covers(group) { anew.append(group) }
    }

    private mutating func renewEverything(in message: inout ChangesMessage) {
        message.add(.everythingAnew(true))
        sight = Sight(sight.caller, in: message.state)
        hasNewInterest = true
        (floorOfAll, floors) = (message.state.revision, [:])
        (anew, place) = (sight.groups(in: message.state), .start)
    }

    /// Tells more of the first group that is told anew.
    mutating func goOn(in message: inout ChangesMessage) throws(CallError) {
        let group = anew[0]
        let isOwn = !sight.isEverywhere && sight.reaches[group] == .own
        for (next, id) in message.state.objects(in: group, after: place) {
            guard message.hasRoom else { return }
            message.effort += 1
            guard !isOwn || next.owner == sight.caller.user || !next.isBeforeLinks else {
                // Of others only links can be in sight, through their ends.
                place = next.linksNext
                return
            }
            _ = try message.see(id, as: sight.caller)
            place = next
        }
        anew.removeFirst()
        place = .start
    }

    /// Whose accounts decide what the caller may.
    private func users(in state: State) -> Set<UserID> {
        var users: Set<UserID> = [sight.caller.user]
        if let opener = sight.caller.session.flatMap(state.session)?.opener { users.insert(opener) }
        return users
    }

    /// What must happen for it to be looked at.
    func interest(in state: State) -> Interest {
        Interest(groups: sight.isEverywhere ? nil : Set(sight.reaches.keys), users: users(in: state))
    }
}
