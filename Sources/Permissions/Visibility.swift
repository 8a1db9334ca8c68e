/// May the caller know that it exists? Asked first (`PERMISSIONS.md`, section 3).
public enum Visibility {
    /// Whether an object is in the caller's sight.
    public static func isVisible(_ id: ObjectID, to caller: Caller, in records: some Records) -> Bool {
        do throws(Refusal) {
            _ = try facts(of: id, for: caller, in: records)
            return true
        } catch {
            return false
        }
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

    /// How much of a group is in sight; `nil`: nothing. Links are in sight through their ends.
    public static func reach(of caller: Caller, in group: GroupID, records: some Records) -> Reach? {
        Position(of: caller, in: group, records: records)?.reach
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

    /// The facts of an object in sight: the one way to look an object up for a caller.
    ///
    /// What does not exist and what is out of sight take the same way: the same questions are asked of the records, so
    /// that the work tells no more than the answer.
    @inlinable
    static func facts(
        of id: ObjectID, for caller: Caller, in records: some Records
    ) throws(Refusal) -> (facts: ObjectFacts, position: Position) {
        let found = records.facts(of: id)
        let facts = found ?? ObjectFacts(absentFor: caller)
        let position = Position(of: caller, in: facts.group, records: records)
        if let found, let position, isVisible(found, from: position, in: records) { return (found, position) }
        // Only a link has ends to look up.
        if !facts.kind.isLink || position == nil {
            for _ in 0..<2 { _ = records.facts(of: id) }
        }
        throw .noSuchObject(id)
    }
}

extension ObjectFacts {
    /// What an object that does not exist is judged as: a thing like any other, where the caller is.
    @usableFromInline
    init(absentFor caller: Caller) {
        self.init(kind: .image, owner: caller.user, group: caller.group ?? .guest, parent: nil, child: nil)
    }
}
