public import Permissions

/// Where law and model part.
public struct HistoryFault: Sendable {
    /// What sort of difference: while steps are left out, it has to stay the same.
    let sort: String
    public let details: String

    init(_ sort: String, _ details: String) {
        self.sort = sort
        self.details = details
    }
}

/// One act of one caller, asked of the law and of the model.
public struct HistoryTrial {
    let world: World
    let caller: Caller
    let model: NaiveModel

    public init(_ world: World, _ caller: Caller) {
        self.world = world
        self.caller = caller
        model = NaiveModel(world, for: caller)
    }

    /// Where law and model part on an act; `nil` if they agree.
    public func fault(of act: HistoryAct) -> HistoryFault? {
        fault(of: act, HistoryAsking(records: world).outcome(of: act, by: caller))
    }

    func fault(of act: HistoryAct, _ outcome: HistoryOutcome) -> HistoryFault? {
        if case .work(let group) = act { return fault(of: NaiveSessions(world).work(caller, in: group), outcome) }
        let (answer, ids) = answer(to: act)
        switch (answer, outcome) {
        case (.refused(let refusals), .refused(let refusal)):
            return HistoryFault.of(refusals, refusal, act.sort)
        case (.refused(let refusals), _):
            return HistoryFault("\(act.sort) allowed", "allowed by the law, by the model \(refusals)")
        case (.done, .refused(let refusal)):
            return HistoryFault("\(act.sort) refused \(refusal.sort)", "refused as \(refusal), by the model allowed")
        case (.done(let effect), .plan(let plan, let made)): return fault(of: effect, ids, plan, made, act.sort)
        case (.done, .caller): return HistoryFault("nonsense", "a caller is no plan")
        }
    }

    /// Where the two do not see the same caller.
    func fault(of answer: NaiveSessions.Answer, _ outcome: HistoryOutcome) -> HistoryFault? {
        switch (answer, outcome) {
        case (.refused(let refusals), .refused(let refusal)): return HistoryFault.of(refusals, refusal, "caller")
        case (.refused(let refusals), _): return HistoryFault("caller allowed", "a caller, by the model \(refusals)")
        case (.caller(let model), .refused(let refusal)):
            return HistoryFault("caller refused \(refusal.sort)", "no caller as \(refusal), by the model \(model)")
        case (.caller(let model), .caller(let law)):
            return model == law ? nil : HistoryFault("caller", "the caller is \(law), by the model \(model)")
        case (.caller, .plan): return HistoryFault("nonsense", "a plan is no caller")
        }
    }

    private func answer(to act: HistoryAct) -> (NaiveAnswer, [ObjectID]) {
        switch act {
        case .create(let new): return model.create([new])
        case .importList(let list): return model.create(list)
        case .officialScript(let name): return (model.officialScript(named: name), [])
        case .link(let kind, let parent, let child): return (model.link(kind, parent, child), [])
        case .unlink(let link): return (model.unlink(link), [])
        case .setParent(let folder, let parent): return (model.setParent(folder, parent), [])
        case .edit(let id, let name, let field, let value):
            return (model.edit(id, name: name, attributes: world.edited(id, field, value)), [])
        case .delete(let ids, let keeps, let include):
            return (model.delete(ids, keepsContents: keeps, include: include), [])
        case .move(let ids, let group, let exclude, let into):
            return (model.move(ids, to: group, exclude: exclude, into: into), [])
        case .copy(let ids, let group): return (model.copy(ids, to: group), [])
        case .give(let ids, let user): return (model.give(ids, to: user), [])
        case .setLevel(let group, let level): return (model.setLevel(group, level), [])
        case .administer(let operation): return (model.administer(operation), [])
        case .openSudo(let user, let opening): return (model.openSudo(as: user, opening), [])
        case .openScript(let user, let opening, let keeps):
            return (model.openScript(as: user, opening, keepsAdministration: keeps), [])
        case .endSession(let id): return (model.end(id), [])
        case .work: preconditionFailure("its answer is a caller")
        }
    }

    // MARK: - Effects

    private func fault(
        of effect: NaiveEffect, _ ids: [ObjectID], _ plan: Plan, _ made: [ObjectID], _ sort: String
    ) -> HistoryFault? {
        var after = world
        after.apply(plan)
        let isOld = { (id: ObjectID) in id < world.nextObjectID }
        if !ids.isEmpty && (ids.count != made.count || ids.filter(isOld) != made.filter(isOld)) {
            return HistoryFault("\(sort) ids", "entries get \(made), by the model \(ids)")
        }
        let matching = HistoryMatching(from: world, to: after, effect, ids: zip(ids, made))
        let objects = matching.objects
        let wrong = Set(after.objects.keys).union(objects.keys).filter { after.objects[$0] != objects[$0] }
        if let id = wrong.min() {
            let (one, other) = (after.objects[id], objects[id])
            return HistoryFault(
                "\(sort) objects", "object \(id.rawValue) becomes \(one as Any), by the model \(other as Any)")
        }
        for (name, list, set) in [
            ("lost", plan.lost, effect.lost), ("moved", plan.moved, effect.moved), ("stays", plan.stays, effect.stays),
        ] where list != set.sorted() {
            return HistoryFault(
                "\(sort) \(name)", "\(name) is \(list.map(\.rawValue)), by the model \(set.map(\.rawValue).sorted())")
        }
        if plan.needsDigest != effect.needsDigest {
            return HistoryFault("\(sort) digest", "a digest is needed: \(plan.needsDigest)")
        }
        let accounts = NaiveAccounts(after)
        if accounts == effect.accounts { return nil }
        return HistoryFault("\(sort) accounts", "\(effect.accounts.difference(from: accounts))")
    }
}

extension HistoryFault {
    /// Both refuse; whether in ways that are as good as each other.
    static func of(_ refusals: Set<NaiveRefusal>, _ refusal: Refusal, _ sort: String) -> HistoryFault? {
        if refusals.contains(refusal.naive) { return nil }
        return HistoryFault("\(sort) refused \(refusal.sort)", "refused as \(refusal), by the model \(refusals)")
    }
}

extension Refusal {
    /// The rule, without what it was judged by.
    var sort: String { String("\(self)".prefix { $0.isLetter }) }
}

extension NaiveAccounts {
    fileprivate func difference(from law: NaiveAccounts) -> String {
        Self.difference("user", users, law.users) ?? Self.difference("group", groups, law.groups)
            ?? Self.difference("session", sessions, law.sessions)
            ?? Self.difference("membership", memberships, law.memberships) ?? "nothing"
    }

    private static func difference<ID: Hashable, Value: Equatable>(
        _ what: String, _ model: [ID: Value], _ law: [ID: Value]
    ) -> String? {
        let id = Set(model.keys).union(law.keys).first { model[$0] != law[$0] }
        return id.map { "\(what) \($0) is \(law[$0] as Any), by the model \(model[$0] as Any)" }
    }
}
