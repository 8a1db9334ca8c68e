public import Permissions

/// What one record changed, as far as those who watch may have to be told of it.
public struct RecordedChange: Sendable {
    public let revision: UInt64
    /// Objects and links that are not as they were, each once, in the order in which the record changed them: those that
    /// it names, and those whose sight depends on them.
    public private(set) var touched: [Touched]
    /// Where so many were touched that they are not kept one by one: all places that they were in, or are.
    public private(set) var crowds: Set<Place> = []
    public let rights: [RightsChange]
    /// The groups that any of it is in.
    public let groups: Set<GroupID>

    /// An object that a record changed: where it was, and where it is. `nil`: it was not there, or is not.
    public struct Touched: Sendable {
        public let id: ObjectID
        public let before: Place?
        public let after: Place?
    }

    /// What it takes in memory, in objects: the record itself is as large as one.
    var weight: Int { 1 + touched.count + crowds.count + rights.count }

    /// Forgets the objects one by one, and keeps where they were.
    fileprivate mutating func crowd() {
        crowds = Set(touched.flatMap { [$0.before, $0.after].compactMap(\.self) })
        touched = []
    }
}

/// All that sight of an object depends on, but for the caller's own rights (`PERMISSIONS.md`, section 3).
public struct Place: Hashable, Sendable {
    public let group: GroupID
    /// Whose it is; of a link, whose its upper end is.
    public let owner: UserID
    /// Of a link, whose its lower end is; else the same.
    public let other: UserID
}

/// A change of what somebody sees without a change of any object.
public enum RightsChange: Hashable, Sendable {
    case level(GroupID)
    case membership(UserID, GroupID)
    /// Anything of an account that decides what its user sees, or only who speaks for it and where it works.
    case account(UserID, changesSight: Bool)
    /// A session of this user has ended.
    case session(UserID)

    /// Whose caller may be another one now.
    public var user: UserID? {
        switch self {
        case .level: nil
        case .membership(let user, _), .account(let user, _), .session(let user): user
        }
    }

    /// Whose data it is about, if it is about one group.
    public var group: GroupID? {
        switch self {
        case .level(let group), .membership(_, let group): group
        case .account, .session: nil
        }
    }
}

// MARK: - From a record

/// A record that is about to be applied, and what of the state before it has to be kept to say what it changed.
struct ChangeNote {
    private var before: [(id: ObjectID, place: Place?)] = []
    private var known: Set<ObjectID> = []
    private var rights: [RightsChange] = []

    init(_ mutations: [Mutation], in state: State) {
        for mutation in mutations {
            if let id = mutation.object { note(id, in: state) }
            // Sight of a link, and what an object is told to hang on, depend on whose the other object is.
            if let id = mutation.placed {
                for holder in state.holders(of: id, at: .parent) { note(holder, in: state) }
                for holder in state.holders(of: id, at: .child) { note(holder, in: state) }
            }
            if let change = mutation.rightsChange(in: state) { rights.append(change) }
        }
    }

    private mutating func note(_ id: ObjectID, in state: State) {
        if known.insert(id).inserted { before.append((id, state.place(of: id))) }
    }

    /// The whole, once the record is applied.
    func change(_ state: State, within limits: ChangeLimits) -> RecordedChange {
        let touched = before.map { entry in
            RecordedChange.Touched(id: entry.id, before: entry.place, after: state.place(of: entry.id))
        }
        var groups = Set(rights.compactMap(\.group))
        for entry in touched {
            for place in [entry.before, entry.after] { if let place { groups.insert(place.group) } }
        }
        var change = RecordedChange(revision: state.revision, touched: touched, rights: rights, groups: groups)
        if change.touched.count > limits.objectsOfOne { change.crowd() }
        return change
    }
}

extension State {
    fileprivate func place(of id: ObjectID) -> Place? {
        guard let facts = facts(of: id) else { return nil }
        guard facts.kind.isLink else { return Place(group: facts.group, owner: facts.owner, other: facts.owner) }
        guard let parent = facts.parent.flatMap(self.facts), let child = facts.child.flatMap(self.facts) else {
            return nil
        }
        return Place(group: facts.group, owner: parent.owner, other: child.owner)
    }
}

extension Mutation {
    /// The object that it changes.
    fileprivate var object: ObjectID? {
        switch self {
        case .createObject(let id, _), .updateObject(let id, _, _), .removeObject(let id), .setGroup(let id, _),
            .setOwner(let id, _), .setParent(let id, _):
            id
        default: nil
        }
    }

    /// The object that it gives another place, or none.
    fileprivate var placed: ObjectID? {
        switch self {
        case .removeObject(let id), .setGroup(let id, _), .setOwner(let id, _): id
        default: nil
        }
    }

    fileprivate func rightsChange(in state: State) -> RightsChange? {
        switch self {
        case .updateGroup(let id, let group): state.level(of: id) == group.level ? nil : .level(id)
        case .setMembership(let user, let group, let membership):
            state.membership(of: user, in: group) == membership ? nil : .membership(user, group)
        case .updateUser(let id, let user): state.user(id).flatMap { $0.change(to: user, of: id) }
        // As a group without a level.
        case .removeGroup(let id): .level(id)
        case .removeUser(let id): .account(id, changesSight: true)
        case .endSession(let id): state.session(id).map { .session($0.user) }
        default: nil
        }
    }
}

extension User {
    /// What becomes of rights when the account is changed; `nil`: nothing.
    fileprivate func change(to user: User, of id: UserID) -> RightsChange? {
        let changesSight = administration != user.administration || isActive != user.isActive
        guard changesSight || uid != user.uid || defaultGroup != user.defaultGroup else { return nil }
        return .account(id, changesSight: changesSight)
    }
}
