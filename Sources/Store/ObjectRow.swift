internal import Permissions

/// An object as the state keeps it, in two parts: what every decision asks for, and the rest.
struct ObjectRow: Sendable {
    var head: Head
    var body: Body

    /// 12 bytes.
    struct Head: Sendable {
        var owner: UserID
        var group: GroupID
        let kind: Kind
        /// Whether it holds others: only then a decision looks at the body, too.
        fileprivate(set) var hasEnds: Bool
    }

    /// 40 bytes, a short name's own included.
    struct Body: Sendable {
        var name: String
        var attributes: Attributes
        fileprivate var parentID: UInt64
        fileprivate let childID: UInt64

        var parent: ObjectID? { ObjectID(stored: parentID) }
        var child: ObjectID? { ObjectID(stored: childID) }
    }

    init(head: Head, body: Body) {
        self.head = head
        self.body = body
    }

    init(_ object: Object) {
        head = Head(
            owner: object.owner, group: object.group, kind: object.kind,
            hasEnds: object.parent != nil || object.child != nil)
        body = Body(
            name: object.name, attributes: object.attributes, parentID: object.parent?.rawValue ?? 0,
            childID: object.child?.rawValue ?? 0)
    }

    var parent: ObjectID? {
        get { body.parent }
        set {
            body.parentID = newValue?.rawValue ?? 0
            head.hasEnds = newValue != nil || body.child != nil
        }
    }

    var object: Object {
        Object(
            kind: head.kind, owner: head.owner, group: head.group, name: body.name, parent: parent,
            child: body.child, attributes: body.attributes)
    }
}

extension ObjectID {
    /// An id as it is kept: 0 stands for none.
    init?(stored: UInt64) {
        guard stored != 0 else { return nil }
        self.init(stored)
    }
}
