internal import Permissions

/// Trying what a scenario claims, and what must have come of an act.
extension Player {
    mutating func test(_ claim: Claim, at place: Place) throws(ScenarioError) {
        switch claim {
        case .exists(let thing, let isThere):
            let ids = try ids(of: thing, at: place)
            var found = !ids.isEmpty
            if case .object = thing { found = try ask(.object(ids[0]), at: place).object != nil }
            if found != isThere { mismatch(place, expected: isThere ? "it is there" : "it is gone", got: "otherwise") }
        case .owner(let thing, let name):
            guard let id = try ids(of: thing, at: place).first else {
                throw ScenarioError(place: place, sentence: "that link is not there")
            }
            let owner = try ask(.object(id), at: place).object?.owner
            let users = users
            expect(owner, try user(name, at: place), at: place) { id in users.first { $0.value == id }?.key ?? "nobody"
            }
        case .group(let name, let group):
            let found = try ask(.object(try object(name, at: place)), at: place).object?.group
            let groups = groups
            expect(found, try self.group(group, at: place), at: place) { id in
                groups.first { $0.value == id }?.key ?? "another group"
            }
        case .level(let name, let level):
            let found = try ask(.group(try group(name, at: place)), at: place).level
            expect(found, level, at: place) { $0.scenarioWord }
        case .membership(let name, let group, let membership):
            let members = try ask(.members(try self.group(group, at: place)), at: place).members
            let found = members[try user(name, at: place)]
            if found != membership {
                mismatch(place, expected: membership.words, got: found.words)
            }
        case .defaultGroup(let name, let group):
            let found = try ask(.user(try user(name, at: place)), at: place).defaultGroup
            let wanted = try group.map { (name) throws(ScenarioError) in try self.group(name, at: place) }
            if found != wanted {
                mismatch(
                    place, expected: group ?? "no group",
                    got: groups.first { $0.value == found }?.key ?? "no group")
            }
        default: try testSight(claim, at: place)
        }
    }

    private mutating func expect<Value: Equatable>(
        _ found: Value?, _ wanted: Value, at place: Place, words: (Value) -> String
    ) {
        if found == wanted { return }
        let (expected, got) = (words(wanted), found.map(words) ?? "nothing")
        mismatch(place, expected: expected, got: got)
    }

    // MARK: - What somebody sees, may and knows

    private mutating func testSight(_ claim: Claim, at place: Place) throws(ScenarioError) {
        switch claim {
        case .sees(let actor, let names, let group):
            let only = try group.map { (name) throws(ScenarioError) in try self.group(name, at: place) }
            let reply = try ask(.list(only), by: actor, at: place)
            // Objects of other scenarios on the same stage are no business of this one.
            let seen = Set(reply.ids).intersection(objects.values)
            expect(seen, Set(try objects(names, at: place)), at: place)
        case .seesAlso(let actor, let name, let isSeen):
            let id = try object(name, at: place)
            let got = try ask(.object(id), by: actor, at: place).object != nil
            let isAllowed = try ask(.allowed(id), by: actor, at: place).actions.contains(.view)
            if got != isSeen || isAllowed != isSeen {
                mismatch(place, expected: isSeen ? "it is in sight" : "it is out of sight", got: "otherwise")
            }
        case .may(let actor, let actions, let name):
            let found = try ask(.allowed(try object(name, at: place)), by: actor, at: place).actions
            let wanted = actions.reduce(into: Actions()) { $0.insert(Actions($1)) }
            if found != wanted { mismatch(place, expected: wanted.words, got: found.words) }
        case .knows(let actor, let names, let group):
            let members = try ask(.members(try self.group(group, at: place)), by: actor, at: place).members
            let found = users.filter { members[$0.value] != nil }.keys.sorted()
            if found != names.sorted() {
                mismatch(place, expected: names.sorted().joined(separator: ", "), got: found.joined(separator: ", "))
            }
        case .whoMay(let actor, let action, let name, let wanted):
            let ids = try ask(.whoMay(action, try object(name, at: place)), by: actor, at: place).users
            let found = users.filter { ids.contains($0.value) }.keys.sorted()
            if found != wanted.sorted() {
                mismatch(place, expected: wanted.sorted().joined(separator: ", "), got: found.joined(separator: ", "))
            }
        default: preconditionFailure("all else is tried above")
        }
    }

    private mutating func ask(_ call: StageCall, by actor: Actor, at place: Place) throws(ScenarioError) -> StageReply {
        let line = try line(of: actor.name, at: place)
        let group = try actor.group.map { (name) throws(ScenarioError) in try self.group(name, at: place) }
        do throws(StageError) {
            return try stage.run(call, on: line, in: group, looksHere: actor.looksHere)
        } catch {
            throw ScenarioError(place: place, sentence: error.sentence)
        }
    }

    // MARK: - Details

    mutating func resolve(_ details: [Detail], at place: Place) throws(ScenarioError) -> [Wanted] {
        var wanted: [Wanted] = []
        for detail in details {
            switch detail {
            case .loses(let things): wanted.append(.lost(try ids(of: things, at: place)))
            case .moves(let things): wanted.append(.moved(try ids(of: things, at: place)))
            case .leaves(let things): wanted.append(.stays(try ids(of: things, at: place)))
            case .blocked(let things): wanted.append(.blocked(try ids(of: things, at: place)))
            case .hidden(let count): wanted.append(.hidden(count))
            case .makes(let list):
                wanted.append(.made(list.reduce(into: [:]) { $0[$1.1, default: 0] += $1.0 }))
            case .says(let text): wanted.append(.says(text))
            }
        }
        return wanted
    }

    private mutating func ids(of things: [Thing], at place: Place) throws(ScenarioError) -> Set<ObjectID> {
        var found: Set<ObjectID> = []
        for thing in things {
            let ids = try ids(of: thing, at: place)
            guard !ids.isEmpty else { throw ScenarioError(place: place, sentence: "a link that is named is not there") }
            found.formUnion(ids)
        }
        return found
    }

    mutating func compare(_ wanted: [Wanted], with outcome: Outcome, at place: Place) {
        let plan = outcome.plan ?? StagePlan()
        for detail in wanted {
            switch detail {
            case .lost(let ids): expect(plan.lost, ids, at: place)
            case .moved(let ids): expect(plan.moved, ids, at: place)
            case .stays(let ids): expect(plan.stays, ids, at: place)
            case .blocked(let ids): expect(Set(outcome.error?.blockers ?? []), ids, at: place)
            case .hidden(let count):
                let found = outcome.error?.hidden ?? 0
                if found != count { mismatch(place, expected: "\(count) hidden", got: "\(found)") }
            case .made(let kinds):
                if plan.made != kinds { mismatch(place, expected: "\(kinds)", got: "\(plan.made)") }
            case .says(let text):
                let said = outcome.error?.sentence ?? ""
                if !said.contains(text) { mismatch(place, expected: "a sentence with `\(text)`", got: "`\(said)`") }
            }
        }
    }

    private mutating func expect(_ found: Set<ObjectID>, _ wanted: Set<ObjectID>, at place: Place) {
        if found == wanted { return }
        mismatch(place, expected: names(of: wanted), got: names(of: found))
    }

    private func names(of ids: Set<ObjectID>) -> String {
        ids.isEmpty ? "nothing" : ids.sorted().map { name(of: $0) }.joined(separator: ", ")
    }
}

/// What must have come of an act, with ids.
enum Wanted {
    case lost(Set<ObjectID>)
    case moved(Set<ObjectID>)
    case stays(Set<ObjectID>)
    case blocked(Set<ObjectID>)
    case hidden(Int)
    case made([Kind: Int])
    case says(String)
}

extension Membership? {
    fileprivate var words: String {
        switch self {
        case .owner: "an owner"
        case .member: "a member"
        case nil: "not in it"
        }
    }
}

extension Actions {
    fileprivate var words: String {
        let names = Action.allCases.filter(contains).map { "\($0)" }
        return names.isEmpty ? "nothing" : names.joined(separator: ", ")
    }
}
