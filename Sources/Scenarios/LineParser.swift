internal import Permissions

/// Reads one line of a scenario, with what is indented below it.
struct LineParser {
    private let place: Place
    /// Of the scenario: as many answers may be given.
    private let levels: [Level]
    private var words: Words
    /// What stands behind the arrow.
    private let answers: Substring?
    private let details: [(Substring, Place)]
    private let only: [Level]?

    init(
        _ line: Substring, _ details: [(Substring, Place)], _ levels: [Level], at place: Place
    ) throws(ScenarioError) {
        self.place = place
        self.levels = levels
        self.details = details
        var text = line
        if let arrow = Self.arrow(in: line) {
            text = line[..<arrow]
            answers = line[arrow...].dropFirst(2)
        } else {
            answers = nil
        }
        words = try Words(text, at: place)
        guard words.take("at") else {
            only = nil
            return
        }
        only = try words.list { (words) throws(ScenarioError) in
            let level = try words.level()
            guard levels.contains(level) else {
                throw words.error("the scenario is not played at \(level.scenarioWord)")
            }
            return level
        }
        try words.expect(":")
    }

    private static func arrow(in line: Substring) -> Substring.Index? {
        line.unquoted.first { line[$0] == "-" && line[line.index(after: $0)...].first == ">" }
    }

    mutating func line() throws(ScenarioError) -> Scenario.Line {
        let statement: Statement
        if answers != nil {
            let actor = try words.actor()
            let act = try ActParser.act(&words)
            statement = .act(act, by: actor, try expectation())
        } else if let given = try GivenParser.given(&words) {
            statement = .given(given)
        } else {
            statement = .claim(try ClaimParser.claim(&words))
        }
        try words.expectEnd()
        if answers == nil, let detail = details.first {
            throw ScenarioError(place: detail.1, sentence: "only what is done has something indented below it")
        }
        return Scenario.Line(place: place, levels: only, statement: statement)
    }

    // MARK: - What must come of it

    private func expectation() throws(ScenarioError) -> Expectation {
        var words = try Words(answers ?? "", at: place)
        var found: [Expectation.Answer] = []
        while !words.isAtEnd { found.append(try answer(&words)) }
        let count = only?.count ?? max(levels.count, 1)
        guard found.count == 1 || found.count == count else {
            throw words.error("there are \(found.count) answers for \(count) levels")
        }
        var read: [Detail] = []
        for (line, place) in details {
            var words = try Words(line, at: place)
            read.append(try Self.detail(&words))
            try words.expectEnd()
        }
        return Expectation(answers: found, details: read)
    }

    private func answer(_ words: inout Words) throws(ScenarioError) -> Expectation.Answer {
        if words.take("yes") { return .yes }
        if words.take("no") { return .no }
        if words.take("unseen") || words.take("not", "found") { return .unseen }
        if words.take("refused") { return .refused(try words.word("the name of a rule")) }
        throw words.error("`\(words.next ?? "")` is neither `yes`, `no`, `unseen` nor `refused` with a rule")
    }

    private static func detail(_ words: inout Words) throws(ScenarioError) -> Detail {
        func things(_ words: inout Words) throws(ScenarioError) -> [Thing] {
            if words.take("nothing") { return [] }
            return try words.list { (words) throws(ScenarioError) in try words.thing() }
        }
        if words.take("loses") { return .loses(try things(&words)) }
        if words.take("moves") { return .moves(try things(&words)) }
        if words.take("leaves") { return .leaves(try things(&words)) }
        if words.take("blocked", "by") { return .blocked(try things(&words)) }
        if words.take("says") { return .says(try words.word("a text")) }
        if words.take("hides") { return .hidden(try words.number()) }
        guard words.take("makes") else {
            throw words.error("nothing that begins with `\(words.next ?? "")` can come of an act")
        }
        return .makes(try words.numbers())
    }
}

extension Words {
    /// A user or session, and the group it works in.
    mutating func actor() throws(ScenarioError) -> Actor {
        let name = try word("somebody")
        let looksHere = take("only")
        return Actor(name: name, group: take("in") ? try word("a group") : nil, looksHere: looksHere)
    }

    /// An object to make: its kind, its name, and where it goes.
    mutating func newThing() throws(ScenarioError) -> NewThing {
        var new = NewThing(kind: try kind(), name: try word("a name"))
        while true {
            if take("in", "group") {
                new.group = try word("a group")
            } else if take("in") || take("on") || take("of") {
                new.place = try word("an object")
            } else if take("showing") {
                new.image = try word("an image")
            } else if take("during") {
                new.run = try word("a run")
            } else if take("derived", "from") {
                new.source = try word("an image")
            } else {
                return new
            }
        }
    }
}
