public import Permissions

/// What is asked of the audit trail: a record is told if it fits all that is not `nil`.
public struct TrailFilter: Hashable, Sendable {
    /// Who did it, or in whose name.
    public var user: UserID?
    public var session: SessionID?
    /// What is changed, or what a changed link or reference joins.
    public var object: ObjectID?
    /// Where it lies, lay, or what is changed itself.
    public var group: GroupID?
    /// From this time on, and before that one: wall clock, nanoseconds since 1970.
    public var since: Int64?
    public var until: Int64?
    public var kinds: Set<ChangeKind>?

    public init() {}

    func fits(_ time: Int64, _ author: Author) -> Bool {
        if let user, author.user != user, author.opener != user { return false }
        if let session, author.session != session { return false }
        if let since, time < since { return false }
        if let until, time >= until { return false }
        return true
    }

    public func fits(_ change: TrailChange) -> Bool {
        if let object, ![change.object, change.parent, change.child].contains(object) { return false }
        if let group, ![change.group, change.formerGroup].contains(group) { return false }
        return kinds?.contains(change.kind) ?? true
    }

    /// Whether some changes of a record may not fit.
    public var choosesChanges: Bool { object != nil || group != nil || kinds != nil }
}
