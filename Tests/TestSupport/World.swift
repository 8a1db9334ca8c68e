public import Permissions

/// Records in plain dictionaries: what the law is tried on. It keeps no index, so it cannot get one wrong.
public struct World: Records, Sendable {
    public private(set) var users: [UserID: User] = [:]
    public private(set) var groupsByID: [GroupID: Group] = [:]
    public private(set) var objects: [ObjectID: Object] = [:]
    public private(set) var sessions: [SessionID: Session] = [:]
    private var memberships: [UserID: [GroupID: Membership]] = [:]
    private var holdersOf: [ObjectID: Set<ObjectID>] = [:]

    public private(set) var nextObjectID = ObjectID(1)
    public private(set) var nextUserID = UserID(2)
    public private(set) var nextGroupID = GroupID(3)
    public private(set) var nextSessionID = SessionID(1)

    /// `root`, `guest` and the three system groups.
    public init() {
        for (id, name, level) in [
            (GroupID.system, "system", Level.private), (.user, "user", .readOnly), (.guest, "guest", .private),
        ] {
            groupsByID[id] = Group(name: name, description: "", level: level)
        }
        users[.root] = World.account("root", administration: .full)
        users[.guest] = World.account("guest", isActive: false)
        memberships[.root] = [.system: .member, .user: .member]
        memberships[.guest] = [.guest: .member]
    }

    static func account(
        _ login: String, isActive: Bool = true, administration: Administration = .none
    ) -> User {
        User(
            login: login, fullName: login, email: "", uid: nil, isActive: isActive, defaultGroup: nil,
            administration: administration)
    }

    public func user(_ id: UserID) -> User? { users[id] }
    public func group(_ id: GroupID) -> Group? { groupsByID[id] }
    public func object(_ id: ObjectID) -> Object? { objects[id] }
    public func session(_ id: SessionID) -> Session? { sessions[id] }
    public func membership(of user: UserID, in group: GroupID) -> Membership? { memberships[user]?[group] }

    public func user(named login: String) -> UserID? {
        users.first { $0.value.login.lowercased() == login.lowercased() }?.key
    }

    public func group(named name: String) -> GroupID? {
        groupsByID.first { $0.value.name.lowercased() == name.lowercased() }?.key
    }

    public func user(uid: UInt32) -> UserID? { users.first { $0.value.uid == uid }?.key }

    public func members(of group: GroupID) -> [UserID] {
        memberships.filter { $0.value[group] != nil }.keys.sorted()
    }

    public func groups(of user: UserID) -> [GroupID] { (memberships[user] ?? [:]).keys.sorted() }

    public func holders(of id: ObjectID, at end: End, kind: Kind) -> [ObjectID] {
        holders(of: id, at: end).filter { objects[$0]?.kind == kind }
    }

    public func holders(of id: ObjectID, at end: End) -> [ObjectID] {
        let found = (holdersOf[id] ?? []).filter { (end == .parent ? objects[$0]?.parent : objects[$0]?.child) == id }
        let byKind = found.map { (kind: objects[$0]?.kind.rawValue ?? 0, id: $0) }.sorted { $0 < $1 }
        return byKind.map(\.id)
    }

    public func objects(in group: GroupID, owner: UserID, kind: Kind) -> [ObjectID] {
        objects.filter { $0.value.group == group && $0.value.owner == owner && $0.value.kind == kind }.keys.sorted()
    }

    public func dataOwners(in group: GroupID) -> [UserID] {
        Set(objects.values.filter { $0.group == group }.map(\.owner)).sorted()
    }
}

extension World {
    /// Makes a change. Whatever the law may have promised about it is checked here.
    public mutating func apply(_ mutation: Mutation) {
        switch mutation {
        case .createObject(let id, let object):
            precondition(id == nextObjectID, "ids are dense")
            nextObjectID = ObjectID(id.rawValue + 1)
            objects[id] = object
            hold(id, object)
        case .updateObject(let id, let name, let attributes):
            precondition(objects[id] != nil, "an update needs its object")
            objects[id]?.name = name
            objects[id]?.attributes = attributes
        case .removeObject(let id):
            precondition(objects[id] != nil, "a removal needs its object")
            precondition((holdersOf[id] ?? []).isEmpty, "an object is removed after everything that holds it")
            release(id)
            objects[id] = nil
        case .setGroup(let id, let group):
            precondition(objects[id]?.group != group, "a move changes the group")
            objects[id]?.group = group
        case .setOwner(let id, let owner):
            precondition(objects[id]?.owner != owner, "a gift changes the owner")
            objects[id]?.owner = owner
        case .setParent(let id, let parent):
            precondition(objects[id] != nil, "a parent needs its object")
            release(id)
            objects[id]?.parent = parent
            if let object = objects[id] { hold(id, object) }
        default: applyToAccounts(mutation)
        }
    }

    public mutating func apply(_ plan: Plan) { for mutation in plan.mutations { apply(mutation) } }

    private mutating func applyToAccounts(_ mutation: Mutation) {
        switch mutation {
        case .createUser(let id, let user):
            precondition(id == nextUserID, "ids are dense")
            nextUserID = UserID(id.rawValue + 1)
            users[id] = user
        case .updateUser(let id, let user): users[id] = user
        case .removeUser(let id): users[id] = nil
        case .createGroup(let id, let group):
            precondition(id == nextGroupID, "ids are dense")
            nextGroupID = GroupID(id.rawValue + 1)
            groupsByID[id] = group
        case .updateGroup(let id, let group): groupsByID[id] = group
        case .removeGroup(let id): groupsByID[id] = nil
        case .setMembership(let user, let group, let membership): memberships[user, default: [:]][group] = membership
        case .openSession(let id, let session):
            nextSessionID = SessionID(id.rawValue + 1)
            sessions[id] = session
        case .endSession(let id): sessions[id] = nil
        default: preconditionFailure("objects are changed above")
        }
    }

    private mutating func hold(_ id: ObjectID, _ object: Object) {
        for end in [object.parent, object.child] {
            if let end { holdersOf[end, default: []].insert(id) }
        }
    }

    private mutating func release(_ id: ObjectID) {
        for end in [objects[id]?.parent, objects[id]?.child] {
            if let end { holdersOf[end]?.remove(id) }
        }
    }
}
