internal import Permissions

/// Trying what a scenario claims.
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
