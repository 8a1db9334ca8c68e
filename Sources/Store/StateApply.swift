public import Permissions

extension State {
    /// Applies one record's mutations. It is deterministic: the same records make the same state, byte for byte.
    ///
    /// The mutations come out of a plan made against this very state, so each must fit: one that does not stops the
    /// process, as nothing after it could be trusted.
    public mutating func apply(_ mutations: [Mutation], revision: UInt64) {
        precondition(revision == self.revision + 1, "records are applied in order, each once")
        for mutation in mutations { apply(mutation) }
        self.revision = revision
    }

    /// Applies a record: its mutations, when they were made, and what is kept of its call.
    public mutating func apply(_ record: Record) {
        apply(record.mutations, revision: record.revision)
        time = record.time
        guard let receipt = record.receipt else { return }
        let row = ReceiptRow(
            receipt: receipt, user: record.author.user, session: record.author.session, time: record.time)
        keep(row, revision: record.revision)
    }

    private mutating func apply(_ mutation: Mutation) {
        switch mutation {
        case .createObject(let id, let object): create(object, as: id)
        case .updateObject(let id, let name, let attributes): update(id, name: name, attributes: attributes)
        case .removeObject(let id): remove(id)
        case .setGroup(let id, let group): set(group, of: id)
        case .setOwner(let id, let owner): set(owner, of: id)
        case .setParent(let id, let parent): set(parent: parent, of: id)
        case .createUser(let id, let user): create(user, as: id)
        case .updateUser(let id, let user): update(id, to: user)
        case .removeUser(let id): remove(id)
        case .createGroup(let id, let group): create(group, as: id)
        case .updateGroup(let id, let group): update(id, to: group)
        case .removeGroup(let id): remove(id)
        case .setMembership(let user, let group, let membership): set(membership, of: user, in: group)
        case .openSession(let id, let session): open(session, as: id)
        case .endSession(let id): sessions[id.rawValue] = nil
        }
    }
}

// MARK: - Objects

extension State {
    private mutating func create(_ object: Object, as id: ObjectID) {
        precondition(id == nextObjectID, "objects are numbered one after the other")
        precondition(id.rawValue < PairKey.objectIDMax, "ids of objects are used up")
        let row = ObjectRow(object)
        objects[id.rawValue] = row
        index(row, id)
        nextObjectID = ObjectID(id.rawValue + 1)
    }

    private mutating func remove(_ id: ObjectID) {
        guard let row = objects[id.rawValue] else { fatalError("a removal names object \(id.rawValue), which is gone") }
        unindex(row, id)
        objects[id.rawValue] = nil
    }

    private mutating func update(_ id: ObjectID, name: String, attributes: Attributes) {
        guard let row = objects[id.rawValue] else { fatalError("an update names object \(id.rawValue), which is gone") }
        // Bytes, not letters: a new spelling of the same letters is a new name, too.
        if !row.name.utf8.elementsEqual(name.utf8) {
            unindexName(row, id)
            objects.update(id.rawValue) { $0.name = name }
            if let renamed = objects[id.rawValue] { indexName(renamed, id) }
        }
        if let key = row.contentKey(id) { contents.remove(key) }
        objects.update(id.rawValue) { $0.attributes = attributes }
        if let key = objects[id.rawValue]?.contentKey(id) { contents.insert(key) }
    }

    // Each changes the indexes that what it sets is part of, and no others.

    private mutating func set(_ group: GroupID, of id: ObjectID) {
        let (before, after) = change(id) { $0.group = group }
        objectsByOwner.remove(before.ownerKey(id))
        objectsByOwner.insert(after.ownerKey(id))
        unindexName(before, id)
        indexName(after, id)
    }

    private mutating func set(_ owner: UserID, of id: ObjectID) {
        let (before, after) = change(id) { $0.owner = owner }
        objectsByOwner.remove(before.ownerKey(id))
        objectsByOwner.insert(after.ownerKey(id))
    }

    private mutating func set(parent: ObjectID?, of id: ObjectID) {
        let (before, after) = change(id) { $0.parent = parent }
        if let key = before.parentKey(id) { holders.remove(key) }
        if let key = after.parentKey(id) { holders.insert(key) }
    }

    private mutating func change(
        _ id: ObjectID, _ change: (inout ObjectRow) -> Void
    ) -> (before: ObjectRow, after: ObjectRow) {
        guard let before = objects[id.rawValue] else {
            fatalError("a change names object \(id.rawValue), which is gone")
        }
        var after = before
        change(&after)
        objects[id.rawValue] = after
        return (before, after)
    }

    private mutating func index(_ row: ObjectRow, _ id: ObjectID) {
        objectsByOwner.insert(row.ownerKey(id))
        indexName(row, id)
        if let key = row.parentKey(id) { holders.insert(key) }
        if let key = row.childKey(id) { holders.insert(key) }
        if let key = row.contentKey(id) { contents.insert(key) }
    }

    private mutating func unindex(_ row: ObjectRow, _ id: ObjectID) {
        objectsByOwner.remove(row.ownerKey(id))
        unindexName(row, id)
        if let key = row.parentKey(id) { holders.remove(key) }
        if let key = row.childKey(id) { holders.remove(key) }
        if let key = row.contentKey(id) { contents.remove(key) }
    }

    private mutating func indexName(_ row: ObjectRow, _ id: ObjectID) {
        if let key = row.nameKey(id) { objectsByName.insert(key) }
    }

    private mutating func unindexName(_ row: ObjectRow, _ id: ObjectID) {
        if let key = row.nameKey(id) { objectsByName.remove(key) }
    }
}

extension ObjectRow {
    func ownerKey(_ id: ObjectID) -> PairKey {
        PairKey(group: group, owner: owner, kind: kindNumber, object: id.rawValue)
    }

    func nameKey(_ id: ObjectID) -> NameKey? {
        name.isEmpty ? nil : NameKey(group: group, kind: kind, name: name, object: id.rawValue)
    }

    func parentKey(_ id: ObjectID) -> PairKey? {
        parent.map { PairKey(held: $0, end: .parent, kind: kindNumber, holder: id.rawValue) }
    }

    func childKey(_ id: ObjectID) -> PairKey? {
        child.map { PairKey(held: $0, end: .child, kind: kindNumber, holder: id.rawValue) }
    }

    func contentKey(_ id: ObjectID) -> ContentKey? {
        attributes.contentDigest.map { ContentKey(digest: $0, attachment: id.rawValue) }
    }
}
