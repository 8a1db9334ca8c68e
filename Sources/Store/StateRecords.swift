public import Permissions

extension State: Records {
    public func user(_ id: UserID) -> User? { users[UInt64(id.rawValue)] }
    public func group(_ id: GroupID) -> Group? { groups[UInt64(id.rawValue)] }
    public func object(_ id: ObjectID) -> Object? { objects[id.rawValue]?.object }
    public func session(_ id: SessionID) -> Session? { sessions[id.rawValue] }

    public func membership(of user: UserID, in group: GroupID) -> Membership? {
        let bound = PairKey(high: UInt64(user.rawValue), low: UInt64(group.rawValue) << 8)
        guard let key = groupsOfUser.first(from: bound), key.high == bound.high, key.low >> 8 == UInt64(group.rawValue)
        else { return nil }
        return key.accountAndMembership.1
    }

    public func user(named login: String) -> UserID? {
        usersByLogin.first(named: Names.key(login)).map { UserID(UInt32($0)) }
    }

    public func group(named name: String) -> GroupID? {
        groupsByName.first(named: Names.key(name)).map { GroupID(UInt32($0)) }
    }

    public func user(uid: UInt32) -> UserID? {
        guard let key = usersByUID.first(from: PairKey(high: UInt64(uid), low: 0)), key.high == UInt64(uid)
        else { return nil }
        return UserID(UInt32(key.low))
    }

    public func members(of group: GroupID) -> [UserID] {
        usersOfGroup.all(high: UInt64(group.rawValue)).map { UserID(UInt32($0 >> 8)) }
    }

    public func groups(of user: UserID) -> [GroupID] {
        groupsOfUser.all(high: UInt64(user.rawValue)).map { GroupID(UInt32($0 >> 8)) }
    }

    public func holders(of id: ObjectID, at end: End, kind: Kind) -> ObjectIDs {
        let first = PairKey(held: id, end: end, kind: kind.rawValue, holder: 0)
        return ObjectIDs(holders, from: first, through: PairKey(high: first.high, low: .max))
    }

    public func holders(of id: ObjectID, at end: End) -> ObjectIDs {
        let first = PairKey(held: id, end: end, kind: 0, holder: 0)
        let last = PairKey(held: id, end: end, kind: 127, holder: .max)
        return ObjectIDs(holders, from: first, through: last)
    }

    public func objects(in group: GroupID, owner: UserID, kind: Kind) -> ObjectIDs {
        objects(in: group, owner: owner, kind: kind, after: ObjectID(0))
    }

    /// The same, from the first one after an id.
    public func objects(in group: GroupID, owner: UserID, kind: Kind, after id: ObjectID) -> ObjectIDs {
        let first = PairKey(
            group: group, owner: owner, kind: kind.rawValue, object: min(id.rawValue, PairKey.objectIDMax - 1) + 1)
        let last = PairKey(group: group, owner: owner, kind: kind.rawValue, object: PairKey.objectIDMax)
        return ObjectIDs(objectsByOwner, from: first, through: last)
    }

    public func dataOwners(in group: GroupID) -> [UserID] {
        var owners: [UserID] = []
        var bound = PairKey(group: group, owner: UserID(0), kind: 0, object: 0)
        while let key = objectsByOwner.first(from: bound), key.high >> 32 == UInt64(group.rawValue) {
            owners.append(UserID(UInt32(truncatingIfNeeded: key.high)))
            guard key.high < .max else { break }
            bound = PairKey(high: key.high + 1, low: 0)
        }
        return owners
    }

    public func facts(of id: ObjectID) -> ObjectFacts? { objects.read(id.rawValue) { $0.facts } }

    public func level(of group: GroupID) -> Level? { groups.read(UInt64(group.rawValue)) { $0.level } }

    public func reference(_ field: Field, of id: ObjectID) -> ObjectID? {
        let value = objects.read(id.rawValue) { $0.attributes[field] }
        guard case .reference(let referred) = value else { return nil }
        return referred
    }

    public func ownsObjects(_ user: UserID) -> Bool {
        allGroups.contains { id, _ in
            let bound = PairKey(group: id, owner: user, kind: 0, object: 0)
            return objectsByOwner.first(from: bound)?.high == bound.high
        }
    }

    /// Objects of one group and kind with exactly this name, whoever owns them, ascending.
    public func objects(named name: String, kind: Kind, in group: GroupID) -> some Sequence<ObjectID> {
        let first = NameKey(group: group, kind: kind, name: name, object: 0)
        return objectsByName.from(first).lazy
            .prefix { $0.space == first.space && $0.name == name }
            .map { ObjectID($0.id) }
    }

    public func objects(named name: String, kind: Kind, owner: UserID, in group: GroupID) -> [ObjectID] {
        objects(named: name, kind: kind, in: group).filter { facts(of: $0)?.owner == owner }
    }
}

extension State {
    /// Ids out of an index, in its order.
    public struct ObjectIDs: Sequence, IteratorProtocol {
        /// `nil` where the first look has found nothing: most things hold nothing, and that is quickly known.
        private var keys: SortedSet<PairKey>.Elements?
        private let last: PairKey

        init(_ set: SortedSet<PairKey>, from first: PairKey, through last: PairKey) {
            self.last = last
            if let found = set.first(from: first), found <= last { keys = set.from(found) }
        }

        public mutating func next() -> ObjectID? {
            guard let key = keys?.next(), key <= last else { return nil }
            return key.object
        }
    }
}

extension SortedSet<PairKey> {
    /// The lower halves of all entries with this upper one.
    func all(high: UInt64) -> [UInt64] {
        from(PairKey(high: high, low: 0)).prefix { $0.high == high }.map(\.low)
    }
}

extension SortedSet<NameKey> {
    /// What has this name, where names are unique.
    func first(named name: String) -> UInt64? {
        guard let key = first(from: NameKey(space: 0, name: name, id: 0)), key.name == name else { return nil }
        return key.id
    }
}
