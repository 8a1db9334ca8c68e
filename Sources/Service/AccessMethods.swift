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
        var reply = V1.BatchCheckReply()
        reply.verdicts.reserveCapacity(ids.count)
        for (index, id) in ids.enumerated() {
            let action = try Action(request.actions.count == 1 ? request.actions[0] : request.actions[index])
            reply.verdicts.append(verdict(action, id, caller, state))
        }
        return reply
    }

    /// An object out of sight and one that does not exist are one verdict.
    private static func verdict(_ action: Action, _ id: ObjectID, _ caller: Caller, _ state: State) -> V1.Verdict {
        do throws(Refusal) {
            try Decision.check(action, on: id, by: caller, in: state)
            return .allowed
        } catch .noSuchObject {
            return .notFound
        } catch {
            return .refused
        }
    }

    static func explain(
        _ request: V1.ExplainRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> V1.ExplainReply {
        try state.checkPresent(request.atLeastRevision)
        let action = try Action(request.action)
        let caller = try caller.looking(request.scope)
        let id = ObjectID(request.object)
        do throws(Refusal) {
            let facts = try Decision.check(action, on: id, by: caller, in: state)
            return .with {
                $0.verdict = .allowed
                $0.sentence = allowance(facts, caller, state)
            }
        } catch {
            let sentence = Sentence(error, in: World(caller: caller, state: state))
            return .with {
                $0.verdict = verdict(action, id, caller, state)
                $0.sentence = sentence.text
                $0.detail = Status.refusalDetail(error, help: sentence.help, plan: nil)
            }
        }
    }

    /// Why something is allowed: whose it is, what the caller is there, and the level.
    private static func allowance(_ facts: ObjectFacts, _ caller: Caller, _ state: State) -> String {
        let names = Sentence.Names(world: World(caller: caller, state: state))
        let level = state.level(of: facts.group)?.word ?? ""
        if facts.owner == caller.user { return "it is your own, in the \(level) group \(names.group(facts.group))" }
        let role =
            switch state.membership(of: caller.user, in: facts.group) {
            case _ where caller.administration.isAdministrator: "an administrator"
            case .owner: "an owner"
            case .member, nil: "a member"
            }
        return
            "it is \(names.user(facts.owner))'s, and you are \(role) of the \(level) group \(names.group(facts.group))"
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

extension State {
    /// A caller may ask for at least the revision that it was told of.
    func checkPresent(_ revision: UInt64) throws(CallError) {
        guard revision <= self.revision else { throw .revisionAhead(asked: revision, present: self.revision) }
    }
}
