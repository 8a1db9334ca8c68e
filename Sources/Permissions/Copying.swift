/// Copying (`PERMISSIONS.md`, section 8).
public enum Copying {
    /// Copies the targets with their owner's contents into a group. All that is made is the caller's.
    ///
    /// The ids of the result are those of the targets' copies.
    public static func copy(
        _ targets: [ObjectID], to group: GroupID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Creation {
        try check(targets, to: group, by: caller, in: records)
        var contents = Contents(targets, records: records)
        contents.isCopy = true
        contents.addContents { content, container in content.owner == container.owner }
        contents.addPlateParts(allImages: true)
        try contents.checkWholes(for: caller)
        var copies = Copies(of: contents, in: group, by: caller)
        copies.addObjects()
        copies.addFollowers()
        copies.addLinks()
        return Creation(plan: Plan(copies.mutations), ids: targets.compactMap { copies.copy[$0] })
    }

    private static func check(
        _ targets: [ObjectID], to group: GroupID, by caller: Caller, in records: some Records
    ) throws(Refusal) {
        let isAdministrator = caller.administration.covers(.move)
        var found: [(facts: ObjectFacts, position: Position)] = []
        for target in targets { found.append(try Visibility.facts(of: target, for: caller, in: records)) }
        if caller.isReadOnly { throw .readOnlySession }
        guard records.level(of: group) != nil else { throw .noSuchGroup(group) }
        if caller.isConfined && group != caller.group { throw .confinedSession }
        if group.isSystemGroup { throw .systemGroup(group) }
        for (target, (facts, position)) in zip(targets, found) {
            guard facts.kind.isTarget else { throw .notATarget(facts.kind) }
            if facts.group.isSystemGroup { throw .systemGroup(facts.group) }
            let isOwn = facts.owner == caller.user && position.membership != nil
            guard isOwn || isAdministrator else { throw .notYoursToCopy(target) }
        }
        if isAdministrator || records.membership(of: caller.user, in: group) != nil { return }
        throw .notAMember(caller.user, group)
    }
}

/// The copies, as they are made.
private struct Copies<R: Records> {
    let records: R
    let contents: Contents<R>
    let group: GroupID
    let caller: Caller
    /// The caller's place in the group that is copied to.
    let position: Position?
    private(set) var copy: [ObjectID: ObjectID] = [:]
    private(set) var mutations: [Mutation] = []

    init(of contents: Contents<R>, in group: GroupID, by caller: Caller) {
        records = contents.records
        self.contents = contents
        self.group = group
        self.caller = caller
        var everywhere = caller
        everywhere.scope = .all
        position = Position(of: everywhere, in: group, records: records)
    }

    /// Copies an object. What it refers to is copied before it, or left out, unless both groups may refer to it.
    private mutating func add(_ id: ObjectID) {
        guard copy[id] == nil, var object = records.object(id) else { return }
        object.parent = counterpart(of: object.parent)
        object.child = counterpart(of: object.child)
        object.attributes = object.attributes.withoutAsking
        for field in [Field.derivedFrom, .plateRun] {
            guard case .reference(let referred) = object.attributes[field] else { continue }
            object.attributes[field] = counterpart(of: referred).map(Value.reference)
        }
        append(object, as: id)
    }

    private mutating func append(_ object: Object, as original: ObjectID?) {
        var object = object
        object.owner = caller.user
        object.group = group
        let id = ObjectID(records.nextObjectID.rawValue + UInt64(mutations.count))
        mutations.append(.createObject(id, object))
        if let original { copy[original] = id }
    }

    /// The copy of what an object refers to; of what is not copied, an official script, or the source of an image where
    /// the copy may be derived from it.
    private func counterpart(of id: ObjectID?) -> ObjectID? {
        guard let id else { return nil }
        if let known = copy[id] { return known }
        guard let facts = records.facts(of: id), let position else { return nil }
        if facts.kind == .script { return facts.group == .user || facts.group == group ? id : nil }
        guard facts.kind == .image, facts.group == group, position.sees(owner: facts.owner) else { return nil }
        return position.allows(.derive, owner: facts.owner, kind: .image) ? id : nil
    }

    /// Copies targets and contents, what is referred to first.
    mutating func addObjects() {
        for kind in Kind.allCases where kind != .folder && kind != .wellSample && kind != .image {
            for id in contents.byKind[kind] ?? [] where kind.rank == 0 { add(id) }
        }
        for id in contents.byKind[.folder] ?? [] { addFolder(id) }
        for kind in [Kind.plateRun, .well] { for id in contents.byKind[kind] ?? [] { add(id) } }
        for id in contents.byKind[.image] ?? [] { addImage(id) }
        for id in contents.byKind[.wellSample] ?? [] { add(id) }
        for id in contents.byKind[.job] ?? [] { add(id) }
    }

    private mutating func addFolder(_ id: ObjectID) {
        var chain: [ObjectID] = []
        var next: ObjectID? = id
        while let folder = next, contents.going.contains(folder), copy[folder] == nil {
            chain.append(folder)
            next = records.facts(of: folder)?.parent
        }
        for folder in chain.reversed() { add(folder) }
    }

    private mutating func addImage(_ id: ObjectID) {
        var chain: [ObjectID] = []
        var next: ObjectID? = id
        while let image = next, contents.going.contains(image), copy[image] == nil {
            chain.append(image)
            next = records.reference(.derivedFrom, of: image)
        }
        for image in chain.reversed() { add(image) }
    }

    /// Copies the caller's own regions on the images, and the settings of the images' owners.
    mutating func addFollowers() {
        for image in contents.byKind[.image] ?? [] {
            let owner = records.facts(of: image)?.owner
            for roi in records.holders(of: image, at: .parent, kind: .roi)
            where records.facts(of: roi)?.owner == caller.user { add(roi) }
            for settings in records.holders(of: image, at: .parent, kind: .renderingSettings)
            where records.facts(of: settings)?.owner == owner { add(settings) }
        }
    }

    /// Links the copies as what they are copies of, and to annotations: copies of the caller's own, or, within the
    /// group, the shared ones themselves.
    mutating func addLinks() {
        var open = copy.keys.sorted()
        var made: Set<LinkKey> = []
        while let id = open.popLast() {
            for link in records.holders(of: id, at: .parent) {
                guard let facts = records.facts(of: link), facts.kind.isLink, let child = facts.child else { continue }
                let isKnown = copy[child] != nil
                guard made.insert(LinkKey(kind: facts.kind, parent: id, child: child)).inserted,
                    let parent = copy[id], let end = end(of: facts, child: child)
                else { continue }
                if !isKnown && copy[child] != nil { open.append(child) }
                append(
                    Object(
                        kind: facts.kind, owner: caller.user, group: group, name: "", parent: parent, child: end,
                        attributes: Attributes()),
                    as: nil)
            }
        }
    }

    /// What a copied link leads to.
    private mutating func end(of link: ObjectFacts, child: ObjectID) -> ObjectID? {
        if let known = copy[child] { return known }
        guard link.kind == .annotationLink, let facts = records.facts(of: child), let position else { return nil }
        if facts.kind.isSharedAnnotation && facts.group == group {
            let isVisible = position.sees(owner: facts.owner)
            return isVisible && position.allows(.annotate, owner: facts.owner, kind: facts.kind) ? child : nil
        }
        guard facts.owner == caller.user else { return nil }
        add(child)
        return copy[child]
    }
}

extension Kind {
    /// 0 for kinds that refer to nothing.
    fileprivate var rank: Int {
        switch self {
        case .folder, .image, .plateRun, .well, .wellSample, .job, .roi, .renderingSettings: 1
        default: isLink ? 1 : 0
        }
    }
}
