internal import Permissions

/// All objects by their ids.
///
/// A decision on one object of many waits for memory, and for little else. So the heads of rows lie close together: those
/// of a million objects have 12 MB, and stay in a processor's cache.
struct ObjectTable: Sendable {
    private var heads = Table<ObjectRow.Head>()
    private var bodies = Table<ObjectRow.Body>()

    var count: Int { heads.count }

    subscript(id: ObjectID) -> ObjectRow? {
        get {
            guard let head = heads[id.rawValue], let body = bodies[id.rawValue] else { return nil }
            return ObjectRow(head: head, body: body)
        }
        set {
            heads[id.rawValue] = newValue?.head
            bodies[id.rawValue] = newValue?.body
        }
    }

    func facts(of id: ObjectID) -> ObjectFacts? {
        guard let head = heads[id.rawValue] else { return nil }
        var facts = ObjectFacts(kind: head.kind, owner: head.owner, group: head.group, parent: nil, child: nil)
        if head.hasEnds, let ends = bodies.read(id.rawValue, { ($0.parent, $0.child) }) {
            (facts.parent, facts.child) = ends
        }
        return facts
    }

    func attributes(of id: ObjectID) -> Attributes? { bodies.read(id.rawValue) { $0.attributes } }

    func attribute(_ field: Field, of id: ObjectID) -> Value? {
        bodies.read(id.rawValue) { $0.attributes[field] } ?? nil
    }

    // There must be one of this id.

    mutating func rename(_ id: ObjectID, to name: String) { bodies.update(id.rawValue) { $0.name = name } }

    mutating func set(_ attributes: Attributes, of id: ObjectID) {
        bodies.update(id.rawValue) { $0.attributes = attributes }
    }

    /// Ids in ascending order, from one on.
    func ids(from id: ObjectID) -> some Sequence<ObjectID> {
        heads.rows(from: id.rawValue).lazy.map { ObjectID($0.id) }
    }

    var rows: Rows { Rows(heads: heads.rows, bodies: bodies.rows) }

    /// Ids and rows in ascending order of ids.
    struct Rows: Sequence, IteratorProtocol, Sendable {
        fileprivate var heads: Table<ObjectRow.Head>.Rows
        fileprivate var bodies: Table<ObjectRow.Body>.Rows

        mutating func next() -> (id: ObjectID, row: ObjectRow)? {
            guard let (id, head) = heads.next(), let (_, body) = bodies.next() else { return nil }
            return (ObjectID(id), ObjectRow(head: head, body: body))
        }
    }
}
