import Permissions
import Testing

@testable import Scenarios

/// The document says what can be read, and nothing else.
@Suite struct GrammarTests {
    private static let levels = Level.allCases
    private static let place = Place(file: "derived", line: 1)

    static func grammar() throws -> Grammar {
        let text = try Folder.text(of: ProjectScenarios.folder + "/../SCENARIOS.md")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix("    file ") })
        return Grammar(
            lines[start...].prefix { $0.hasPrefix("    ") || $0.isEmpty }.map { $0.dropFirst(4) }
                .joined(separator: "\n"))
    }

    @Test("every line that the grammar derives is read, whichever way is taken")
    func derived() throws {
        let grammar = try Self.grammar()
        var derivation = Derivation(of: grammar, seed: 1) { _ in ["I", "lab", "alice", "\"two words\""] }
        for _ in 0..<4_000 {
            for rule in ["given", "claim"] { try read(derivation.line(rule)) }
            // There may be more answers than one, if there are as many levels.
            let act = ["who", "deed"].map { derivation.line($0) }.joined(separator: " ")
            try read("\(act) -> \(derivation.line("answer"))", [derivation.line("detail")])
        }
        let frame = ["file", "scenario", "levels", "at", "trial", "act"]
        #expect(grammar.ways.filter { !frame.contains($0.value) && !derivation.taken.contains($0.key) } == [:])
    }

    @Test("the words of the law are all there")
    func words() throws {
        let rules = try Self.grammar().rules
        func words(_ rule: String) -> [String] {
            guard case .choice(let forms, _)? = rules[rule] else { return [] }
            return forms.compactMap {
                if case .row(let row) = $0, case .words(let word)? = row.first { word } else { nil }
            }
        }
        #expect(words("level") == Level.allCases.map(\.scenarioWord))
        #expect(Set(words("kind").compactMap(Kind.init(scenarioWord:))) == Set(Kind.allCases))
        #expect(words("action").count == Action.allCases.count)
        #expect(words("privilege").count == Privileges.all.rawValue.nonzeroBitCount)
    }

    private func read(_ line: String, _ details: [String] = []) throws {
        do throws(ScenarioError) {
            var parser = try LineParser(
                Substring(line), details.map { (Substring($0), Self.place) }, Self.levels, at: Self.place)
            _ = try parser.line()
        } catch {
            Issue.record("`\(line)`, \(details): \(error.sentence)")
        }
    }
}
