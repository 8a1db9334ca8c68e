internal import Permissions

/// Trying what somebody sees, may and knows.
extension Player {
    mutating func testSight(_ claim: Claim, at place: Place) throws(ScenarioError) {
        switch claim {
        case .sees(let actor, let names, let listed):
            try testList(actor, try objects(names, at: place), listed, at: place)
        case .counts(let actor, let numbers, let listed): try testCount(actor, numbers, listed, at: place)
        case .seesAlso(let actor, let name, let isSeen):
            try testGet(actor, try object(name, at: place), isSeen, at: place)
        case .may(let actor, let actions, let name):
            guard let found = try ask(.allowed(try object(name, at: place)), by: actor, at: place)?.actions
            else { return }
            let wanted = actions.reduce(into: Actions()) { $0.insert(Actions($1)) }
            if found != wanted { mismatch(place, expected: wanted.words, got: found.words) }
        case .knows(let actor, let names, let group):
            guard let reply = try ask(.members(try self.group(group, at: place)), by: actor, at: place)
            else { return }
            expect(Set(reply.members.keys), names, at: place)
        case .whoMay(let actor, let action, let name, let names):
            guard let reply = try ask(.whoMay(action, try object(name, at: place)), by: actor, at: place)
            else { return }
            expect(Set(reply.users), names, at: place)
        default: preconditionFailure("all else is tried with the claims of the state")
        }
    }

    /// Asks for a claim. Whoever gets no answer disappoints it.
    private mutating func ask(
        _ call: StageCall, by actor: Actor, at place: Place
    ) throws(ScenarioError) -> StageReply? {
        let line = try line(of: actor.name, at: place)
        let group = try actor.group.map { (name) throws(ScenarioError) in try self.group(name, at: place) }
        do throws(StageError) {
            return try stage.run(call, on: line, in: group, looksHere: actor.looksHere)
        } catch {
            mismatch(place, expected: "an answer", got: Outcome(.failure(error)).words)
            return nil
        }
    }

    /// Of the users of other scenarios on the same stage nothing is claimed.
    private mutating func expect(_ found: Set<UserID>, _ names: [String], at place: Place) {
        let known = users.filter { found.contains($0.value) }.keys.sorted()
        let wanted = names.sorted()
        if known == wanted { return }
        mismatch(
            place, expected: wanted.isEmpty ? "nobody" : wanted.joined(separator: ", "),
            got: known.isEmpty ? "nobody" : known.joined(separator: ", "))
    }

    // MARK: - Lists and counts

    /// A list, and what must agree with it: the count, and, where it is of all in sight, every get and every check.
    private mutating func testList(
        _ actor: Actor, _ wanted: [ObjectID], _ listed: Listed, at place: Place
    ) throws(ScenarioError) {
        let filter = try filter(listed, at: place)
        guard let list = try ask(.list(filter), by: actor, at: place)?.listed,
            let counts = try ask(.count(filter), by: actor, at: place)?.counts
        else { return }
        let counted = counts.values.reduce(0, +)
        if counted != list.count {
            mismatch(place, expected: "a count of the \(list.count) that are listed", got: "\(counted)")
        }
        // What lies in the groups of other scenarios on the same stage is no business of this one.
        let own = Set(groups.values.filter { !$0.isSystemGroup })
        let named = Set(objects.values)
        let seen = Set(list.filter { own.contains($0.value) || named.contains($0.key) }.keys)
        expect(seen, Set(wanted), at: place)
        guard filter == StageFilter() else { return }
        for id in named.sorted() { try testGet(actor, id, seen.contains(id), at: place) }
    }

    /// A get and a check of one object.
    private mutating func testGet(
        _ actor: Actor, _ id: ObjectID, _ isSeen: Bool, at place: Place
    ) throws(ScenarioError) {
        guard let got = try ask(.object(id), by: actor, at: place),
            let checked = try ask(.allowed(id), by: actor, at: place)
        else { return }
        if (got.object != nil) == isSeen && checked.actions.contains(.view) == isSeen { return }
        let name = name(of: id)
        mismatch(
            place, expected: isSeen ? "`\(name)` in sight" : "`\(name)` out of sight",
            got: got.object != nil
                ? "in sight" : checked.actions.isEmpty ? "out of sight" : "a check that allows something")
    }

    /// Counts each group of the scenario by itself: on the same stage there may be others.
    private mutating func testCount(
        _ actor: Actor, _ numbers: [(Int, Kind)], _ listed: Listed, at place: Place
    ) throws(ScenarioError) {
        var filters = [try filter(listed, at: place)]
        if listed.group == nil && !actor.looksHere {
            filters = groups.values.filter { !$0.isSystemGroup }.sorted().map { group in
                var filter = filters[0]
                filter.group = group
                return filter
            }
        }
        var counts: [Kind: Int] = [:]
        for filter in filters {
            guard let part = try ask(.count(filter), by: actor, at: place)?.counts else { return }
            counts.merge(part, uniquingKeysWith: +)
        }
        for (number, kind) in numbers where counts[kind, default: 0] != number {
            mismatch(
                place, expected: "\(number) of `\(kind.scenarioWord)`", got: "\(counts[kind, default: 0])")
        }
    }

    private func filter(_ listed: Listed, at place: Place) throws(ScenarioError) -> StageFilter {
        var filter = StageFilter()
        filter.group = try listed.group.map { (name) throws(ScenarioError) in try group(name, at: place) }
        filter.holder = try listed.holder.map { (name) throws(ScenarioError) in try object(name, at: place) }
        filter.owner = try listed.owner.map { (name) throws(ScenarioError) in try user(name, at: place) }
        filter.isLoose = listed.isLoose
        return filter
    }
}

extension Actions {
    fileprivate var words: String {
        let names = Action.allCases.filter(contains).map { "\($0)" }
        return names.isEmpty ? "nothing" : names.joined(separator: ", ")
    }
}
