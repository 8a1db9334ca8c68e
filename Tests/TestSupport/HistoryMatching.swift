internal import Permissions

/// The objects of the model with the ids that the law has given to the same: both count new ones in their own order.
struct HistoryMatching {
    private(set) var objects: [ObjectID: Object]
    private var names: [ObjectID: ObjectID] = [:]

    init(from before: World, to after: World, _ effect: NaiveEffect, ids: some Sequence<(ObjectID, ObjectID)>) {
        objects = effect.objects
        let isNew = { (id: ObjectID) in id >= before.nextObjectID }
        let theirs = after.objects.filter { isNew($0.key) }
        // Entries of a list are told by their place, copies by the mark of what they are copies of.
        for (mine, other) in ids { names[mine] = other }
        for (original, mine) in effect.copies {
            let mark = before.object(original)?.mark
            names[mine] = theirs.first { !$0.value.kind.naiveIsLink && $0.value.mark == mark }?.key
        }
        let unnamed = objects.filter { isNew($0.key) && names[$0.key] == nil }
        for (mine, object) in unnamed where !object.kind.naiveIsLink {
            let taken = Set(names.values)
            let same = theirs.filter { $0.value.kind == object.kind && $0.value.name == object.name }
            names[mine] = same.keys.first { !taken.contains($0) }
        }
        for (mine, link) in unnamed where link.kind.naiveIsLink {
            let wanted = renamed(link)
            names[mine] = theirs.first { $0.value == wanted }?.key
        }
        // What the law has not made keeps a number that nothing has.
        let pairs = effect.objects.map { mine, object in
            (isNew(mine) ? names[mine] ?? ObjectID(mine.rawValue + 500_000) : mine, renamed(object))
        }
        objects = Dictionary(pairs) { one, _ in one }
    }

    private func renamed(_ object: Object) -> Object {
        var object = object
        object.parent = object.parent.map { names[$0] ?? $0 }
        object.child = object.child.map { names[$0] ?? $0 }
        for field in [Field.derivedFrom, .plateRun] {
            guard case .reference(let id)? = object.attributes[field] else { continue }
            object.attributes[field] = .reference(names[id] ?? id)
        }
        return object
    }
}

extension Object {
    /// What tells an object from all others in a history: a copy has that of its original until it gets its own.
    var mark: Value? { attributes[.externalID] }
}

extension World {
    /// Gives everything a mark of its own, so that copies can be told apart.
    public mutating func markAll() { for mutation in marking(from: World()) { apply(mutation) } }

    /// The changes that give what is new a mark of its own.
    func marking(from before: World) -> [Mutation] {
        (before.nextObjectID.rawValue..<nextObjectID.rawValue).compactMap { number in
            let id = ObjectID(number)
            guard let object = object(id), !object.kind.naiveIsLink else { return nil }
            var attributes = object.attributes
            attributes[.externalID] = .text("\(number)")
            return .updateObject(id, name: object.name, attributes: attributes)
        }
    }
}
