internal import Permissions

/// Letting somebody do something, and seeing what comes of it.
extension Player {
    mutating func perform(
        _ act: Act, by actor: Actor, _ expected: Expectation.Answer, _ details: [Detail], at place: Place
    ) throws(ScenarioError) {
        // What may be lost is named while it is still there.
        let wanted = try resolve(details, at: place)
        let outcome = try self.outcome(of: act, by: actor, at: place)
        let got = outcome.answer
        switch (expected, got) {
        case (.yes, .yes), (.no, .no), (.unseen, .unseen): break
        case (.refused(let rule), _) where outcome.rule == rule: break
        // Any rule will do: but a fault is no refusal.
        case (.no, .refused): break
        default: mismatch(place, expected: expected.words, got: outcome.words)
        }
        compare(wanted, with: outcome, at: place)
    }

    private mutating func outcome(
        of act: Act, by actor: Actor, at place: Place
    ) throws(ScenarioError) -> Outcome {
        let line = try line(of: actor.name, at: place)
        let name = actor.group ?? act.group
        let group = try name.map { (name) throws(ScenarioError) in try self.group(name, at: place) }
        switch act {
        case .check(let action, let thing):
            guard let id = try ids(of: thing, at: place).first else {
                throw ScenarioError(place: place, sentence: "that link is not there")
            }
            let reply = try attempt(.allowed(id), line, group, actor.looksHere)
            return Outcome(reply) { $0.actions.isEmpty ? .unseen : $0.actions.contains(action) ? .yes : .no }
        case .plan(let planned, let use): return try carryOut(planned, use, line, group, actor.looksHere, at: place)
        default: break
        }
        let call = try self.call(for: act, at: place)
        let reply = try attempt(call, line, group, actor.looksHere)
        if case .success(let reply) = reply { try register(act, reply, by: actor, at: place) }
        return Outcome(reply)
    }

    private mutating func attempt(
        _ call: StageCall, _ line: Theatre.Line, _ group: GroupID?, _ looksHere: Bool
    ) throws(ScenarioError) -> Result<StageReply, StageError> {
        do throws(StageError) {
            return .success(try stage.run(call, on: line, in: group, looksHere: looksHere))
        } catch {
            return .failure(error)
        }
    }

    /// A plan is looked at, and then run with its digest: the run must do what the plan said.
    private mutating func carryOut(
        _ planned: PlannedAct, _ use: PlanUse, _ line: Theatre.Line, _ group: GroupID?, _ looksHere: Bool,
        at place: Place
    ) throws(ScenarioError) -> Outcome {
        var digest: [UInt8] = []
        var seen: StagePlan?
        if case .runsBlindly = use {
        } else {
            let look = try attempt(try call(for: planned, dryRun: true, digest: [], at: place), line, group, looksHere)
            guard case .success(let reply) = look, case .runs = use else { return Outcome(look) }
            seen = reply.plan
            digest = reply.plan?.digest ?? []
        }
        let run = try attempt(try call(for: planned, dryRun: false, digest: digest, at: place), line, group, looksHere)
        if case .success(let reply) = run {
            if let seen, let done = reply.plan, seen.effects != done.effects {
                mismatch(place, expected: "what the plan said", got: "something else")
            }
            if case .copy(_, _, let names) = planned {
                for (name, id) in zip(names, reply.ids) { objects[name] = id }
            }
        } else if seen != nil {
            mismatch(place, expected: "a plan that is followed by a yes", got: Outcome(run).words)
        }
        return Outcome(run)
    }

    /// Gives names to what was made.
    private mutating func register(
        _ act: Act, _ reply: StageReply, by actor: Actor, at place: Place
    ) throws(ScenarioError) {
        switch act {
        case .create(let new, _), .annotate(let new, _): objects[new.name] = reply.ids[0]
        case .importThings(let things, _):
            for (thing, id) in zip(things, reply.ids) { objects[thing.name] = id }
        case .account(.createGroup(let name, _)): groups[name] = GroupID(UInt32(reply.id))
        case .account(.createUser(let name)): users[name] = UserID(UInt32(reply.id))
        case .session(.sudo(let name, let user, _)): sessions[name] = (reply.id, try self.user(user, at: place))
        case .session(.script(let name, let user, _, _, _)):
            sessions[name] = (reply.id, try self.user(user ?? actor.name, at: place))
        default: break
        }
    }
}

extension StagePlan {
    /// What it does, without the digest that tells it from others.
    fileprivate var effects: StagePlan {
        var plan = self
        plan.digest = []
        return plan
    }
}
