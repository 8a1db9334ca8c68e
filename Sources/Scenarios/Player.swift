internal import Permissions

/// Plays one scenario at one level on a stage.
struct Player<Theatre: Stage> {
    let scenario: Scenario
    /// `nil` where the scenario names none.
    let level: Level?
    var stage: Theatre
    let root: Theatre.Line

    var users: [String: UserID] = ["root": .root, "guest": .guest]
    var groups: [String: GroupID] = ["system": .system, "user": .user, "guest": .guest]
    var objects: [String: ObjectID] = [:]
    /// Sessions that were opened: their number, and whose rights they have.
    var sessions: [String: (number: UInt64, user: UserID)] = [:]
    private var lines: [String: Theatre.Line] = [:]
    var mismatches: [Mismatch] = []

    init(_ scenario: Scenario, at level: Level?, on stage: Theatre) throws(ScenarioError) {
        self.scenario = scenario
        self.level = level
        self.stage = stage
        do throws(StageError) { root = try stage.rootLine() } catch {
            throw ScenarioError(place: scenario.place, sentence: error.sentence)
        }
    }

    /// Makes the world, lets everything happen, and tries every claim.
    mutating func play() throws(ScenarioError) -> [Mismatch] {
        let lines = scenario.lines.filter { line in level.flatMap { line.levels?.contains($0) } ?? true }
        try build(lines)
        for line in lines {
            switch line.statement {
            case .given: break
            case .act(let act, let actor, let expectation):
                let answer = expectation.answer(at: level, of: line.levels ?? scenario.levels)
                try perform(act, by: actor, answer, expectation.details, at: line.place)
            case .claim(let claim): try test(claim, at: line.place)
            }
        }
        dismissAdministrators()
        return mismatches
    }

    /// Scenarios may share a daemon: none shall depend on who administers in another.
    private mutating func dismissAdministrators() {
        for (name, user) in users where name != "root" && name != "guest" {
            // Whoever was deleted, or never was an administrator, is none.
            _ = try? stage.run(.grant(user, .none), on: root, in: nil, looksHere: false)
        }
    }

    mutating func mismatch(_ place: Place, expected: String, got: String) {
        mismatches.append(
            Mismatch(scenario: scenario.title, place: place, level: level?.scenarioWord, expected: expected, got: got))
    }
}

/// Something that came otherwise than a scenario says.
public struct Mismatch: Sendable, CustomStringConvertible {
    /// The title of the scenario.
    public let scenario: String
    /// The line that says what should have come.
    public let place: Place
    /// The level at which it was played; `nil` where the scenario names none.
    public let level: String?
    /// What the line says.
    public let expected: String
    /// What came of it, and the sentence of the law with its section, if that was a refusal.
    public let got: String

    /// All of it on one line: file, line, title, level, and what was expected and came.
    public var description: String {
        let at = level.map { " at \($0)" } ?? ""
        return "\(place): \(scenario)\(at): expected \(expected), got \(got)"
    }
}

extension Stage {
    func rootLine() throws(StageError) -> Line {
        var stage = self
        return try stage.line(of: .root)
    }
}

// MARK: - Names

extension Player {
    func user(_ name: String, at place: Place) throws(ScenarioError) -> UserID {
        guard let id = users[name] else { throw ScenarioError(place: place, sentence: "there is no user `\(name)`") }
        return id
    }

    func group(_ name: String, at place: Place) throws(ScenarioError) -> GroupID {
        guard let id = groups[name] else { throw ScenarioError(place: place, sentence: "there is no group `\(name)`") }
        return id
    }

    func object(_ name: String, at place: Place) throws(ScenarioError) -> ObjectID {
        guard let id = objects[name] else {
            throw ScenarioError(place: place, sentence: "nothing is called `\(name)`, or it was never made")
        }
        return id
    }

    func objects(_ names: [String], at place: Place) throws(ScenarioError) -> [ObjectID] {
        var ids: [ObjectID] = []
        for name in names { ids.append(try object(name, at: place)) }
        return ids
    }

    /// What a thing is now: one object, or the links between two, if there are any.
    mutating func ids(of thing: Thing, at place: Place) throws(ScenarioError) -> [ObjectID] {
        switch thing {
        case .object(let name): return [try object(name, at: place)]
        case .link(let upper, let lower, let owner):
            let call = StageCall.links(
                parent: try object(upper, at: place), child: try object(lower, at: place))
            let owners = try ask(call, at: place).owners
            guard let owner else { return owners.keys.sorted() }
            let wanted = try user(owner, at: place)
            return owners.filter { $0.value == wanted }.keys.sorted()
        }
    }

    /// Asks as an administrator, to whom nothing is out of sight.
    mutating func ask(_ call: StageCall, at place: Place) throws(ScenarioError) -> StageReply {
        do throws(StageError) {
            return try stage.run(call, on: root, in: nil, looksHere: false)
        } catch {
            throw ScenarioError(place: place, sentence: error.sentence)
        }
    }

    /// Somebody's connection.
    mutating func line(of name: String, at place: Place) throws(ScenarioError) -> Theatre.Line {
        if let known = lines[name] { return known }
        let session = sessions[name]
        let user: UserID
        if let session { user = session.user } else { user = try self.user(name, at: place) }
        do throws(StageError) {
            let line: Theatre.Line
            if let session {
                line = try stage.join(session.number, user: user)
            } else {
                line = try stage.line(of: user)
            }
            lines[name] = line
            return line
        } catch {
            throw ScenarioError(place: place, sentence: error.sentence)
        }
    }

    /// How an id is called in a message.
    func name(of id: ObjectID) -> String {
        objects.first { $0.value == id }?.key ?? "object \(id.rawValue)"
    }
}

extension Expectation {
    /// What is expected at a level, where one answer may be given for each.
    func answer(at level: Level?, of levels: [Level]) -> Answer {
        guard answers.count > 1, let level, let index = levels.firstIndex(of: level) else { return answers[0] }
        return answers[index]
    }
}
