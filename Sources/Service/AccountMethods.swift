internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// `cohort.v1.Accounts`: users (`PERMISSIONS.md`, section 11).
extension Service {
    static func createUser(
        _ request: V1.CreateUserRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.CreateUserReply> {
        try AccountText.check(fullName: request.fullName, email: request.email, uid: request.uid)
        guard Set(request.groups).count == request.groups.count else { throw .invalid(.twice("groups")) }
        let user = User(
            login: request.login, fullName: request.fullName, email: request.email, uid: request.uid, isActive: true,
            defaultGroup: nil,
            administration: try Administration(request.administration, privileges: request.privileges))
        let id = state.nextUserID
        var steps = Steps(from: state)
        try steps.take { (state) throws(Refusal) in try Administering.createUser(user, by: caller, in: state) }
        for group in request.groups {
            try steps.take { (state) throws(Refusal) in
                try Administering.addMember(id, to: GroupID(group), by: caller, in: state)
            }
        }
        let message = try AccountView.message(id, for: caller, in: steps.state)
        return Change(steps.plan, .with { $0.user = message })
    }

    static func getUser(_ request: V1.GetUserRequest, _ caller: Caller, _ state: State) throws(CallError)
        -> V1.GetUserReply
    {
        try state.checkPresent(request.atLeastRevision)
        let id: UserID
        switch request.by {
        case .id(let number): id = UserID(number)
        case .login(let login):
            guard let found = state.user(named: login) else { throw .noUser(login) }
            id = found
        case nil: throw .invalid(.missing("by"))
        }
        var reply = V1.GetUserReply()
        reply.user = try AccountView.message(id, for: caller, in: state)
        return reply
    }

    static func listUsers(
        _ request: V1.ListUsersRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> V1.ListUsersReply {
        try state.checkPresent(request.atLeastRevision)
        let size = min(request.pageSize == 0 ? .max : Int(request.pageSize), WireLimits.pageSizeMax)
        var reply = V1.ListUsersReply()
        reply.complete = true
        for id in state.users(after: request.after.map { UserID($0) }) {
            guard reply.users.count < size else {
                reply.complete = false
                break
            }
            reply.users.append(try AccountView.message(id, for: caller, in: state))
        }
        return reply
    }

    static func updateUser(
        _ request: V1.UpdateUserRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.UpdateUserReply> {
        try AccountText.check(fullName: request.fullName, email: request.email, uid: request.uid)
        let id = UserID(request.id)
        var steps = Steps(from: state)
        guard request.uid == nil || !request.clearUID else { throw .invalid(.bothWays("uid", "clear_uid")) }
        let uid: UInt32?? = request.clearUID ? .some(nil) : request.uid.map { .some($0) }
        let edit = UserEdit(login: request.login, fullName: request.fullName, email: request.email, uid: uid)
        if edit != UserEdit(login: nil, fullName: nil, email: nil, uid: nil) {
            try steps.take { (state) throws(Refusal) in
                try Administering.editUser(id, with: edit, by: caller, in: state)
            }
        }
        if let isActive = request.active {
            try steps.take { (state) throws(Refusal) in
                try Administering.setActive(id, isActive, by: caller, in: state)
            }
        }
        if let group = request.defaultGroup {
            try steps.take { (state) throws(Refusal) in
                try Administering.setDefaultGroup(of: id, to: GroupID(group), by: caller, in: state)
            }
        }
        guard request.privileges == nil || request.administration != nil else {
            throw .invalid(.missing("administration"))
        }
        if let kind = request.administration {
            let administration = try Administration(kind, privileges: request.privileges ?? 0)
            try steps.take { (state) throws(Refusal) in
                try Administering.setAdministration(of: id, to: administration, by: caller, in: state)
            }
        }
        let message = try AccountView.message(id, for: caller, in: steps.state)
        return Change(steps.plan, .with { $0.user = message })
    }

    static func deleteUser(
        _ request: V1.DeleteUserRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.DeleteUserReply> {
        let plan = try lawful { () throws(Refusal) in
            try Administering.deleteUser(UserID(request.id), by: caller, in: state)
        }
        return Change(plan, V1.DeleteUserReply())
    }
}

/// Several plans that become one record: each is made against the state that the ones before it would leave.
private struct Steps {
    private(set) var state: State
    private(set) var plan = Plan([])

    init(from state: State) { self.state = state }

    mutating func take(_ step: (State) throws(Refusal) -> Plan) throws(CallError) {
        let mutations: [Mutation]
        do throws(Refusal) { mutations = try step(state).mutations } catch { throw .refusal(error) }
        plan.mutations += mutations
        state.apply(mutations, revision: state.revision + 1)
    }
}
