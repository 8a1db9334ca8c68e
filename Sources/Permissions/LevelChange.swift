/// Changing a group's level (`PERMISSIONS.md`, section 6).
public enum LevelChange {
    /// Sets the level of a group. Raising loses nothing; lowering loses what the new level cannot hold.
    public static func change(
        _ id: GroupID, to level: Level, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        guard var group = records.group(id) else { throw .noSuchGroup(id) }
        try checkRight(to: level, of: id, by: caller, in: records)
        if level == group.level { return Plan([]) }
        if level == .private {
            let pairs = Holding.derivedPairs(in: id, records: records)
            if !pairs.isEmpty { throw .derivedPairs(Blockers(pairs, for: caller, in: records)) }
        }
        let (sweep, stays) = losses(of: id, at: level, from: group.level, in: records)
        group.level = level
        return Plan(
            mutations: sweep.mutations + [.updateGroup(id, group)], lost: sweep.lost, moved: [],
            stays: stays.filter { sweep.removed[$0] == nil }.sorted(),
            needsDigest: level == .readWrite || !sweep.isEmpty)
    }

    private static func checkRight(
        to level: Level, of group: GroupID, by caller: Caller, in records: some Records
    ) throws(Refusal) {
        try Administering.checkSession(of: caller)
        if group.isSystemGroup { throw .systemGroup(group) }
        if caller.administration.covers(.manageGroups) { return }
        guard records.membership(of: caller.user, in: group) == .owner else { throw .notAnOwner(group) }
        if level == .readWrite { throw .onlyAdministratorsPromote(group) }
    }

    /// What is lost, and which contents stay and lose their place.
    private static func losses<R: Records>(
        of group: GroupID, at level: Level, from old: Level, in records: R
    ) -> (Sweep<R>, Set<ObjectID>) {
        var sweep = Sweep(records)
        var stays: Set<ObjectID> = []
        guard level < old, level <= .readOnly else { return (sweep, stays) }
        var doomed: [ObjectID] = []
        for owner in records.dataOwners(in: group) {
            for kind in level == .private ? Kind.betweenUsers : [.annotationLink] {
                for id in records.objects(in: group, owner: owner, kind: kind) {
                    guard let facts = records.facts(of: id), !isKept(facts, at: level, in: records) else { continue }
                    if kind == .folder { sweep.clear(id) } else { doomed.append(id) }
                    if let place = kind.isContainerLink ? facts.child : kind == .folder ? id : nil {
                        stays.insert(place)
                    }
                }
            }
        }
        sweep.remove(doomed)
        return (sweep, stays)
    }

    private static func isKept(_ facts: ObjectFacts, at level: Level, in records: some Records) -> Bool {
        if facts.kind.isLink { return Holding.isKept(facts, at: level, in: records) }
        guard let parent = facts.parent.flatMap(records.facts) else { return true }
        return parent.owner == facts.owner
    }
}

extension Kind {
    /// What may lie between two users, and that a private group has between nobody.
    fileprivate static let betweenUsers: [Kind] = [.folder, .roi, .renderingSettings] + allCases.filter(\.isLink)
}
