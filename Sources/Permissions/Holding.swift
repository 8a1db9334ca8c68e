/// What a group of a level can hold between users (`PERMISSIONS.md`, section 6). Lowering a level, moving and giving
/// lose what it cannot.
enum Holding {
    /// Whether a private group can hold this link: only between things of one owner, an annotation only one's own.
    static func privateGroupHolds(_ kind: Kind, owner: UserID, parent: UserID, child: UserID) -> Bool {
        guard parent == child else { return false }
        return kind != .annotationLink || owner == parent
    }

    /// Whether a link is kept when its group is lowered to a level.
    ///
    /// In a read-only group an annotation link stays that its owner could make there, by what it is now. Whoever left
    /// counts as a plain member.
    static func isKept(_ link: ObjectFacts, at level: Level, in records: some Records) -> Bool {
        guard level <= .readOnly else { return true }
        guard let parent = link.parent.flatMap(records.facts), let child = link.child.flatMap(records.facts) else {
            return true
        }
        let holds = privateGroupHolds(link.kind, owner: link.owner, parent: parent.owner, child: child.owner)
        if level == .private || holds { return holds }
        if link.kind != .annotationLink { return true }
        let administration = records.user(link.owner)?.administration ?? .none
        let position = Position(
            user: link.owner, administration: administration,
            membership: records.membership(of: link.owner, in: link.group) ?? .member, group: link.group, level: level)
        return position.allows(.annotate, owner: parent.owner, kind: parent.kind)
            && position.allows(.annotate, owner: child.owner, kind: child.kind)
    }

    /// Images that have a source in the same group with another owner. A private group cannot hold both: whoever made
    /// the one could not say what it comes from.
    static func derivedPairs(in group: GroupID, records: some Records) -> [ObjectID] {
        var pairs: [ObjectID] = []
        for owner in records.dataOwners(in: group) {
            for image in records.objects(in: group, owner: owner, kind: .image) {
                guard let source = records.reference(.derivedFrom, of: image) else { continue }
                guard let facts = records.facts(of: source), facts.group == group else { continue }
                if facts.owner != owner { pairs += [image, source] }
            }
        }
        return pairs
    }

    /// Whether objects of this kind belong to one user's work on an image.
    static func isPersonal(_ kind: Kind) -> Bool { kind == .roi || kind == .renderingSettings }
}
