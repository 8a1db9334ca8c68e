internal import Permissions

/// What is done with accounts in a history.
extension HistoryChoice {
    mutating func operation() -> NaiveModel.Operation {
        let (user, group) = (anyUser(), anyGroup())
        switch random.below(36) {
        case 0..<6: return .add(user, group)
        case 6..<11: return .remove(user, group)
        case 11..<15: return .setOwner(user, group, !random.happens(onceIn: 3))
        case 15..<18: return .setActive(user, random.happens(onceIn: 2))
        case 18..<20: return .grant(user, administration())
        case 20, 21: return .deleteUser(idleUser())
        case 22, 23: return edit(user)
        case 24, 25: return .setDefaultGroup(user, group)
        case 26, 27: return .renameGroup(group, groupName())
        case 28: return .deleteGroup(random.happens(onceIn: 2) ? group : emptyGroup())
        case 29..<32:
            return world.groupsByID.count > 8 ? .deleteGroup(emptyGroup()) : .createGroup(groupName(), level())
        case 32: return .deleteGroup(emptyGroup())
        default: return world.users.count > 15 ? .deleteUser(idleUser()) : .createUser(account())
        }
    }

    private mutating func emptyGroup() -> GroupID {
        let empty = world.groupsByID.keys.sorted().filter { group in
            group.rawValue > 2 && !world.objects.values.contains { $0.group == group }
        }
        return pick(empty) ?? anyGroup()
    }

    private mutating func idleUser() -> UserID {
        let idle = world.users.keys.sorted().filter { user in !world.objects.values.contains { $0.owner == user } }
        return random.happens(onceIn: 4) ? anyUser() : pick(idle) ?? anyUser()
    }

    private mutating func level() -> Level { Level.allCases[random.below(4)] }

    private mutating func edit(_ user: UserID) -> NaiveModel.Operation {
        switch random.below(4) {
        case 0: .edit(user, login: login(), fullName: nil, uid: nil)
        case 1: .edit(user, login: nil, fullName: nil, uid: UInt32(1000 + random.below(4)))
        default: .edit(user, login: nil, fullName: "New Name", uid: nil)
        }
    }

    private mutating func account() -> User {
        User(
            login: login(), fullName: "", email: "",
            uid: random.happens(onceIn: 2) ? nil : UInt32(1000 + random.below(4)), isActive: !random.happens(onceIn: 4),
            defaultGroup: nil,
            administration: random.happens(onceIn: 2) ? .none : administration())
    }

    private mutating func administration() -> Administration {
        switch random.below(5) {
        case 0: .none
        case 1: .full
        case 2: .restricted(Privileges.each[random.below(Privileges.each.count)])
        case 3: .restricted([])
        default: .restricted(Privileges(rawValue: UInt32(random.below(512))))
        }
    }

    private mutating func login() -> String {
        ["alice", "ROOT", "max", "mia", "user \(now)", "user \(now)", "", " x", "a\u{7}b"][random.below(9)]
    }

    private mutating func groupName() -> String {
        ["Private", "x", "group \(now)", "group \(now)", "group \(now)", "42", "", "x ", "system"][random.below(9)]
    }
}
