internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// `cohort.v1.Access`: questions about rights.
extension Service {
    static func check(_ request: V1.CheckRequest, _ caller: Caller, _ state: State) throws(CallError) -> V1.CheckReply {
        try state.checkPresent(request.atLeastRevision)
        let action = try Action(request.action)
        let caller = try caller.looking(request.scope)
        var reply = V1.CheckReply()
        reply.verdict = verdict(action, ObjectID(request.object), caller, state)
        return reply
    }

    static func batchCheck(
        _ request: V1.BatchCheckRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> V1.BatchCheckReply {
        try state.checkPresent(request.atLeastRevision)
        let ids = try request.objects.objectIDs(field: "objects")
        guard request.actions.count == 1 || request.actions.count == ids.count else {
            throw .invalid(.lengthsDiffer("objects", "actions"))
        }
        let caller = try caller.looking(request.scope)
        // Known or not is asked of every action, also where there is no object to do it with.
        let actions = try request.actions.map { (action) throws(CallError) in try Action(action) }
        var reply = V1.BatchCheckReply()
        reply.verdicts.reserveCapacity(ids.count)
        for (index, id) in ids.enumerated() {
            reply.verdicts.append(verdict(actions[actions.count == 1 ? 0 : index], id, caller, state))
        }
        return reply
    }

    private static func verdict(_ action: Action, _ id: ObjectID, _ caller: Caller, _ state: State) -> V1.Verdict {
        do throws(Refusal) {
            try Decision.check(action, on: id, by: caller, in: state)
            return .allowed
        } catch {
            return V1.Verdict(error)
        }
    }

    static func explain(
        _ request: V1.ExplainRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> V1.ExplainReply {
        try state.checkPresent(request.atLeastRevision)
        let action = try Action(request.action)
        let caller = try caller.looking(request.scope)
        let id = ObjectID(request.object)
        let world = World(caller: caller, state: state)
        do throws(Refusal) {
            let allowance = try Decision.explain(action, on: id, by: caller, in: state)
            return .with {
                $0.verdict = .allowed
                $0.sentence = Sentence.Names(world: world).allowance(allowance, of: id)
                $0.detail = Status.detail(of: allowance, in: state.facts(of: id).flatMap { state.level(of: $0.group) })
            }
        } catch {
            let sentence = Sentence(error, in: world)
            return .with {
                $0.verdict = V1.Verdict(error)
                $0.sentence = sentence.text
                $0.detail = Status.refusalDetail(error, help: sentence.help, in: world, plan: nil)
            }
        }
    }

    static func whoMay(
        _ request: V1.WhoMayRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> V1.WhoMayReply {
        try state.checkPresent(request.atLeastRevision)
        let action = try Action(request.action)
        let caller = try caller.looking(request.scope)
        let answer = try lawful { () throws(Refusal) in
            try WhoMay(action, on: ObjectID(request.object), for: caller, in: state)
        }
        let size = min(request.pageSize == 0 ? .max : Int(request.pageSize), WireLimits.pageSizeMax)
        let users = answer.users.drop { id in request.after.map { id.rawValue <= $0 } ?? false }
        return .with {
            $0.users = users.prefix(size).map(\.rawValue)
            $0.complete = users.count <= size
            $0.administrators = answer.administrators
            $0.restrictedAdministrators = answer.restrictedAdministrators
            $0.privileges = answer.privileges.rawValue
            $0.everyone = answer.everyone
        }
    }

    static func matrix(_ request: V1.MatrixRequest, _ caller: Caller, _ state: State) throws(CallError)
        -> V1.MatrixReply
    {
        try state.checkPresent(request.atLeastRevision)
        guard let level = state.level(of: GroupID(request.group)) else {
            throw .refusal(.noSuchGroup(GroupID(request.group)))
        }
        return .with {
            $0.level = level.message
            $0.rows = Action.allCases.map { action in
                .with {
                    $0.action = action.message
                    $0.administrator = action.isAllowed(to: .administrator, at: level)
                    $0.owner = action.isAllowed(to: .owner, at: level)
                    $0.member = action.isAllowed(to: .member, at: level)
                }
            }
        }
    }
}

extension V1.Verdict {
    /// An object out of sight and one that does not exist are one verdict.
    fileprivate init(_ refusal: Refusal) {
        if case .noSuchObject = refusal { self = .notFound } else { self = .refused }
    }
}

extension State {
    /// A caller may ask for at least the revision that it was told of.
    func checkPresent(_ revision: UInt64) throws(CallError) {
        guard revision <= self.revision else { throw .revisionAhead(asked: revision, present: self.revision) }
    }
}
