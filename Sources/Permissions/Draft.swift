/// New objects of one owner in one group, each checked as it is added.
///
/// Later ones may refer to earlier ones, so their rights and links are judged by the records and the draft together.
struct Draft<R: Records> {
    let records: R
    let caller: Caller
    let group: GroupID
    let position: Position
    let base: UInt64

    var created: [Object] = []
    var mutations: [Mutation] = []
    /// The id of each entry of the request.
    var ids: [ObjectID] = []
    var named: [Named: ObjectID] = [:]
    var links: [LinkKey: ObjectID] = [:]
    /// Images of new well samples, and those that the caller saves settings for.
    var placed: Set<ObjectID> = []
    var rendered: Set<ObjectID> = []
    /// Annotations that the draft puts on annotations.
    var annotationsOn: [ObjectID: [ObjectID]] = [:]

    /// Steps in order: a group to create in (section 12), one that people work in (11), the session (12), the
    /// caller's place there (2, 11).
    init(in group: GroupID?, by caller: Caller, records: R) throws(Refusal) {
        guard let group else { throw .noCurrentGroup }
        if group.isSystemGroup { throw .systemGroup(group) }
        guard let position = Position(of: caller, in: group, records: records) else {
            throw .notAMember(caller.user, group)
        }
        if caller.isReadOnly { throw .readOnlySession }
        guard position.membership != nil || caller.administration.covers(.writeData) else {
            throw .privilegeNeeded(.writeData)
        }
        self.records = records
        self.caller = caller
        self.group = group
        self.position = position
        base = records.nextObjectID.rawValue
    }

    /// Facts of a new object, or of an existing one in sight.
    func facts(of id: ObjectID) throws(Refusal) -> ObjectFacts {
        if id.rawValue >= base && id.rawValue - base < UInt64(created.count) {
            return ObjectFacts(created[Int(id.rawValue - base)])
        }
        return try Visibility.facts(of: id, for: caller, in: records).facts
    }

    /// Facts of an object in the group of the draft.
    func localFacts(of id: ObjectID?) throws(Refusal) -> ObjectFacts? {
        guard let id else { return nil }
        let facts = try facts(of: id)
        // Official scripts can be run from every group (section 12).
        guard facts.group == group || facts.group == .user else { throw .notInGroup(id, group) }
        return facts
    }

    mutating func resolve(_ reference: Reference?) throws(Refusal) -> ObjectID? {
        switch reference {
        case nil: return nil
        case .existing(let id): return id
        case .new(let index):
            guard ids.indices.contains(index) else { throw .danglingReference(index) }
            return ids[index]
        case .named(let kind, let name): return try find(Named(kind: kind, name: name))
        }
    }

    /// The caller's own container of that name, created if missing (section 13).
    private mutating func find(_ wanted: Named) throws(Refusal) -> ObjectID {
        if let known = named[wanted] { return known }
        guard wanted.kind.isContainer else { throw .notATarget(wanted.kind) }
        // Many have no name: none of them is found by it.
        guard !wanted.name.isEmpty else { throw .invalidName(.empty) }
        let found = records.objects(named: wanted.name, kind: wanted.kind, owner: caller.user, in: group)
        guard found.count <= 1 else { throw .ambiguousName(wanted.kind, wanted.name) }
        if let id = found.first {
            named[wanted] = id
            return id
        }
        try Names.checkObjectName(wanted.name)
        let id = append(
            Object(
                kind: wanted.kind, owner: caller.user, group: group, name: wanted.name, parent: nil, child: nil,
                attributes: Attributes()))
        named[wanted] = id
        return id
    }

    mutating func append(_ object: Object) -> ObjectID {
        let id = ObjectID(base + UInt64(created.count))
        created.append(object)
        mutations.append(.createObject(id, object))
        return id
    }

    func isNew(_ id: ObjectID) -> Bool { id.rawValue >= base }

    var creation: Creation { Creation(plan: Plan(mutations), ids: ids) }
}

struct Named: Hashable {
    let kind: Kind
    let name: String
}

/// The same two ends may be linked once per link owner (section 4).
struct LinkKey: Hashable {
    let kind: Kind
    let parent: ObjectID
    let child: ObjectID
}
