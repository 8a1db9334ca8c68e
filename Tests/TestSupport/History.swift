internal import Permissions
internal import Store

/// A seeded history: steps by chance, each judged by the law and by the model, and all that must hold after each.
public struct History: Sendable {
    public let seed: UInt64
    private(set) var world: World
    private var random: SeededGenerator
    public private(set) var steps: [HistoryStep] = []
    /// How many steps of each sort changed something.
    public private(set) var done: [String: Int] = [:]
    /// What the store has come to; `nil` while it is not asked.
    private var state: State?

    /// The law is asked of the store's state, too, if `stores`.
    public init(seed: UInt64, stores: Bool) {
        self.seed = seed
        world = HistoryWorld(seed: seed).world
        random = SeededGenerator(seed: seed)
        guard stores else { return }
        var state = State()
        state.apply(world.founding, revision: 1)
        self.state = state
    }

    /// One more step. Answers what is wrong with it; `nil` if nothing is.
    public mutating func step() -> HistoryFault? {
        var choice = HistoryChoice(world: world, random: random, now: Int64(steps.count + 1))
        var step = choice.step()
        random = choice.random
        let fault = take(&step)
        steps.append(step)
        return fault
    }

    /// Takes a step in the world as it is.
    mutating func take(_ step: inout HistoryStep) -> HistoryFault? {
        step.words = HistoryWords(world: world).text(step)
        let asking = HistoryAsking(records: world)
        let asked = asking.caller(step.asker, at: step.now)
        if let fault = HistoryTrial(world, Caller.nobody).fault(of: naiveCaller(step), asked) { return fault }
        if let fault = storeFault(asked, { $0.caller(step.asker, at: step.now) }) { return fault }
        guard case .caller(let caller) = asked else { return nil }
        let outcome = asking.outcome(of: step.act, by: caller)
        if let fault = HistoryTrial(world, caller).fault(of: step.act, outcome) { return fault }
        if let fault = storeFault(outcome, { $0.outcome(of: step.act, by: caller) }) { return fault }
        guard case .plan(let plan, _) = outcome, !plan.mutations.isEmpty else { return nil }
        let before = world
        world.apply(plan)
        let marks = world.marking(from: before)
        for mutation in marks { world.apply(mutation) }
        if let revision = state?.revision { state?.apply(plan.mutations + marks, revision: revision + 1) }
        step.made = HistoryIDs(from: before, to: world)
        done[step.act.sort, default: 0] += 1
        return Invariants.fault(from: before, by: plan, to: world) ?? Invariants.fault(in: world)
            ?? HistorySight(world: world, now: step.now).fault(after: plan.mutations) ?? storeFault()
    }

    private func naiveCaller(_ step: HistoryStep) -> NaiveSessions.Answer {
        let sessions = NaiveSessions(world)
        let answer =
            if let session = step.asker.session {
                sessions.opened(session, switchedTo: step.asker.group, at: step.now)
            } else {
                sessions.own(step.asker.user, in: step.asker.group)
            }
        guard case .caller(var caller) = answer else { return answer }
        caller.scope = step.asker.scope(in: caller.group)
        return .caller(caller)
    }

    // MARK: - The store

    /// The law answers the same, whoever keeps the records.
    private func storeFault(
        _ outcome: HistoryOutcome, _ ask: (HistoryAsking<State>) -> HistoryOutcome
    ) -> HistoryFault? {
        guard let state else { return nil }
        let other = ask(HistoryAsking(records: state))
        return other == outcome ? nil : HistoryFault("store answer", "on the store \(other), on the world \(outcome)")
    }

    private func storeFault() -> HistoryFault? {
        guard let state else { return nil }
        var memberships: [UserID: [GroupID: Membership]] = [:]
        for (user, group, membership) in state.allMemberships { memberships[user, default: [:]][group] = membership }
        let accounts = NaiveAccounts(world)
        let isSame =
            Dictionary(uniqueKeysWithValues: state.allObjects.map { ($0.0, $0.1) }) == world.objects
            && Dictionary(uniqueKeysWithValues: state.allUsers.map { ($0.0, $0.1) }) == world.users
            && Dictionary(uniqueKeysWithValues: state.allGroups.map { ($0.0, $0.1) }) == world.groupsByID
            && Dictionary(uniqueKeysWithValues: state.allSessions.map { ($0.0, $0.1) }) == world.sessions
            && memberships == accounts.memberships
        return isSame ? nil : HistoryFault("store", "the store has come to another state")
    }
}

extension Caller {
    /// Stands where the caller is what is asked for.
    fileprivate static var nobody: Caller {
        Caller(
            user: .guest, administration: .none, group: nil, session: nil, sessionKind: nil, isReadOnly: true)
    }
}
