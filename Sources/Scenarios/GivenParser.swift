internal import Permissions

/// Reads what the world is made of.
enum GivenParser {
    /// `nil` if the line says something else.
    static func given(_ words: inout Words) throws(ScenarioError) -> Given? {
        if words.take("group") { return try group(&words) }
        if words.take("user") || words.take("users") { return .users(try words.names("a user")) }
        var ahead = words
        let name = try ahead.word("somebody")
        let given: Given?
        if ahead.take("is", "an", "administrator") {
            given = .administrator(name, .full)
        } else if ahead.take("administers", "with") {
            given = .administrator(name, try ahead.administration())
        } else if ahead.take("is", "inactive") {
            given = .inactive(name)
        } else if ahead.take("left") {
            given = .left(name, group: try ahead.word("a group"))
        } else if ahead.take("has", "put") {
            let lower = try ahead.word("an object")
            guard ahead.take("in") || ahead.take("on") else { throw ahead.error("`in` or `on` is missing") }
            given = .link(upper: try ahead.word("an object"), lower: lower, owner: name)
        } else if ahead.take("has") {
            given = .object(try ahead.newThing(), owner: name)
        } else {
            given = nil
        }
        if given != nil { words = ahead }
        return given
    }

    private static func group(_ words: inout Words) throws(ScenarioError) -> Given {
        let name = try words.word("a group")
        let level = words.next == ":" || words.isAtEnd ? nil : try words.level()
        var owners: [String] = []
        var members: [String] = []
        if words.take(":") {
            _ = try words.list { (words) throws(ScenarioError) in
                let user = try words.word("a user")
                if words.take("owner") { owners.append(user) } else { members.append(user) }
            }
        }
        return .group(name, level, owners: owners, members: members)
    }
}
