internal import Permissions

/// What everyone sees and may do, by the law and by the model.
struct HistorySight {
    private let world: World
    private let law: NaiveLaw
    private let callers: [Caller]

    /// Everyone by themselves, one of them looking in one group only, and in each session that is open.
    init(world: World, now: Int64) {
        self.world = world
        law = NaiveLaw(world)
        let sessions = NaiveSessions(world)
        var callers: [Caller] = []
        func add(_ answer: NaiveSessions.Answer) {
            if case .caller(let caller) = answer { callers.append(caller) }
        }
        for user in world.users.keys.sorted() { add(sessions.own(user, in: nil)) }
        if var first = callers.first, let group = world.groupsByID.keys.max() {
            first.scope = .group(group)
            callers[0] = first
        }
        for session in world.sessions.keys.sorted() { add(sessions.opened(session, switchedTo: nil, at: now)) }
        self.callers = callers
    }

    /// What `mutations` leave as it was is not looked at again.
    func fault(after mutations: [Mutation]) -> HistoryFault? {
        let changesAccounts = mutations.contains(where: \.isOfAccounts)
        for caller in callers {
            for id in world.objects.keys { if let fault = fault(of: caller, id) { return fault } }
            if changesAccounts, let fault = accountFault(of: caller) { return fault }
        }
        return whoMayFault()
    }

    private func fault(of caller: Caller, _ id: ObjectID) -> HistoryFault? {
        let sees = Visibility.isVisible(id, to: caller, in: world)
        if sees != law.sees(caller, id) { return differ(caller, "sees", id, sees) }
        let allowed = Decision.allowed(on: id, by: caller, in: world)
        for action in Action.allCases where allowed.contains(action) != law.allows(caller, action, id) {
            return differ(caller, "\(action)", id, allowed.contains(action))
        }
        return nil
    }

    private func accountFault(of caller: Caller) -> HistoryFault? {
        for user in world.users.keys {
            for group in world.groupsByID.keys {
                let sees = Visibility.isVisible(membershipOf: user, in: group, to: caller, in: world)
                if sees == law.seesMembership(caller, user, group) { continue }
                return HistoryFault("sight of members", "\(caller) sees \(user) in \(group) by the law: \(sees)")
            }
            let sees = Visibility.isVisible(detailsOf: user, to: caller)
            if sees != law.seesDetails(caller, user) { return HistoryFault("sight of details", "\(caller): \(user)") }
        }
        for session in world.sessions.values {
            let sees = Visibility.isVisible(sessionOf: session.user, openedBy: session.opener, to: caller)
            if sees == law.seesSession(caller, of: session.user, openedBy: session.opener) { continue }
            return HistoryFault("sight of sessions", "\(caller): \(session)")
        }
        return nil
    }

    /// Asks who may of some objects: of all that takes long.
    private func whoMayFault() -> HistoryFault? {
        let ids = world.objects.keys.sorted()
        for (index, caller) in callers.enumerated() where !ids.isEmpty && (index + ids.count) % 4 == 0 {
            let id = ids[(index * 7 + ids.count / 2) % ids.count]
            guard law.sees(caller, id) else { continue }
            for action in Action.allCases {
                let found = try? WhoMay(action, on: id, for: caller, in: world)
                let wanted = law.usersWhoMay(action, id, for: caller)
                let isRight =
                    found?.users == wanted && found?.administrators == law.anyoneMay(action, id, .full)
                    && found?.restrictedAdministrators == law.anyoneMay(action, id, .restricted([]))
                    && found?.everyone == law.anyoneMay(action, id, .none)
                    && Privileges.each.allSatisfy {
                        found?.privileges.contains($0) == law.anyoneMay(action, id, .restricted($0))
                    }
                if isRight { continue }
                return HistoryFault(
                    "who may \(action)",
                    "\(caller) asks who may \(action) \(id): \(found as Any), by the model \(wanted)")
            }
        }
        return nil
    }

    private func differ(_ caller: Caller, _ what: String, _ id: ObjectID, _ law: Bool) -> HistoryFault {
        HistoryFault("sight \(what)", "\(caller) \(what) \(id) \(world.object(id) as Any) by the law: \(law)")
    }
}

extension Mutation {
    fileprivate var isOfAccounts: Bool {
        switch self {
        case .createObject, .updateObject, .removeObject, .setGroup, .setOwner, .setParent: false
        default: true
        }
    }
}
