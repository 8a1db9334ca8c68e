internal import Permissions

/// A scenario as far as it is read: its lines wait for the levels that it is played at.
struct ScenarioDraft {
    let title: String
    let tags: [String]
    let place: Place
    var levels: [Level] = []
    var lines: [(line: Substring, details: [(Substring, Place)], place: Place)] = []

    init(_ line: Substring, at place: Place) throws(ScenarioError) {
        self.place = place
        let trimmed = line.trimmed
        guard trimmed.hasSuffix(")"), let open = trimmed.lastIndex(of: "(") else {
            (title, tags) = (String(trimmed), [])
            return
        }
        title = String(trimmed[..<open].trimmed)
        tags = trimmed[trimmed.index(after: open)...].dropLast().split(separator: ",").map { String($0.trimmed) }
    }

    mutating func add(_ line: Substring, isIndented: Bool, at place: Place) throws(ScenarioError) {
        if isIndented {
            guard !lines.isEmpty else {
                throw ScenarioError(place: place, sentence: "an indented line belongs to an act, and there is none")
            }
            lines[lines.count - 1].details.append((line, place))
        } else if let list = line.dropping(prefix: "levels ") {
            guard lines.isEmpty && levels.isEmpty else {
                throw ScenarioError(place: place, sentence: "the levels stand once, below the title")
            }
            var words = try Words(list, at: place)
            while let word = words.next {
                let level = try words.level()
                guard !levels.contains(level) else { throw words.error("`\(word)` is named twice") }
                levels.append(level)
            }
        } else {
            lines.append((line, [], place))
        }
    }

    func finish() throws(ScenarioError) -> Scenario {
        var finished: [Scenario.Line] = []
        var hasBegun = false
        for (line, details, place) in lines {
            var parser = try LineParser(line, details, levels, at: place)
            let parsed = try parser.line()
            if case .given = parsed.statement {
                if hasBegun {
                    throw ScenarioError(place: place, sentence: "the world comes before what happens in it")
                }
            } else {
                hasBegun = true
            }
            finished.append(parsed)
        }
        try checkTrials(finished)
        return Scenario(title: title, tags: tags, levels: levels, lines: finished, place: place)
    }

    /// At each level something must be tried: what tries nothing must not look like what holds.
    private func checkTrials(_ lines: [Scenario.Line]) throws(ScenarioError) {
        for level in levels.isEmpty ? [nil] : levels.map(Optional.some) {
            let tried = lines.contains { line in
                if case .given = line.statement { return false }
                return level.flatMap { line.levels?.contains($0) } ?? true
            }
            guard !tried else { continue }
            let at = level.map { " at \($0.scenarioWord)" } ?? ""
            throw ScenarioError(place: place, sentence: "nothing is tried in this scenario\(at)")
        }
    }
}
