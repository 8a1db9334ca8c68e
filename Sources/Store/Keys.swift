internal import Permissions

/// An entry of an index over two numbers. Each index says what its halves are made of.
struct PairKey: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt64

    static func < (lhs: PairKey, rhs: PairKey) -> Bool {
        lhs.high != rhs.high ? lhs.high < rhs.high : lhs.low < rhs.low
    }
}

extension PairKey {
    /// Ids of objects stay below this, so that a kind and an end fit beside them.
    static let objectIDMax: UInt64 = 1 << 56 - 1

    /// Objects by group, owner and kind.
    init(group: GroupID, owner: UserID, kind: UInt8, object: UInt64) {
        high = UInt64(group.rawValue) << 32 | UInt64(owner.rawValue)
        low = UInt64(kind) << 56 | object
    }

    /// Links and references by what they hold: the object held, the end it is held at, the kind of the holder.
    init(held: ObjectID, end: End, kind: UInt8, holder: UInt64) {
        high = held.rawValue << 8 | UInt64(end.rawValue) << 7 | UInt64(kind)
        low = holder
    }

    /// The object's id of an entry by group, owner and kind.
    var object: ObjectID { ObjectID(low & Self.objectIDMax) }
}

/// An entry of the index over what attachments hold: a digest, and one attachment that refers to it.
struct ContentKey: Hashable, Comparable, Sendable {
    let digest: ContentDigest
    let attachment: UInt64

    static func < (lhs: ContentKey, rhs: ContentKey) -> Bool {
        lhs.digest != rhs.digest ? lhs.digest < rhs.digest : lhs.attachment < rhs.attachment
    }
}

/// An entry of an index by name: objects by group and kind, or accounts.
struct NameKey: Hashable, Comparable, Sendable {
    /// Group and kind of an object; 0 where names are unique.
    let space: UInt64
    let name: String
    let id: UInt64

    init(space: UInt64, name: String, id: UInt64) {
        self.space = space
        self.name = name
        self.id = id
    }

    init(group: GroupID, kind: Kind, name: String, object: UInt64) {
        self.init(space: UInt64(group.rawValue) << 8 | UInt64(kind.rawValue), name: name, id: object)
    }

    static func < (lhs: NameKey, rhs: NameKey) -> Bool {
        if lhs.space != rhs.space { return lhs.space < rhs.space }
        if lhs.name != rhs.name { return lhs.name < rhs.name }
        return lhs.id < rhs.id
    }
}
