/// What a caller is in one group: all that a decision on the group's objects depends on.
///
/// There is none where nothing of the group exists for the caller.
public struct Position: Sendable {
    public let user: UserID
    public let administration: Administration
    public let membership: Membership?
    public let group: GroupID
    public let level: Level

    /// Steps in the order of the law: reach of the session (section 12), scope (3), membership or administration (2).
    @inlinable
    public init?(of caller: Caller, in group: GroupID, records: some Records) {
        guard let level = records.level(of: group) else { return nil }
        let membership = records.membership(of: caller.user, in: group)
        if group != .user {
            if caller.isConfined && group != caller.group { return nil }
            if case .group(let scope) = caller.scope, scope != group { return nil }
            guard membership != nil || caller.administration.isAdministrator else { return nil }
        }
        self.init(
            user: caller.user, administration: caller.administration, membership: membership, group: group, level: level
        )
    }

    @inlinable
    init(user: UserID, administration: Administration, membership: Membership?, group: GroupID, level: Level) {
        self.user = user
        self.administration = administration
        self.membership = membership
        self.group = group
        self.level = level
    }

    /// Whether an object of `owner` in this group is in sight (section 3). Links are in sight through their ends.
    @inlinable
    public func sees(owner: UserID) -> Bool {
        if group == .user || administration.isAdministrator { return true }
        guard let membership else { return false }
        return owner == user || Action.view.isAllowed(to: membership.standing, at: level)
    }

    /// How much of the group is in sight.
    var reach: Reach? {
        // Whoever owns nothing is somebody else.
        if sees(owner: .nobody) { return .all }
        return sees(owner: user) ? .own : nil
    }

    /// Whether the caller may do it with an object of this owner and kind, given that it is in sight.
    ///
    /// For a link, `delete` is removing it for the sake of its owner's data (section 4); whoever owns both ends may too.
    @inlinable
    public func allows(_ action: Action, owner: UserID, kind: Kind) -> Bool {
        let action = action == .delete ? kind.removal : action
        // Official scripts (section 12) belong to nobody in particular.
        if group == .user { return allowsOfficially(action) }
        if action != .give && owns(owner, for: action) { return true }
        // Section 5: nobody changes another's regions or settings, and settings go only with their image.
        if owner != user {
            if kind == .roi && action == .edit { return false }
            if kind == .renderingSettings && (action == .edit || action == .delete) { return false }
        }
        return allowsByTable(action)
    }

    /// Whether `owner` is the caller and that counts (section 2): it is a member now, or its privileges cover the act.
    @inlinable
    func owns(_ owner: UserID, for action: Action) -> Bool {
        owner == user && (membership != nil || isAdministrator(for: action))
    }

    /// Whoever several rows fit has the best of them (section 2). A restricted administrator has the administrator's
    /// row only for what its privileges cover (section 11).
    @inlinable
    func allowsByTable(_ action: Action) -> Bool {
        if isAdministrator(for: action) && action.isAllowed(to: .administrator, at: level) { return true }
        guard let membership else { return false }
        // An owner is a member too.
        return action.isAllowed(to: membership.standing, at: level) || action.isAllowed(to: .member, at: level)
    }

    @inlinable
    func isAdministrator(for action: Action) -> Bool {
        guard let privilege = action.privilege else { return administration.isAdministrator }
        return administration.covers(privilege)
    }

    @inlinable
    func allowsOfficially(_ action: Action) -> Bool {
        switch action {
        case .view: true
        case .edit, .delete: administration.covers(.manageScripts)
        default: false
        }
    }

    /// How a refusal names the caller.
    func role(for action: Action) -> Role {
        if isAdministrator(for: action) { return .administrator }
        switch membership {
        case .owner: return .owner
        case .member: return .member
        case nil: return administration.isAdministrator ? .restrictedAdministrator : .member
        }
    }
}

/// How much of a group is in sight: sight distinguishes no more than these, and nothing at all.
public enum Reach: Hashable, Sendable {
    /// What the caller owns.
    case own
    case all
}

extension UserID {
    /// An id that no account has: they are given one after the other.
    fileprivate static let nobody = UserID(.max)
}

extension Membership {
    @inlinable
    var standing: Standing { self == .owner ? .owner : .member }
}

extension Kind {
    /// What deleting an object of this kind counts as (section 4).
    @inlinable
    var removal: Action {
        if self == .annotationLink { return .removeAnnotations }
        return isLink ? .mix : .delete
    }
}
