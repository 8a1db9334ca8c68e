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
            return .sees(actor, names, onlyIn: words.take("in", "group") ? try words.word("a group") : nil)
        }
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
