/// Why something is allowed: the counterpart of a `Refusal`.
public enum Allowance: Hashable, Sendable {
    /// It is the caller's own (`PERMISSIONS.md`, section 2).
    case own
    /// The table says yes to what the caller is in the group (section 2).
    case table(Role)
    /// Both ends of a link are the caller's own (section 4).
    case ownEnds
    /// A link is in sight with both its ends (section 3).
    case endsInSight
    /// An official script: everyone sees it, and whoever manages scripts changes it (section 12).
    case official

    /// Where the law says so.
    public var section: Int {
        switch self {
        case .own, .table: 2
        case .endsInSight: 3
        case .ownEnds: 4
        case .official: 12
        }
    }
}

extension Decision {
    /// Why the caller may, or the rule that forbids it.
    public static func explain(
        _ action: Action, on id: ObjectID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Allowance {
        let (facts, position) = try judge(action, on: id, by: caller, in: records)
        if facts.group == .user { return .official }
        if action == .view && facts.kind.isLink { return .endsInSight }
        let act = action == .delete ? facts.kind.removal : action
        if act != .give && position.owns(facts.owner, for: act) { return .own }
        guard position.allows(action, owner: facts.owner, kind: facts.kind) else { return .ownEnds }
        return .table(position.allowingRole(for: act))
    }
}

extension Position {
    /// The highest of the caller's rows that allows an action which the table allows.
    fileprivate func allowingRole(for action: Action) -> Role {
        if isAdministrator(for: action) && action.isAllowed(to: .administrator, at: level) { return .administrator }
        return membership == .owner && action.isAllowed(to: .owner, at: level) ? .owner : .member
    }
}
