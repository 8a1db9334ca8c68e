internal import Permissions

/// What administration does to the accounts, by section 11.
extension NaiveModel {
    func done(_ operation: Operation) -> NaiveEffect {
        var effect = NaiveEffect(self)
        switch operation {
        case .createGroup(let name, let level):
            effect.accounts.groups[world.nextGroupID] = Group(name: name, description: "", level: level)
        case .renameGroup(let group, let name):
            effect.accounts.groups[group]?.name = name
        case .deleteGroup(let group):
            effect.accounts.groups[group] = nil
            for user in effect.accounts.memberships.keys { leave(user, group, &effect.accounts) }
        case .add(let user, let group):
            effect.accounts.memberships[user, default: [:]][group] = .member
            // The account `guest` exists for its name only.
            guard effect.accounts.users[user]?.defaultGroup == nil, user.rawValue != 1 else { break }
            effect.accounts.users[user]?.defaultGroup = group
        case .remove(let user, let group): leave(user, group, &effect.accounts)
        case .setOwner(let user, let group, let isOwner):
            effect.accounts.memberships[user]?[group] = isOwner ? .owner : .member
        case .setDefaultGroup(let user, let group): effect.accounts.users[user]?.defaultGroup = group
        case .createUser(let user):
            effect.accounts.users[world.nextUserID] = user
            settle(world.nextUserID, &effect.accounts)
        case .edit(let user, let login, let fullName, let uid):
            if let login { effect.accounts.users[user]?.login = login }
            if let fullName { effect.accounts.users[user]?.fullName = fullName }
            if let uid { effect.accounts.users[user]?.uid = uid }
        case .setActive(let user, let isActive):
            effect.accounts.users[user]?.isActive = isActive
            settle(user, &effect.accounts)
        case .grant(let user, let administration):
            effect.accounts.users[user]?.administration = administration
            settle(user, &effect.accounts)
        case .deleteUser(let user):
            effect.accounts.users[user] = nil
            effect.accounts.memberships[user] = nil
        }
        effect.accounts.memberships = effect.accounts.memberships.filter { !$0.value.isEmpty }
        return effect
    }

    /// The default group is one of the user's: the lowest id takes the place of one that is left.
    private func leave(_ user: UserID, _ group: GroupID, _ accounts: inout NaiveAccounts) {
        accounts.memberships[user]?[group] = nil
        guard accounts.users[user]?.defaultGroup == group else { return }
        let rest = (accounts.memberships[user] ?? [:]).keys.filter { !isFixed($0) }
        accounts.users[user]?.defaultGroup = rest.min()
    }

    /// `system` holds the administrators, `user` the active accounts.
    private func settle(_ user: UserID, _ accounts: inout NaiveAccounts) {
        guard let account = accounts.users[user] else { return }
        accounts.memberships[user, default: [:]][GroupID(0)] = account.administration == .none ? nil : .member
        accounts.memberships[user, default: [:]][GroupID(1)] = account.isActive ? .member : nil
    }
}
