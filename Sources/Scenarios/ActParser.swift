internal import Permissions

/// Reads what somebody does.
enum ActParser {
    static func act(_ words: inout Words) throws(ScenarioError) -> Act {
        if words.take("plans", "to") { return .plan(try planned(&words, ending: ""), .onlyLooks) }
        if words.take("blindly") { return .plan(try planned(&words, ending: "s"), .runsBlindly) }
        let verb = try words.word("a verb")
        switch verb {
        case "may": return .check(try words.action(), try words.thing())
        case "views": return .check(.view, try words.thing())
        case "creates": return try creation(&words)
        case "adds": return try addition(&words)
        case "puts": return try putting(&words)
        case "takes": return try taking(&words)
        case "renames": return try renaming(&words)
        case "edits":
            if words.take("user") { return .account(.editUser(try words.word("a user"))) }
            return .edit(try words.word("an object"), newName: nil)
        case "draws": return .create(try words.newThing(), official: false)
        case "runs":
            let script = try words.word("a script")
            try words.expect("as")
            return .create(
                NewThing(
                    kind: .job, name: try words.word("a job"), place: script),
                official: false)
        case "imports": return try importing(&words)
        case "opens", "ends": return .session(try session(&words, verb))
        case "deletes" where words.next == "user" || words.next == "group", "activates", "deactivates", "removes",
            "makes", "grants", "sends":
            return .account(try account(&words, verb))
        default: return .plan(try planned(&words, verb: verb), .runs)
        }
    }

    private static func creation(_ words: inout Words) throws(ScenarioError) -> Act {
        if words.take("group") {
            return .account(.createGroup(try words.word("a name"), words.isAtEnd ? .private : try words.level()))
        }
        if words.take("user") { return .account(.createUser(try words.word("a name"))) }
        if words.take("official") {
            try words.expect("script")
            return .create(NewThing(kind: .script, name: try words.word("a name")), official: true)
        }
        return .create(try words.newThing(), official: false)
    }

    /// `adds comment C to I`; `adds bob to lab`, `adds bob to lab as owner`.
    private static func addition(_ words: inout Words) throws(ScenarioError) -> Act {
        if let word = words.next, let kind = Kind(scenarioWord: word) {
            _ = words.take(word)
            let name = try words.word("a name")
            try words.expect("to")
            let new = NewThing(kind: kind, name: name)
            return .annotate(with: new, on: try words.word("an object"))
        }
        let user = try words.word("a user")
        try words.expect("to")
        let group = try words.word("a group")
        return .account(.setMembership(user, group: group, words.take("as", "owner") ? .owner : .member))
    }

    private static func putting(_ words: inout Words) throws(ScenarioError) -> Act {
        let lower = try words.word("an object")
        guard words.take("on") || words.take("in") else { throw words.error("`on` or `in` is missing") }
        return .link(upper: try words.word("an object"), lower: lower)
    }

    /// `takes T off I`, `takes bob's I out of D`; `takes F out` of the folder that it lies in.
    private static func taking(_ words: inout Words) throws(ScenarioError) -> Act {
        let (owner, lower) = try words.owned()
        if words.take("out", "of") || words.take("off") {
            return .unlink(.link(upper: try words.word("an object"), lower: lower, owner: owner))
        }
        try words.expect("out")
        return .takeOut(lower)
    }

    private static func renaming(_ words: inout Words) throws(ScenarioError) -> Act {
        if words.take("group") {
            let group = try words.word("a group")
            try words.expect("to")
            return .account(.renameGroup(group, to: try words.word("a name")))
        }
        if words.take("user") {
            let user = try words.word("a user")
            try words.expect("to")
            return .account(.renameUser(user, to: try words.word("a name")))
        }
        return .edit(try words.word("an object"), newName: "renamed")
    }

    private static func importing(_ words: inout Words) throws(ScenarioError) -> Act {
        let things = try words.list { (words) throws(ScenarioError) in
            let kind = try words.kind()
            return NewThing(
                kind: kind, name: try words.word("a name"))
        }
        guard words.take("into") else { return .importThings(things, into: .nowhere) }
        if words.take("dataset", "named") {
            return .importThings(things, into: .datasetNamed(try words.word("a name")))
        }
        return .importThings(things, into: .container(try words.word("a container")))
    }
}

// MARK: - Plans

extension ActParser {
    private static func planned(_ words: inout Words, ending: String) throws(ScenarioError) -> PlannedAct {
        let verb = try words.word("a verb")
        return try planned(
            &words, verb: verb == "copy" && ending.isEmpty ? "copies" : ending.isEmpty ? verb + "s" : verb)
    }

    private static func planned(_ words: inout Words, verb: String) throws(ScenarioError) -> PlannedAct {
        if verb == "sets" {
            let group = try words.word("a group")
            try words.expect("to")
            return .setLevel(group, try words.level())
        }
        let targets = try words.names("an object")
        switch verb {
        case "deletes":
            let keepsContents = words.take("keeping", "contents")
            let include = words.take("with") ? try words.inclusion() : []
            return .delete(targets, keepsContents: keepsContents, include: include)
        case "moves":
            try words.expect("to")
            let group = try words.word("a group")
            let exclude = words.take("leaving") ? try words.inclusion() : []
            return .move(
                targets, to: group, exclude: exclude, into: words.take("into") ? try words.word("a container") : nil)
        case "copies":
            try words.expect("to")
            let group = try words.word("a group")
            return .copy(targets, to: group, names: words.take("as") ? try words.names("a name") : [])
        case "gives":
            try words.expect("to")
            return .give(targets, to: try words.word("a user"))
        default: throw words.error("`\(verb)` is nothing that anybody does")
        }
    }
}
