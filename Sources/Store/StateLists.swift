public import Permissions

// What lists go by: parts of the indexes, from a place on.

extension State {
    /// Every object from the first one after an id, ascending.
    public func objects(after id: ObjectID) -> some Sequence<ObjectID> {
        let first = min(id.rawValue, PairKey.objectIDMax) + 1
        return objects.rows(from: first).lazy.map { ObjectID($0.id) }
    }

    /// Users from the first one after an id, or from the first of all, ascending.
    public func users(after id: UserID?) -> some Sequence<UserID> {
        users.rows(from: id.map { UInt64($0.rawValue) + 1 } ?? 0).lazy.map { UserID(UInt32($0.id)) }
    }

    /// The same of groups.
    public func groups(after id: GroupID?) -> some Sequence<GroupID> {
        groups.rows(from: id.map { UInt64($0.rawValue) + 1 } ?? 0).lazy.map { GroupID(UInt32($0.id)) }
    }

    /// What holds an object at one of its ends, by kind and id, from the first after a place on.
    public func holders(
        of id: ObjectID, at end: End, after place: HolderPlace
    ) -> some Sequence<(place: HolderPlace, id: ObjectID)> {
        let first = PairKey(held: id, end: end, kind: place.kindNumber, holder: place.holder + 1)
        let last = PairKey(held: id, end: end, kind: 127, holder: .max)
        return holders.from(first).lazy.prefix { $0 <= last }.map { key in
            (HolderPlace(kindNumber: UInt8(key.high & 127), holder: key.low), ObjectID(key.low))
        }
    }

    /// Objects of one group, links too, by owner, kind and id, from the first one after a place on.
    public func objects(
        in group: GroupID, after place: GroupPlace
    ) -> some Sequence<(place: GroupPlace, id: ObjectID)> {
        let high = UInt64(group.rawValue) << 32
        let first = PairKey(high: high | UInt64(place.owner.rawValue), low: place.low + 1)
        return objectsByOwner.from(first).lazy.prefix { $0.high >> 32 == UInt64(group.rawValue) }.map { key in
            (GroupPlace(owner: UserID(UInt32(truncatingIfNeeded: key.high)), low: key.low), key.object)
        }
    }

    /// Objects of one group and kind whose name starts so, in the order of their names.
    public func objects(namePrefix prefix: String, kind: Kind, in group: GroupID) -> some Sequence<ObjectID> {
        let first = NameKey(group: group, kind: kind, name: prefix, object: 0)
        // Names are ordered by their scalars: those that start alike stand together, below the prefix with the last
        // scalar of all behind it.
        let end = prefix + "\u{10FFFF}"
        return objectsByName.from(first).lazy
            .prefix { $0.space == first.space && $0.name <= end }
            .filter { $0.name.hasPrefix(prefix) }
            .map { ObjectID($0.id) }
    }
}

/// A place among what holds one object: by kind, then by id.
public struct HolderPlace: Hashable, Sendable {
    fileprivate let kindNumber: UInt8
    fileprivate let holder: UInt64

    fileprivate init(kindNumber: UInt8, holder: UInt64) {
        self.kindNumber = kindNumber
        self.holder = holder
    }

    /// The place as a number, ascending with the places; 0 stands before the first.
    public init(_ number: UInt64) {
        self.init(kindNumber: UInt8(number >> 56) & 127, holder: number & PairKey.objectIDMax)
    }

    public var number: UInt64 { UInt64(kindNumber) << 56 | holder }
}

/// A place among the objects of one group: by owner, then by kind, links last, then by id.
public struct GroupPlace: Hashable, Sendable {
    public let owner: UserID
    fileprivate let low: UInt64

    fileprivate init(owner: UserID, low: UInt64) {
        self.owner = owner
        self.low = low
    }

    /// Before the first.
    public static let start = GroupPlace(owner: UserID(0), low: 0)

    /// Before the first link of the same owner.
    public var linksNext: GroupPlace { GroupPlace(owner: owner, low: Self.linksLow) }

    /// Whether no link of this owner came before.
    public var isBeforeLinks: Bool { low < Self.linksLow }

    private static let linksLow = UInt64(Kind.allCases.first(where: \.isLink)?.rawValue ?? .max) << 56
}
