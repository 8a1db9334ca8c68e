/// Moving to another group (`PERMISSIONS.md`, section 7).
public enum Moving {
    /// Moves the targets and what goes along, all or nothing.
    public static func move(
        _ targets: [ObjectID], to group: GroupID, options: MoveOptions, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        try check(targets, to: group, by: caller, in: records)
        guard let level = records.level(of: group) else { throw .noSuchGroup(group) }
        let takesOthers = caller.administration.covers(.move) && level != .private
        var contents = Contents(targets, records: records)
        contents.addContents { content, container in takesOthers || content.owner == container.owner }
        contents.addPlateParts(allImages: true)
        try contents.checkWholes(for: caller)
        addFollowers(to: &contents, exclude: options.exclude)

        var ties = Ties(of: contents)
        if level == .private {
            try checkSources(of: contents, to: group, for: caller)
            ties.cutWhatPrivateGroupsLack(contents)
        }
        let placing = try place(targets, into: options.into, of: group, by: caller, in: records)
        return plan(contents, ties, to: group, placing)
    }

    private static func plan<R: Records>(
        _ contents: Contents<R>, _ ties: Ties<R>, to group: GroupID, _ placing: [Mutation]
    ) -> Plan {
        let records = contents.records
        var sweep = Sweep(records)
        for holder in ties.cleared { sweep.clear(holder) }
        sweep.remove(ties.cut)
        let moved = contents.going.union(ties.kept).filter { sweep.removed[$0] == nil }.sorted()
        return Plan(
            mutations: sweep.mutations + moved.map { .setGroup($0, group) } + placing,
            lost: sweep.lost, moved: moved, stays: ties.displaced.filter { sweep.removed[$0] == nil }.sorted(),
            needsDigest: !sweep.isEmpty)
    }

    private static func check(
        _ targets: [ObjectID], to group: GroupID, by caller: Caller, in records: some Records
    ) throws(Refusal) {
        var found: [ObjectFacts] = []
        for target in targets { found.append(try Visibility.facts(of: target, for: caller, in: records).facts) }
        if caller.isReadOnly { throw .readOnlySession }
        if caller.isConfined { throw .confinedSession }
        guard records.level(of: group) != nil else { throw .noSuchGroup(group) }
        if group.isSystemGroup { throw .systemGroup(group) }
        for (target, facts) in zip(targets, found) {
            guard facts.kind.isTarget else { throw .notATarget(facts.kind) }
            if facts.group.isSystemGroup { throw .systemGroup(facts.group) }
            if facts.group == group { throw .sameGroup(group) }
            try Decision.check(.move, on: target, by: caller, in: records)
        }
        if caller.administration.covers(.move) { return }
        guard records.membership(of: caller.user, in: group) != nil else { throw .notAMember(caller.user, group) }
    }

    /// Adds regions and settings of images, whoever owns them, and annotations that nothing that stays is linked to.
    private static func addFollowers(to contents: inout Contents<some Records>, exclude: Inclusion) {
        let records = contents.records
        for image in contents.byKind[.image] ?? [] {
            for kind in [Kind.roi, .renderingSettings] {
                for follower in records.holders(of: image, at: .parent, kind: kind) { contents.insert(follower) }
            }
        }
        contents.addAnnotations { annotation, object in
            if exclude.covers(annotation.kind) { return false }
            return annotation.kind.isDependent || annotation.owner == object.owner
        }
    }

    /// Refuses what a lowering to private refuses: an image and its source of different owners in one private group.
    private static func checkSources(
        of contents: Contents<some Records>, to group: GroupID, for caller: Caller
    ) throws(Refusal) {
        let records = contents.records
        let images = contents.byKind[.image] ?? []
        if images.isEmpty { return }
        var pairs: [ObjectID] = []
        func note(_ image: ObjectID, from source: ObjectID) {
            guard let derived = records.facts(of: image), let origin = records.facts(of: source) else { return }
            if derived.owner != origin.owner { pairs += [image, source] }
        }
        for image in images {
            guard let source = records.reference(.derivedFrom, of: image) else { continue }
            let arrives = contents.going.contains(source) || records.facts(of: source)?.group == group
            if arrives { note(image, from: source) }
        }
        for owner in records.dataOwners(in: group) {
            for image in records.objects(in: group, owner: owner, kind: .image) {
                guard let source = records.reference(.derivedFrom, of: image) else { continue }
                if contents.going.contains(source) { note(image, from: source) }
            }
        }
        if !pairs.isEmpty { throw .derivedPairs(Blockers(pairs, for: caller, in: records)) }
    }

    /// Puts the targets into a container of the target group, if the caller may link there.
    private static func place(
        _ targets: [ObjectID], into container: ObjectID?, of group: GroupID, by caller: Caller,
        in records: some Records
    ) throws(Refusal) -> [Mutation] {
        guard let container else { return [] }
        var caller = caller
        // The call's scope is where the targets are; the container lies elsewhere.
        caller.scope = .all
        let (facts, position) = try Visibility.facts(of: container, for: caller, in: records)
        guard facts.group == group else { throw .notInGroup(container, group) }
        try Decision.check(.mix, on: container, by: caller, in: records)
        var placing: [Mutation] = []
        var next = records.nextObjectID.rawValue
        var placed: Set<ObjectID> = []
        for target in targets where placed.insert(target).inserted {
            guard let content = records.facts(of: target) else { throw .noSuchObject(target) }
            guard position.allows(.mix, owner: content.owner, kind: content.kind) else {
                throw .notAllowed(.mix, target, position.role(for: .mix), position.level)
            }
            if content.kind == .folder && facts.kind == .folder {
                placing.append(.setParent(target, container))
                continue
            }
            guard let kind = content.kind.containerLink(into: facts.kind) else {
                throw .wrongKinds(content.kind, parent: facts.kind, child: nil)
            }
            let link = Object(
                kind: kind, owner: caller.user, group: group, name: "", parent: container, child: target,
                attributes: Attributes())
            placing.append(.createObject(ObjectID(next), link))
            next += 1
        }
        return placing
    }
}

/// How a move is done.
public struct MoveOptions: Hashable, Sendable {
    /// Kinds of shared annotations that stay where they are.
    public var exclude: Inclusion
    /// A container of the target group for the moved objects.
    public var into: ObjectID?

    public init(exclude: Inclusion, into: ObjectID?) {
        self.exclude = exclude
        self.into = into
    }
}
