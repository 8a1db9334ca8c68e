internal import Permissions

/// Reads what is done with accounts and sessions.
extension ActParser {
    static func account(_ words: inout Words, _ verb: String) throws(ScenarioError) -> AccountAct {
        switch verb {
        case "deletes":
            if words.take("group") { return .deleteGroup(try words.word("a group")) }
            try words.expect("user")
            return .deleteUser(try words.word("a user"))
        case "activates": return .setActive(try words.word("a user"), true)
        case "deactivates": return .setActive(try words.word("a user"), false)
        case "removes":
            let user = try words.word("a user")
            try words.expect("from")
            return .setMembership(user, group: try words.word("a group"), nil)
        case "makes":
            let user = try words.word("a user")
            let membership: Membership = words.take("owner") ? .owner : .member
            if membership == .member { try words.expect("member") }
            try words.expect("of")
            return .setMembership(user, group: try words.word("a group"), membership)
        case "sends":
            let user = try words.word("a user")
            try words.expect("to")
            return .setDefaultGroup(user, try words.word("a group"))
        default:
            let user = try words.word("a user")
            return .grant(user, try words.administration())
        }
    }

    static func session(_ words: inout Words, _ verb: String) throws(ScenarioError) -> SessionAct {
        let name = try words.word("a session")
        if verb == "ends" { return .end(name) }
        try words.expect("as")
        guard words.take("script") else {
            let user = try words.word("a user")
            return .sudo(name, as: user, group: words.take("in") ? try words.word("a group") : nil)
        }
        let user = words.take("of") ? try words.word("a user") : nil
        try words.expect("in")
        let group = try words.word("a group")
        var (isReadOnly, keeps) = (false, false)
        while !words.isAtEnd {
            if words.take("reading", "only") {
                isReadOnly = true
            } else if words.take("with", "administration") {
                keeps = true
            } else {
                break
            }
        }
        return .script(name, of: user, group: group, isReadOnly: isReadOnly, keepsAdministration: keeps)
    }
}
