/// Changing the owner (`PERMISSIONS.md`, section 9).
public enum Giving {
    /// Gives the targets, and what of their owners goes along, to an active member of their group.
    public static func give(
        _ targets: [ObjectID], to recipient: UserID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        for target in targets { try check(target, to: recipient, by: caller, in: records) }
        var contents = Contents(targets, records: records)
        contents.addContents { content, container in content.owner == container.owner }
        contents.addPlateParts(allImages: true)
        try contents.checkWholes(for: caller)
        addFollowers(to: &contents, recipient)

        var gift = Gift(of: contents, to: recipient)
        let pairs = gift.derivedPairs
        if !pairs.isEmpty { throw .derivedPairs(Blockers(pairs, for: caller, in: records)) }
        gift.tieUp()
        return gift.plan
    }

    private static func check(
        _ target: ObjectID, to recipient: UserID, by caller: Caller, in records: some Records
    ) throws(Refusal) {
        let facts = try Visibility.facts(of: target, for: caller, in: records).facts
        guard let user = records.user(recipient) else { throw .noSuchUser(recipient) }
        guard facts.kind.isTarget else { throw .notATarget(facts.kind) }
        if facts.group.isSystemGroup { throw .systemGroup(facts.group) }
        try Decision.check(.give, on: target, by: caller, in: records)
        guard user.isActive else { throw .inactiveUser(recipient) }
        guard records.membership(of: recipient, in: facts.group) != nil else {
            throw .notAMember(recipient, facts.group)
        }
        if caller.administration.covers(.give) || recipient != caller.user || facts.owner == recipient { return }
        // Else an owner could take others' data, and then move it away as its own.
        let isActive = records.user(facts.owner)?.isActive ?? false
        if isActive && records.membership(of: facts.owner, in: facts.group) != nil {
            throw .ownerStillActive(facts.owner)
        }
    }

    /// Adds the old owner's regions, settings where the new owner has none, and dependents.
    private static func addFollowers(to contents: inout Contents<some Records>, _ recipient: UserID) {
        let records = contents.records
        for image in contents.byKind[.image] ?? [] {
            guard let owner = records.facts(of: image)?.owner else { continue }
            let regions = records.holders(of: image, at: .parent, kind: .roi)
            for roi in regions where records.facts(of: roi)?.owner == owner { contents.insert(roi) }
            let settings = Array(records.holders(of: image, at: .parent, kind: .renderingSettings))
            let owners = settings.map { records.facts(of: $0)?.owner }
            if owners.contains(recipient) { continue }
            for (id, other) in zip(settings, owners) where other == owner { contents.insert(id) }
        }
        contents.addAnnotations { annotation, object in
            annotation.kind.isDependent && annotation.owner == object.owner
        }
    }
}

/// What a gift does to the links and regions around what is given.
private struct Gift<R: Records> {
    let records: R
    let contents: Contents<R>
    let recipient: UserID
    private var cut: Set<ObjectID> = []
    private var cleared: Set<ObjectID> = []
    private var handed: Set<ObjectID> = []
    private var displaced: Set<ObjectID> = []

    init(of contents: Contents<R>, to recipient: UserID) {
        records = contents.records
        self.contents = contents
        self.recipient = recipient
    }

    /// The owner of an object once the gift is made.
    private func owner(of id: ObjectID) -> UserID? {
        contents.going.contains(id) ? recipient : records.facts(of: id)?.owner
    }

    private func level(of id: ObjectID) -> Level? { records.facts(of: id).flatMap { records.level(of: $0.group) } }

    /// Images that would have a source of another owner in a private group, with these.
    var derivedPairs: [ObjectID] {
        var pairs: [ObjectID] = []
        var searched: Set<UserID> = []
        func note(_ image: ObjectID) {
            guard let source = records.reference(.derivedFrom, of: image) else { return }
            guard records.facts(of: source)?.group == records.facts(of: image)?.group else { return }
            if owner(of: image) != owner(of: source) { pairs += [image, source] }
        }
        for image in contents.byKind[.image] ?? [] where level(of: image) == .private {
            note(image)
            guard let facts = records.facts(of: image), searched.insert(facts.owner).inserted else { continue }
            for other in records.objects(in: facts.group, owner: facts.owner, kind: .image) { note(other) }
        }
        return pairs
    }

    /// Decides for each link, region and folder around what is given whether it goes along, stays or is lost.
    mutating func tieUp() {
        for id in contents.going {
            guard let level = level(of: id), let facts = records.facts(of: id) else { continue }
            for holder in records.holders(of: id, at: .parent) { tie(holder, level) }
            for holder in records.holders(of: id, at: .child) { tie(holder, level) }
            if facts.kind == .folder { tie(id, level) }
        }
    }

    private mutating func tie(_ id: ObjectID, _ level: Level) {
        guard let facts = records.facts(of: id) else { return }
        guard let parent = facts.parent, let upper = owner(of: parent) else { return }
        if facts.kind == .folder {
            guard level < .readWrite, owner(of: id) != upper else { return }
            cleared.insert(id)
            displaced.insert(id)
        } else if Holding.isPersonal(facts.kind) {
            if level == .private && owner(of: id) != upper { cut.insert(id) }
        } else if facts.kind.isLink, let child = facts.child, let lower = owner(of: child) {
            let isGiven = contents.going.contains(parent) && contents.going.contains(child)
            let goesAlong = isGiven && facts.owner == records.facts(of: parent)?.owner
            let linker = goesAlong ? recipient : facts.owner
            if !holds(facts.kind, linker, upper, lower, level) {
                cut.insert(id)
                if facts.kind.isContainerLink { displaced.insert(child) }
            } else if goesAlong && facts.owner != recipient {
                // Where the new owner has linked these two already, the two links become one.
                if hasOwnLink(like: facts) { cut.insert(id) } else { handed.insert(id) }
            }
        }
    }

    private func holds(_ kind: Kind, _ linker: UserID, _ parent: UserID, _ child: UserID, _ level: Level) -> Bool {
        if level == .private {
            return Holding.privateGroupHolds(kind, owner: linker, parent: parent, child: child)
        }
        return level == .readWrite || kind == .annotationLink || parent == child
    }

    private func hasOwnLink(like link: ObjectFacts) -> Bool {
        guard let near = link.kind == .annotationLink ? link.parent : link.child else { return false }
        let end = link.kind == .annotationLink ? End.parent : .child
        return records.holders(of: near, at: end, kind: link.kind).contains { id in
            guard let facts = records.facts(of: id) else { return false }
            return facts.owner == recipient && facts.parent == link.parent && facts.child == link.child
        }
    }

    var plan: Plan {
        var sweep = Sweep(records)
        for folder in cleared { sweep.clear(folder) }
        sweep.remove(cut)
        let given = contents.going.union(handed).filter {
            sweep.removed[$0] == nil && records.facts(of: $0)?.owner != recipient
        }.sorted()
        return Plan(
            mutations: sweep.mutations + given.map { .setOwner($0, recipient) }, lost: sweep.lost, moved: given,
            stays: displaced.filter { sweep.removed[$0] == nil }.sorted(), needsDigest: !sweep.isEmpty)
    }
}
