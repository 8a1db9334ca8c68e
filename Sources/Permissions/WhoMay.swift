/// Who may do something with an object, as far as whoever asks may know (`PERMISSIONS.md`, section 3).
public struct WhoMay: Hashable, Sendable {
    /// Active users, ascending.
    public var users: [UserID]
    /// Whether every full administrator may.
    public var administrators: Bool
    /// Whether every restricted administrator may, whatever its privileges.
    public var restrictedAdministrators: Bool
    /// Each of these privileges alone is enough for an administrator.
    public var privileges: Privileges
    /// Whether every active user may.
    public var everyone: Bool

    /// Who may, by the rules that judge each call.
    ///
    /// Users are named if the asker may know that they are in the object's group. Who else is an administrator is the
    /// business of administrators: for anyone else these are judged as the members that they are.
    public init(
        _ action: Action, on id: ObjectID, for caller: Caller, in records: some Records
    ) throws(Refusal) {
        let (facts, asking) = try Visibility.facts(of: id, for: caller, in: records)
        func may(_ user: UserID, _ administration: Administration, _ membership: Membership?) -> Bool {
            let position = Position(
                user: user, administration: administration, membership: membership, group: facts.group,
                level: asking.level)
            // Whoever is neither a member nor an administrator has no place in the group, but that of the scripts.
            guard membership != nil || administration.isAdministrator || facts.group == .user else { return false }
            return Visibility.isVisible(facts, from: position, in: records)
                && Decision.isAllowed(action, on: facts, from: position, in: records)
        }
        func mayAsAdministrator(_ administration: Administration) -> Bool { may(.nobody, administration, nil) }

        administrators = mayAsAdministrator(.full)
        restrictedAdministrators = mayAsAdministrator(.restricted([]))
        privileges = []
        for privilege in Privileges.each where mayAsAdministrator(.restricted(privilege)) {
            privileges.insert(privilege)
        }
        everyone = may(.nobody, .none, nil)

        let knowsAdministrators = caller.administration.isAdministrator
        var candidates = Set(records.members(of: facts.group))
        if knowsAdministrators { candidates.formUnion(records.members(of: .system)) }
        users = candidates.sorted().filter { id in
            guard let user = records.user(id), user.isActive else { return false }
            let membership = records.membership(of: id, in: facts.group)
            let isKnown =
                id == caller.user || knowsAdministrators
                || Visibility.isVisible(membershipOf: id, in: facts.group, to: caller, in: records)
            guard isKnown else { return false }
            let showsAdministration = knowsAdministrators || id == caller.user
            return may(id, showsAdministration ? user.administration : .none, membership)
        }
    }
}

extension UserID {
    /// Nobody has this id: it stands for whoever owns nothing.
    fileprivate static let nobody = UserID(.max)
}
