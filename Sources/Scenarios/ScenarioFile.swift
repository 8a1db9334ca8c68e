internal import Permissions

/// Reads scenarios from the text of a file.
public enum ScenarioFile {
    /// - Parameter name: what the file is called in messages.
    public static func read(_ text: String, named name: String) throws(ScenarioError) -> [Scenario] {
        var scenarios: [ScenarioDraft] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let place = Place(file: name, line: number + 1)
            let content = line.unquoted.first { line[$0] == "#" }.map { line[..<$0] } ?? line
            guard !content.allSatisfy(\.isWhitespace) else { continue }
            let isIndented = content.first?.isWhitespace == true
            if !isIndented, let title = content.dropping(prefix: "scenario ") {
                scenarios.append(try ScenarioDraft(title, at: place))
                continue
            }
            guard !scenarios.isEmpty else {
                throw ScenarioError(place: place, sentence: "a file begins with a line that begins with `scenario`")
            }
            try scenarios[scenarios.count - 1].add(content, isIndented: isIndented, at: place)
        }
        // What tries nothing must not look like what holds.
        guard !scenarios.isEmpty else {
            throw ScenarioError(place: Place(file: name, line: 1), sentence: "there is no scenario in this file")
        }
        var finished: [Scenario] = []
        for draft in scenarios { finished.append(try draft.finish()) }
        return finished
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

extension StringProtocol {
    /// Where what stands outside of quotes is.
    var unquoted: [Index] {
        var isQuoted = false
        return indices.filter { index in
            if self[index] == "\"" { isQuoted.toggle() }
            return !isQuoted
        }
    }
}
