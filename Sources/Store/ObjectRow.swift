internal import Permissions

/// An object as the state keeps it: 48 bytes, the name's own included.
struct ObjectRow: Sendable {
    var name: String
    var attributes: Attributes
    /// The kind in the top byte, the parent's id below it.
    private var kindAndParent: UInt64
    private var childID: UInt64
    var owner: UserID
    var group: GroupID

    init(_ object: Object) {
        precondition(object.parent.map { $0.rawValue <= PairKey.objectIDMax } ?? true, "ids stay below 2^56")
        name = object.name
        attributes = object.attributes
        kindAndParent = UInt64(object.kind.rawValue) << 56 | (object.parent?.rawValue ?? 0)
        childID = object.child?.rawValue ?? 0
        owner = object.owner
        group = object.group
    }

    var kindNumber: UInt8 { UInt8(kindAndParent >> 56) }

    var kind: Kind {
        guard let kind = Kind(rawValue: kindNumber) else {
            fatalError("a row holds a kind that no object was made with")
        }
        return kind
    }

    var parent: ObjectID? {
        get { ObjectID(stored: kindAndParent & PairKey.objectIDMax) }
        set { kindAndParent = UInt64(kindNumber) << 56 | (newValue?.rawValue ?? 0) }
    }

    var child: ObjectID? { ObjectID(stored: childID) }

    var facts: ObjectFacts { ObjectFacts(kind: kind, owner: owner, group: group, parent: parent, child: child) }

    var object: Object {
        Object(
            kind: kind, owner: owner, group: group, name: name, parent: parent, child: child, attributes: attributes)
    }
}

extension ObjectID {
    /// An id as it is kept: 0 stands for none.
    init?(stored: UInt64) {
        guard stored != 0 else { return nil }
        self.init(stored)
    }
}
