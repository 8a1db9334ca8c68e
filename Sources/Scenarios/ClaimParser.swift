internal import Permissions

/// Reads what must be so.
enum ClaimParser {
    static func claim(_ words: inout Words) throws(ScenarioError) -> Claim {
        var ahead = words
        if let claim = try claimOfSomebody(&ahead) {
            words = ahead
            return claim
        }
        let thing = try words.thing()
        if words.take("exists") { return .exists(thing, true) }
        if words.take("is", "gone") { return .exists(thing, false) }
        if words.take("belongs", "to") { return .owner(thing, try words.word("a user")) }
        guard case .object(let name) = thing else {
            throw words.error("a link exists, is gone, or belongs to somebody")
        }
        if words.take("is", "in", "group") { return .group(name, group: try words.word("a group")) }
        if words.take("is", "member", "of") { return .membership(name, group: try words.word("a group"), .member) }
        if words.take("is", "owner", "of") { return .membership(name, group: try words.word("a group"), .owner) }
        if words.take("is", "not", "in") { return .membership(name, group: try words.word("a group"), nil) }
        if words.take("is") { return .level(name, try words.level()) }
        if words.take("works", "in") {
            return .defaultGroup(name, words.take("no", "group") ? nil : try words.word("a group"))
        }
        throw words.error("nothing is claimed of `\(name)` that could be tried")
    }

    /// What somebody sees, may or knows; `nil` if the line says something else.
    private static func claimOfSomebody(_ words: inout Words) throws(ScenarioError) -> Claim? {
        let actor = try words.actor()
        if words.take("sees", "only") {
            let names = words.take("nothing") ? [] : try words.names("an object")
            return .sees(actor, names, try words.listed())
        }
        if words.take("counts") { return .counts(actor, try words.numbers(), try words.listed()) }
        if words.take("sees") { return .seesAlso(actor, try words.word("an object"), true) }
        if words.take("does", "not", "see") { return .seesAlso(actor, try words.word("an object"), false) }
        if words.take("may", "only") {
            var actions: [Action] = []
            if !words.take("nothing") {
                actions = try words.list { (words) throws(ScenarioError) in try words.action() }
            }
            return .may(actor, actions, try words.word("an object"))
        }
        if words.take("knows") {
            let users = words.take("nobody") ? [] : try words.names("a user")
            try words.expect("of")
            return .knows(actor, members: users, of: try words.word("a group"))
        }
        if words.take("is", "told", "that") {
            let users = words.take("nobody") ? [] : try words.names("a user")
            try words.expect("may")
            return .whoMay(actor, try words.action(), try words.word("an object"), users: users)
        }
        return nil
    }
}

extension Words {
    /// Which objects are looked for.
    fileprivate mutating func listed() throws(ScenarioError) -> Listed {
        var listed = Listed()
        while true {
            if take("in", "group") {
                listed.group = try word("a group")
            } else if take("in", "no", "container") {
                listed.isLoose = true
            } else if take("in") || take("on") {
                listed.holder = try word("an object")
            } else if take("belonging", "to") {
                listed.owner = try word("a user")
            } else {
                return listed
            }
        }
    }

    /// `1 image, 2 links`.
    mutating func numbers() throws(ScenarioError) -> [(Int, Kind)] {
        try list { (words) throws(ScenarioError) in (try words.number(), try words.kind()) }
    }

    mutating func number() throws(ScenarioError) -> Int {
        let text = try word("a number")
        guard let number = Int(text), number >= 0 else { throw error("`\(text)` is no number") }
        return number
    }
}
