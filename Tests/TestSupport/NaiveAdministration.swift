public import Permissions

/// Administration, by the table of section 11: whether it is allowed.
extension NaiveModel {
    /// Something that is done with accounts.
    public enum Operation: Hashable, Sendable {
        case add(UserID, GroupID)
        case remove(UserID, GroupID)
        case setOwner(UserID, GroupID, Bool)
        case setActive(UserID, Bool)
        case grant(UserID, Administration)
        case deleteUser(UserID)
        case editUser(UserID)
        case renameUser(UserID)
        case setDefaultGroup(UserID, GroupID)
        case deleteGroup(GroupID)
        case renameGroup(GroupID)
        case createGroup
        case createUser
    }

    /// Whether it is done; unknown accounts are no question here.
    public func isAllowed(_ operation: Operation) -> Bool {
        if caller.isReadOnly || caller.sessionKind == .script { return false }
        switch operation {
        case .createGroup: return covers(.manageGroups)
        case .createUser: return covers(.manageUsers)
        case .deleteGroup(let group):
            return covers(.manageGroups) && !isFixed(group) && !all.values.contains { $0.group == group }
        case .renameGroup(let group): return !isFixed(group) && (covers(.manageGroups) || owns(group))
        case .add(let user, let group):
            guard !isFixed(group), membership(user, group) == nil else { return false }
            return owns(group) || manages(user)
        case .remove(let user, let group):
            guard !isFixed(group), let member = membership(user, group) else { return false }
            if user == caller.user { return !isPlayed(user) }
            return manages(user) || owns(group) && member != .owner
        case .setOwner(let user, let group, let isOwner):
            guard !isFixed(group), membership(user, group) != nil else { return false }
            if user == caller.user && isPlayed(user) { return false }
            return manages(user) || user == caller.user && !isOwner
        case .setDefaultGroup(let user, let group):
            guard !isFixed(group), membership(user, group) != nil else { return false }
            return user == caller.user ? !isPlayed(user) : covers(.manageUsers) && reaches(user)
        case .editUser(let user):
            return user == caller.user ? !isPlayed(user) : covers(.manageUsers) && reaches(user)
        case .renameUser(let user):
            return covers(.manageUsers) && reaches(user) && !isPlayed(user) && user.rawValue > 1
        case .setActive(let user, let isActive):
            guard covers(.manageUsers), reaches(user), !isPlayed(user), user != UserID(1) else { return false }
            return isActive || !isLast(user)
        case .deleteUser(let user):
            guard covers(.manageUsers), reaches(user), !isPlayed(user), user.rawValue > 1 else { return false }
            return !isLast(user) && !all.values.contains { $0.owner == user }
        case .grant(let user, let administration):
            guard caller.administration != .none, reaches(user), !isPlayed(user) else { return false }
            guard includes(caller.administration, administration) else { return false }
            if world.user(user)?.administration == administration { return true }
            return user.rawValue > 1 && !isLast(user)
        }
    }

    private func owns(_ group: GroupID) -> Bool { membership(caller.user, group) == .owner }

    /// Whoever manages memberships does not manage its own, unless it administers in full.
    private func manages(_ user: UserID) -> Bool {
        guard covers(.manageMembership) else { return false }
        let opener = caller.session.flatMap { world.session($0)?.opener }
        return caller.administration == .full || user != caller.user && user != opener
    }

    /// Whether an account is no stronger than the caller.
    private func reaches(_ user: UserID) -> Bool {
        includes(caller.administration, world.user(user)?.administration ?? .none)
    }

    private func includes(_ one: Administration, _ other: Administration) -> Bool {
        switch (one, other) {
        case (.full, _), (_, .none): true
        case (.restricted(let held), .restricted(let wanted)): wanted.rawValue & ~held.rawValue == 0
        default: false
        }
    }

    /// A sudo session leaves the account that it plays alone.
    private func isPlayed(_ user: UserID) -> Bool { user == caller.user && caller.sessionKind == .sudo }

    private func isLast(_ user: UserID) -> Bool {
        guard let account = world.user(user), account.isActive, account.administration == .full else { return false }
        return !world.users.contains { $0.key != user && $0.value.isActive && $0.value.administration == .full }
    }
}
