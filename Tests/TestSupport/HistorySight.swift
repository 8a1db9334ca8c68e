internal import Permissions

/// What everyone sees and may do, by the law and by the model.
struct HistorySight {
    let world: World
    let now: Int64

    func fault() -> HistoryFault? {
        let law = NaiveLaw(world)
        for caller in callers() {
            for id in world.objects.keys {
                let sees = Visibility.isVisible(id, to: caller, in: world)
                if sees != law.sees(caller, id) { return differ(caller, "sees", id, by: sees) }
                let allowed = Decision.allowed(on: id, by: caller, in: world)
                for action in Action.allCases where allowed.contains(action) != law.allows(caller, action, id) {
                    return differ(caller, "\(action)", id, by: !law.allows(caller, action, id))
                }
            }
        }
        return nil
    }

    /// Everyone by themselves, and in each session that is open; the first of them looks in one group only.
    private func callers() -> [Caller] {
        var callers: [Caller] = []
        for user in world.users.keys.sorted() {
            guard case .caller(var caller) = NaiveSessions(world).own(user, in: nil) else { continue }
            if callers.isEmpty, let group = world.groupsByID.keys.max() { caller.scope = .group(group) }
            callers.append(caller)
        }
        for session in world.sessions.keys.sorted() {
            guard case .caller(let caller) = NaiveSessions(world).opened(session, switchedTo: nil, at: now) else {
                continue
            }
            callers.append(caller)
        }
        return callers
    }

    private func differ(_ caller: Caller, _ what: String, _ id: ObjectID, by law: Bool) -> HistoryFault {
        HistoryFault(
            "sight \(what)", "\(caller) \(what) object \(id.rawValue) \(world.object(id) as Any) by the law: \(law)")
    }
}
