/// May the caller do this? In fixed order: sight (`PERMISSIONS.md`, section 3), the session's restraints (12), own
/// data, what nobody may do with another's (5), the table by the best standing that fits (2).
public enum Decision {
    /// Throws the rule that forbids the action.
    @discardableResult
    @inlinable
    public static func check(
        _ action: Action, on id: ObjectID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> ObjectFacts {
        try judge(action, on: id, by: caller, in: records).facts
    }

    /// The same, with what the caller is in the object's group.
    @inlinable
    static func judge(
        _ action: Action, on id: ObjectID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> (facts: ObjectFacts, position: Position) {
        let (facts, position) = try Visibility.facts(of: id, for: caller, in: records)
        if caller.isReadOnly && action != .view { throw .readOnlySession }
        guard isAllowed(action, on: facts, from: position, in: records) else {
            throw refusal(of: action, on: id, facts, from: position)
        }
        return (facts, position)
    }

    /// The actions that `check` allows on an object. Empty if it is out of sight.
    public static func allowed(on id: ObjectID, by caller: Caller, in records: some Records) -> Actions {
        let facts: ObjectFacts
        let position: Position
        do throws(Refusal) {
            (facts, position) = try Visibility.facts(of: id, for: caller, in: records)
        } catch {
            return []
        }
        if caller.isReadOnly { return Actions(.view) }
        var allowed = Actions()
        for action in Action.allCases where isAllowed(action, on: facts, from: position, in: records) {
            allowed.insert(Actions(action))
        }
        return allowed
    }

    /// The same answer as `check`, for an object other than a link that is known by its facts.
    @inlinable
    public static func isAllowed(
        _ action: Action, by caller: Caller, owner: UserID, group: GroupID, kind: Kind, in records: some Records
    ) -> Bool {
        guard let position = Position(of: caller, in: group, records: records) else { return false }
        guard position.sees(owner: owner) else { return false }
        if action == .view { return true }
        return !caller.isReadOnly && position.allows(action, owner: owner, kind: kind)
    }

    /// Whether the action is allowed on an object in sight.
    @inlinable
    static func isAllowed(
        _ action: Action, on facts: ObjectFacts, from position: Position, in records: some Records
    ) -> Bool {
        if action == .view || position.allows(action, owner: facts.owner, kind: facts.kind) { return true }
        guard action == .delete && facts.kind.isLink else { return false }
        // Section 4: whoever owns both ends removes any link between them.
        return [facts.parent, facts.child].allSatisfy { end in
            guard let owner = end.flatMap(records.facts)?.owner else { return false }
            return position.owns(owner, for: facts.kind.removal)
        }
    }

    @usableFromInline
    static func refusal(
        of action: Action, on id: ObjectID, _ facts: ObjectFacts, from position: Position
    ) -> Refusal {
        if position.group == .user && facts.kind == .script { return .privilegeNeeded(.manageScripts) }
        let isOwned = facts.kind == .roi && action == .edit || facts.kind == .renderingSettings
        if isOwned && facts.owner != position.user && position.allowsByTable(action) { return .anothersRegion(id) }
        let action = action == .delete ? facts.kind.removal : action
        return .notAllowed(action, id, position.role(for: action), position.level)
    }
}

/// A set of actions. The bit of each is its number on the wire.
public struct Actions: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public init(_ action: Action) { self.init(rawValue: 1 << UInt16(action.rawValue)) }

    public func contains(_ action: Action) -> Bool { contains(Actions(action)) }
}
