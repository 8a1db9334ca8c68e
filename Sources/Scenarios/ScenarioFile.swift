internal import Permissions

/// Reads scenarios from the text of a file.
public enum ScenarioFile {
    /// - Parameter name: what the file is called in messages.
    public static func read(_ text: String, named name: String) throws(ScenarioError) -> [Scenario] {
        var scenarios: [Draft] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let place = Place(file: name, line: number + 1)
            let content = line.prefix(while: { $0 != "#" })
            guard let first = content.first(where: { !$0.isWhitespace }), first != "#" else { continue }
            let isIndented = content.first?.isWhitespace == true
            if !isIndented, let title = content.dropping(prefix: "scenario ") {
                scenarios.append(try Draft(title, at: place))
                continue
            }
            guard !scenarios.isEmpty else {
                throw ScenarioError(place: place, sentence: "a file begins with a line that begins with `scenario`")
            }
            try scenarios[scenarios.count - 1].add(content, isIndented: isIndented, at: place)
        }
        var finished: [Scenario] = []
        for draft in scenarios { finished.append(try draft.finish()) }
        return finished
    }

    /// A scenario as far as it is read.
    private struct Draft {
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
                var words = try Words(list, at: place)
                while !words.isAtEnd { levels.append(try words.level()) }
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
            return Scenario(title: title, tags: tags, levels: levels, lines: finished, place: place)
        }
    }
}

extension Substring {
    /// What follows a prefix; `nil` if it has another beginning.
    func dropping(prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }

    var trimmed: Substring {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
