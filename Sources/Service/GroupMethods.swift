internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// `cohort.v1.Accounts`: groups, levels and memberships (`PERMISSIONS.md`, sections 6 and 11).
extension Service {
    static func createGroup(
        _ request: V1.CreateGroupRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.CreateGroupReply> {
        try AccountText.check(description: request.description)
        let group = Group(name: request.name, description: request.description, level: try Level(request.level))
        let plan = try lawful { () throws(Refusal) in try Administering.createGroup(group, by: caller, in: state) }
        let message = V1.Group.with {
            $0.id = state.nextGroupID.rawValue
            $0.name = group.name
            $0.description = group.description
            $0.level = group.level.message
        }
        return Change(plan, .with { $0.group = message })
    }

    static func getGroup(
        _ request: V1.GetGroupRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> V1.GetGroupReply {
        try state.checkPresent(request.atLeastRevision)
        let id: GroupID
        switch request.by {
        case .id(let number): id = GroupID(number)
        case .name(let name):
            guard let found = state.group(named: name) else { throw .noGroup(name) }
            id = found
        case nil: throw .invalid(.missing("by"))
        }
        var reply = V1.GetGroupReply()
        reply.group = try AccountView.message(id, in: state)
        return reply
    }

    static func listGroups(
        _ request: V1.ListGroupsRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> V1.ListGroupsReply {
        try state.checkPresent(request.atLeastRevision)
        let size = min(request.pageSize == 0 ? .max : Int(request.pageSize), WireLimits.pageSizeMax)
        var reply = V1.ListGroupsReply()
        reply.complete = true
        for id in state.groups(after: request.after.map { GroupID($0) }) {
            guard reply.groups.count < size else {
                reply.complete = false
                break
            }
            reply.groups.append(try AccountView.message(id, in: state))
        }
        return reply
    }

    static func updateGroup(
        _ request: V1.UpdateGroupRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.UpdateGroupReply> {
        try AccountText.check(description: request.description)
        let id = GroupID(request.id)
        guard var group = state.group(id) else { throw .refusal(.noSuchGroup(id)) }
        group.name = request.name ?? group.name
        group.description = request.description ?? group.description
        let edited = group
        let plan = try lawful { () throws(Refusal) in
            try Administering.editGroup(
                id, name: edited.name, description: edited.description, by: caller, in: state)
        }
        var message = try AccountView.message(id, in: state)
        (message.name, message.description) = (group.name, group.description)
        let reply = message
        return Change(plan, .with { $0.group = reply })
    }

    static func deleteGroup(
        _ request: V1.DeleteGroupRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.DeleteGroupReply> {
        let plan = try lawful { () throws(Refusal) in
            try Administering.deleteGroup(GroupID(request.id), by: caller, in: state)
        }
        return Change(plan, V1.DeleteGroupReply())
    }

    static func changeLevel(
        _ request: V1.ChangeLevelRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.ChangeLevelReply> {
        let level = try Level(request.level)
        let plan = try lawful { () throws(Refusal) in
            try LevelChange.change(GroupID(request.group), to: level, by: caller, in: state)
        }
        let message = try plan.answer(dryRun: request.dryRun, digest: request.digest, for: caller, in: state)
        return Change(plan, .with { $0.plan = message })
    }

    static func setMembership(
        _ request: V1.SetMembershipRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.SetMembershipReply> {
        let (user, group) = (UserID(request.user), GroupID(request.group))
        let plan: Plan
        switch request.role {
        case .none:
            plan = try lawful { () throws(Refusal) in
                try Administering.removeMember(user, from: group, by: caller, in: state)
            }
        case .member, .owner:
            plan = try membership(of: user, in: group, isOwner: request.role == .owner, caller, state)
        case .unrecognized(let number): throw .invalid(.unknownNumber("role", number))
        }
        let remaining = request.role == .none ? Administering.dataLeft(by: user, in: group, records: state) : 0
        return Change(plan, .with { $0.remainingObjects = UInt64(remaining) })
    }

    /// A member becomes an owner and an owner a member; whoever is neither joins first.
    private static func membership(
        of user: UserID, in group: GroupID, isOwner: Bool, _ caller: Caller, _ state: State
    ) throws(CallError) -> Plan {
        if state.membership(of: user, in: group) != nil {
            return try lawful { () throws(Refusal) in
                try Administering.setOwner(user, of: group, isOwner, by: caller, in: state)
            }
        }
        var plan = try lawful { () throws(Refusal) in
            try Administering.addMember(user, to: group, by: caller, in: state)
        }
        if isOwner {
            var joined = state
            joined.apply(plan.mutations, revision: state.revision + 1)
            plan.mutations += try lawful { () throws(Refusal) in
                try Administering.setOwner(user, of: group, true, by: caller, in: joined)
            }.mutations
        }
        return plan
    }

    static func listMemberships(
        _ request: V1.ListMembershipsRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> V1.ListMembershipsReply {
        try state.checkPresent(request.atLeastRevision)
        let pairs: [(UserID, GroupID)]
        switch request.of {
        case .group(let number):
            let group = GroupID(number)
            guard state.group(group) != nil else { throw .refusal(.noSuchGroup(group)) }
            pairs = state.members(of: group).map { ($0, group) }
        case .user(let number):
            let user = UserID(number)
            guard state.user(user) != nil else { throw .refusal(.noSuchUser(user)) }
            pairs = state.groups(of: user).map { (user, $0) }
        case nil: throw .invalid(.missing("of"))
        }
        var reply = V1.ListMembershipsReply()
        for (user, group) in pairs
        where Visibility.isVisible(membershipOf: user, in: group, to: caller, in: state) {
            guard let membership = state.membership(of: user, in: group) else { continue }
            reply.memberships.append(
                .with {
                    $0.user = user.rawValue
                    $0.group = group.rawValue
                    $0.role = membership.message
                })
        }
        return reply
    }
}
