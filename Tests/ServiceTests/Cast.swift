import Permissions
import Store

@testable import Service

/// People, groups and data, put there without asking the law.
extension Lab {
    /// Makes changes, and they are on disk.
    mutating func put(_ mutations: [Mutation]) {
        _ = service.store.commit(mutations, by: Author(user: .root), at: now)
        write()
    }

    mutating func addUser(_ login: String, uid: UInt32? = nil, administration: Administration = .none) -> UserID {
        let id = state.nextUserID
        let user = User(
            login: login, fullName: "", email: "\(login)@lab", uid: uid, isActive: true, defaultGroup: nil,
            administration: administration)
        put([.createUser(id, user), .setMembership(id, .user, .member)])
        if administration.isAdministrator { put([.setMembership(id, .system, .member)]) }
        return id
    }

    mutating func addGroup(
        _ name: String, _ level: Level, owners: [UserID] = [], members: [UserID] = []
    ) -> GroupID {
        let id = state.nextGroupID
        put([.createGroup(id, Group(name: name, description: "", level: level))])
        for user in members { join(user, id, .member) }
        for user in owners { join(user, id, .owner) }
        return id
    }

    mutating func join(_ user: UserID, _ group: GroupID, _ membership: Membership) {
        put([.setMembership(user, group, membership)])
        guard var account = state.user(user), account.defaultGroup == nil else { return }
        account.defaultGroup = group
        put([.updateUser(user, account)])
    }

    mutating func add(
        _ kind: Kind, of owner: UserID, in group: GroupID, named name: String = "", parent: ObjectID? = nil,
        child: ObjectID? = nil, attributes: Attributes = Attributes()
    ) -> ObjectID {
        let id = state.nextObjectID
        let object = Object(
            kind: kind, owner: owner, group: group, name: name, parent: parent, child: child, attributes: attributes)
        put([.createObject(id, object)])
        return id
    }

    mutating func setLevel(_ level: Level, of id: GroupID) {
        guard var group = state.group(id) else { preconditionFailure("the group exists") }
        group.level = level
        put([.updateGroup(id, group)])
    }
}

/// A lab with two people in one group: Ada owns it, Ben is a member. Both are connected, and so is root.
struct Pair {
    var lab: Lab
    let ada: UserID
    let ben: UserID
    let group: GroupID
    let adaLine: Lab.Line
    let benLine: Lab.Line
    let rootLine: Lab.Line

    init(_ level: Level) { self.init(level, in: Lab()) }

    init(_ level: Level, in empty: Lab) {
        var lab = empty
        ada = lab.addUser("ada", uid: 1_000)
        ben = lab.addUser("ben", uid: 1_001)
        group = lab.addGroup("lab", level, owners: [ada], members: [ben])
        adaLine = lab.connect(uid: 1_000)
        benLine = lab.connect(uid: 1_001)
        rootLine = lab.connect(uid: 0)
        self.lab = lab
    }
}
