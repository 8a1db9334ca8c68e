extension Administering {
    /// Adds a user to a group, as a plain member: whoever comes back is no owner for having been one.
    public static func addMember(
        _ user: UserID, to group: GroupID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        let membership = try membership(of: user, in: group, for: caller, in: records)
        if !isOwner(caller, of: group, in: records) { try checkManagesMembership(of: user, in: group, caller, records) }
        guard membership == nil else { throw .alreadyAMember(user, group) }
        var mutations = [Mutation.setMembership(user, group, .member)]
        if var account = records.user(user), account.defaultGroup == nil, user != .guest {
            account.defaultGroup = group
            mutations.append(.updateUser(user, account))
        }
        return Plan(mutations)
    }

    /// Takes a user out of a group. The data stay; see `dataLeft`.
    public static func removeMember(
        _ user: UserID, from group: GroupID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        let membership = try membership(of: user, in: group, for: caller, in: records)
        if try !isSelf(user, caller) {
            let isManager = caller.administration.covers(.manageMembership)
            let isOwner = isOwner(caller, of: group, in: records)
            guard isManager || isOwner else { throw .notAnOwner(group) }
            if !isManager && membership == .owner { throw .anotherOwner(user, group) }
            if isManager && !isOwner { try checkManagesMembership(of: user, in: group, caller, records) }
        }
        guard membership != nil else { throw .notAMember(user, group) }
        return Plan(leaving(user, group, in: records))
    }

    /// Appoints a member as owner, or dismisses an owner. An owner may resign.
    public static func setOwner(
        _ user: UserID, of group: GroupID, _ isOwner: Bool, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        let membership = try membership(of: user, in: group, for: caller, in: records)
        let resigns = try isSelf(user, caller) && !isOwner
        if !resigns { try checkManagesMembership(of: user, in: group, caller, records) }
        guard membership != nil else { throw .notAMember(user, group) }
        let wanted = isOwner ? Membership.owner : .member
        return membership == wanted ? Plan([]) : Plan([.setMembership(user, group, wanted)])
    }

    /// Sets the group that a user's sessions start in: one of the user's.
    public static func setDefaultGroup(
        of user: UserID, to group: GroupID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        guard var account = records.user(user) else { throw .noSuchUser(user) }
        guard records.group(group) != nil else { throw .noSuchGroup(group) }
        try checkSession(of: caller)
        if try !isSelf(user, caller) {
            guard caller.administration.covers(.manageUsers) else { throw .privilegeNeeded(.manageUsers) }
            try checkStrength(of: account, user, against: caller)
        }
        if group.isSystemGroup { throw .systemGroup(group) }
        guard records.membership(of: user, in: group) != nil else { throw .notAMember(user, group) }
        account.defaultGroup = group
        return Plan([.updateUser(user, account)])
    }

    /// How many objects of a user lie in a group: what removing the user leaves there.
    public static func dataLeft(by user: UserID, in group: GroupID, records: some Records) -> Int {
        Kind.allCases.reduce(0) { count, kind in
            records.objects(in: group, owner: user, kind: kind).reduce(count) { count, _ in count + 1 }
        }
    }

    /// The changes of a user's leaving a group: the lowest group that remains becomes the default (section 11).
    static func leaving(_ user: UserID, _ group: GroupID, in records: some Records) -> [Mutation] {
        var mutations = [Mutation.setMembership(user, group, nil)]
        if var account = records.user(user), account.defaultGroup == group {
            account.defaultGroup = records.groups(of: user).first { $0 != group && !$0.isSystemGroup }
            mutations.append(.updateUser(user, account))
        }
        return mutations
    }

    /// The membership that is to change, in a group that people work in.
    private static func membership(
        of user: UserID, in group: GroupID, for caller: Caller, in records: some Records
    ) throws(Refusal) -> Membership? {
        guard records.user(user) != nil else { throw .noSuchUser(user) }
        guard records.group(group) != nil else { throw .noSuchGroup(group) }
        try checkSession(of: caller)
        if group.isSystemGroup { throw .systemGroup(group) }
        let membership = records.membership(of: user, in: group)
        // Whether someone is a member is not for every caller to learn (section 3).
        let isManager = caller.administration.isAdministrator || isOwner(caller, of: group, in: records)
        guard isManager || user == caller.user else { throw .notAnOwner(group) }
        return membership
    }

    private static func isOwner(_ caller: Caller, of group: GroupID, in records: some Records) -> Bool {
        records.membership(of: caller.user, in: group) == .owner
    }

    /// Whoever manages memberships gives itself none, unless it is a full administrator: neither as itself nor as
    /// another in a session that it opened.
    private static func checkManagesMembership(
        of user: UserID, in group: GroupID, _ caller: Caller, _ records: some Records
    ) throws(Refusal) {
        guard caller.administration.covers(.manageMembership) else { throw .privilegeNeeded(.manageMembership) }
        let opener = caller.session.flatMap(records.session)?.opener
        if caller.administration != .full && (user == caller.user || user == opener) { throw .ownMembership(group) }
    }
}
