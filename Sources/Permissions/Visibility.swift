/// May the caller know that it exists? Asked first (`PERMISSIONS.md`, section 3).
public enum Visibility {
    /// Whether an object is in the caller's sight.
    public static func isVisible(_ id: ObjectID, to caller: Caller, in records: some Records) -> Bool {
        guard let facts = records.facts(of: id) else { return false }
        guard let position = Position(of: caller, in: facts.group, records: records) else { return false }
        return isVisible(facts, from: position, in: records)
    }

    /// Whether an object of the position's group is in sight: a link if both its ends are.
    @inlinable
    static func isVisible(_ facts: ObjectFacts, from position: Position, in records: some Records) -> Bool {
        guard facts.kind.isLink else { return position.sees(owner: facts.owner) }
        guard let parent = facts.parent.flatMap(records.facts) else { return false }
        guard let child = facts.child.flatMap(records.facts) else { return false }
        return position.sees(owner: parent.owner) && position.sees(owner: child.owner)
    }

    /// Whether the objects of a user in a group are in sight, links aside: what a list walks by.
    public static func isVisible(
        dataOf owner: UserID, in group: GroupID, to caller: Caller, in records: some Records
    ) -> Bool {
        Position(of: caller, in: group, records: records)?.sees(owner: owner) ?? false
    }

    /// Whether the caller may know that `user` is in `group`.
    ///
    /// Members see who else is one. In a private group only its owners do; its members see themselves and the owners.
    public static func isVisible(
        membershipOf user: UserID, in group: GroupID, to caller: Caller, in records: some Records
    ) -> Bool {
        guard let level = records.level(of: group) else { return false }
        guard let membership = records.membership(of: user, in: group) else { return false }
        if user == caller.user || caller.administration.isAdministrator { return true }
        // Who is an administrator or active is the business of administrators: these two groups say nothing else.
        if group.isSystemGroup { return false }
        guard let own = records.membership(of: caller.user, in: group) else { return false }
        return level != .private || own == .owner || membership == .owner
    }

    /// Whether the caller may read a user's e-mail and OS uid.
    public static func isVisible(detailsOf user: UserID, to caller: Caller) -> Bool {
        user == caller.user || caller.administration.isAdministrator
    }

    /// Whether the caller may know of an open session or an audit record of `user`, opened by `opener`.
    public static func isVisible(sessionOf user: UserID, openedBy opener: UserID, to caller: Caller) -> Bool {
        user == caller.user || opener == caller.user || caller.administration == .full
    }

    /// The facts of an object in sight.
    @inlinable
    static func facts(
        of id: ObjectID, for caller: Caller, in records: some Records
    ) throws(Refusal) -> (facts: ObjectFacts, position: Position) {
        guard let facts = records.facts(of: id) else { throw .noSuchObject(id) }
        guard let position = Position(of: caller, in: facts.group, records: records) else { throw .noSuchObject(id) }
        guard isVisible(facts, from: position, in: records) else { throw .noSuchObject(id) }
        return (facts, position)
    }
}
