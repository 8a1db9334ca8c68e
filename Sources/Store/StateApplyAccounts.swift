internal import Permissions

// Users, groups, memberships and sessions: the part of `apply` that is not about objects.

extension State {
    mutating func create(_ user: User, as id: UserID) {
        precondition(id == nextUserID, "users are numbered one after the other")
        restore(user, as: id)
        nextUserID = UserID(id.rawValue + 1)
    }

    mutating func restore(_ user: User, as id: UserID) {
        users[UInt64(id.rawValue)] = user
        index(user, id)
    }

    mutating func update(_ id: UserID, to user: User) {
        guard let before = users[UInt64(id.rawValue)] else {
            fatalError("an update names user \(id.rawValue), who is gone")
        }
        unindex(before, id)
        users[UInt64(id.rawValue)] = user
        index(user, id)
    }

    mutating func remove(_ id: UserID) {
        guard let user = users[UInt64(id.rawValue)] else {
            fatalError("a removal names user \(id.rawValue), who is gone")
        }
        unindex(user, id)
        users[UInt64(id.rawValue)] = nil
    }

    private mutating func index(_ user: User, _ id: UserID) {
        usersByLogin.insert(NameKey(space: 0, name: Names.key(user.login), id: UInt64(id.rawValue)))
        if let uid = user.uid { usersByUID.insert(PairKey(high: UInt64(uid), low: UInt64(id.rawValue))) }
    }

    private mutating func unindex(_ user: User, _ id: UserID) {
        usersByLogin.remove(NameKey(space: 0, name: Names.key(user.login), id: UInt64(id.rawValue)))
        if let uid = user.uid { usersByUID.remove(PairKey(high: UInt64(uid), low: UInt64(id.rawValue))) }
    }

    mutating func create(_ group: Group, as id: GroupID) {
        precondition(id == nextGroupID, "groups are numbered one after the other")
        restore(group, as: id)
        nextGroupID = GroupID(id.rawValue + 1)
    }

    mutating func restore(_ group: Group, as id: GroupID) {
        groups[UInt64(id.rawValue)] = group
        groupsByName.insert(group.nameKey(id))
    }

    mutating func update(_ id: GroupID, to group: Group) {
        guard let before = groups[UInt64(id.rawValue)] else {
            fatalError("an update names group \(id.rawValue), which is gone")
        }
        groupsByName.remove(before.nameKey(id))
        groups[UInt64(id.rawValue)] = group
        groupsByName.insert(group.nameKey(id))
    }

    mutating func remove(_ id: GroupID) {
        guard let group = groups[UInt64(id.rawValue)] else {
            fatalError("a removal names group \(id.rawValue), which is gone")
        }
        groupsByName.remove(group.nameKey(id))
        groups[UInt64(id.rawValue)] = nil
    }

    mutating func set(_ membership: Membership?, of user: UserID, in group: GroupID) {
        if let before = self.membership(of: user, in: group) {
            groupsOfUser.remove(PairKey(user.rawValue, group.rawValue, before))
            usersOfGroup.remove(PairKey(group.rawValue, user.rawValue, before))
        }
        guard let membership else { return }
        groupsOfUser.insert(PairKey(user.rawValue, group.rawValue, membership))
        usersOfGroup.insert(PairKey(group.rawValue, user.rawValue, membership))
    }

    mutating func open(_ session: Session, as id: SessionID) {
        precondition(id == nextSessionID, "sessions are numbered one after the other")
        sessions[id.rawValue] = session
        nextSessionID = SessionID(id.rawValue + 1)
    }
}

extension Group {
    func nameKey(_ id: GroupID) -> NameKey { NameKey(space: 0, name: Names.key(name), id: UInt64(id.rawValue)) }
}
