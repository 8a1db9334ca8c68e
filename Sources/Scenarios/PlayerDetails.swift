internal import Permissions

/// Trying what must have come of an act.
extension Player {
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

    mutating func expect(_ found: Set<ObjectID>, _ wanted: Set<ObjectID>, at place: Place) {
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
