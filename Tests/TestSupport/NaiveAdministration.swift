public import Permissions

/// Administration, by the table of section 11.
extension NaiveModel {
    /// Something that is done with accounts.
    public enum Operation: Hashable, Sendable {
        case createGroup(String, Level)
        case renameGroup(GroupID, String)
        case deleteGroup(GroupID)
        case add(UserID, GroupID)
        case remove(UserID, GroupID)
        case setOwner(UserID, GroupID, Bool)
        case setDefaultGroup(UserID, GroupID)
        case createUser(User)
        case edit(UserID, login: String?, fullName: String?, uid: UInt32?)
        case setActive(UserID, Bool)
        case grant(UserID, Administration)
        case deleteUser(UserID)
    }

    public func administer(_ operation: Operation) -> NaiveAnswer {
        var faults = NaiveFaults()
        faults.denied(if: caller.isReadOnly || caller.sessionKind == .script)
        switch operation {
        case .createGroup(let name, _):
            faults.denied(if: !covers(.manageGroups))
            noteGroupName(name, nil, &faults)
        case .renameGroup(let group, let name):
            faults.unseen(if: level(group) == nil)
            faults.denied(if: isFixed(group) || !covers(.manageGroups) && !owns(group))
            noteGroupName(name, group, &faults)
        case .deleteGroup(let group):
            faults.unseen(if: level(group) == nil)
            faults.denied(if: isFixed(group) || !covers(.manageGroups))
            faults.broken(if: all.values.contains { $0.group == group })
        case .add(let user, let group), .remove(let user, let group), .setOwner(let user, let group, _),
            .setDefaultGroup(let user, let group):
            faults.unseen(if: world.user(user) == nil || level(group) == nil)
            faults.denied(if: isFixed(group))
            noteMembership(operation, user, membership(user, group), group, &faults)
        case .createUser(let user):
            faults.denied(if: !covers(.manageUsers) || !includes(caller.administration, user.administration))
            noteAccount(user.login, user.uid, of: nil, &faults)
        case .edit(let user, _, _, _), .setActive(let user, _), .grant(let user, _), .deleteUser(let user):
            faults.unseen(if: world.user(user) == nil)
            noteUser(operation, user, &faults)
        }
        return faults.answer ?? .done(done(operation))
    }

    /// Whether what one says of an account may be said to the caller; what is not there is nobody's secret.
    private func noteMembership(
        _ operation: Operation, _ user: UserID, _ now: Membership?, _ group: GroupID, _ faults: inout NaiveFaults
    ) {
        let isSelf = user == caller.user
        if case .add = operation { faults.broken(if: now != nil) } else { faults.denied(if: now == nil) }
        switch operation {
        case .add: faults.denied(if: !owns(group) && !manages(user))
        case .remove:
            faults.denied(if: isPlayed(user) || !isSelf && !manages(user) && !(owns(group) && now != .owner))
        case .setOwner(_, _, let isOwner):
            faults.denied(if: isPlayed(user) || !manages(user) && !(isSelf && !isOwner))
        default: faults.denied(if: isPlayed(user) || !isSelf && !(covers(.manageUsers) && reaches(user)))
        }
    }

    private func noteUser(_ operation: Operation, _ user: UserID, _ faults: inout NaiveFaults) {
        let isFixed = user.rawValue <= 1
        let controls = covers(.manageUsers) && reaches(user)
        faults.denied(if: isPlayed(user))
        switch operation {
        case .edit(_, let login, _, let uid):
            let isSelf = user == caller.user
            faults.denied(if: !controls && (!isSelf || login != nil || uid != nil))
            // `guest` exists for its name only: nobody is it.
            faults.denied(if: isFixed && login != nil || user.rawValue == 1 && uid != nil)
            noteAccount(login, uid, of: user, &faults)
        case .setActive(_, let isActive):
            faults.denied(if: !controls || user.rawValue == 1)
            faults.broken(if: !isActive && isLast(user))
        case .grant(_, let administration):
            faults.denied(if: caller.administration == .none || !reaches(user))
            faults.denied(if: !includes(caller.administration, administration))
            guard world.user(user)?.administration != administration else { return }
            faults.denied(if: isFixed)
            faults.broken(if: isLast(user))
        default:
            faults.denied(if: !controls || isFixed)
            faults.broken(if: isLast(user) || all.values.contains { $0.owner == user })
        }
    }

    // MARK: - Names

    private func noteGroupName(_ name: String, _ group: GroupID?, _ faults: inout NaiveFaults) {
        let isNumber = name.allSatisfy { "0123456789".contains($0) }
        faults.broken(if: isNumber || isInvalid(name))
        let isTaken = world.groupsByID.contains { $0.key != group && $0.value.name.lowercased() == name.lowercased() }
        faults.broken(if: isTaken)
    }

    private func noteAccount(_ login: String?, _ uid: UInt32?, of user: UserID?, _ faults: inout NaiveFaults) {
        if let login {
            faults.broken(if: isInvalid(login))
            faults.broken(
                if: world.users.contains { $0.key != user && $0.value.login.lowercased() == login.lowercased() })
        }
        if let uid { faults.broken(if: world.users.contains { $0.key != user && $0.value.uid == uid }) }
    }

    private func isInvalid(_ name: String) -> Bool {
        name.isEmpty || name.utf8.count > 255 || name.hasPrefix(" ") || name.hasSuffix(" ")
            || name.unicodeScalars.contains { $0.value < 32 }
    }

    // MARK: - What the caller is

    private func owns(_ group: GroupID) -> Bool { membership(caller.user, group) == .owner }

    /// Whoever manages memberships does not manage its own, unless it administers in full; nor do two sessions help it.
    private func manages(_ user: UserID) -> Bool {
        guard covers(.manageMembership) else { return false }
        let opener = caller.session.flatMap { world.session($0)?.opener }
        return caller.administration == .full || user != caller.user && user != opener
    }

    /// Whether an account is no stronger than the caller.
    func reaches(_ user: UserID) -> Bool {
        includes(caller.administration, world.user(user)?.administration ?? .none)
    }

    func includes(_ one: Administration, _ other: Administration) -> Bool {
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
