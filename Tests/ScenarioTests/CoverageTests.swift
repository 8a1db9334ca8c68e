import Testing

@testable import Scenarios

/// The scenarios of the project: all there, all as they say, and each able to fail.
@Suite struct CoverageTests {
    @Test("every row and case has its scenario")
    func complete() throws {
        let tags = Set(try ProjectScenarios.all().flatMap(\.tags))
        let rows = stride(from: 1, through: 165, by: 2).map { "outcomes \($0)" }
        #expect(rows.filter { !tags.contains($0) } == [])
        let cases = ["A01", "A05", "A06", "A09", "A11", "A13", "A19", "A21", "A22", "A24", "A25", "A29"]
        #expect((cases + ["D01", "D03", "D05", "D07"]).filter { !tags.contains($0) } == [])
        // A tag that is misspelt stands for nothing.
        #expect(tags.subtracting(rows).subtracting(cases).subtracting(["D01", "D03", "D05", "D07"]) == [])
    }

    @Test("it comes as it says, by the rules and by the service", arguments: try ProjectScenarios.files())
    func holds(file: ProjectScenarios.File) throws {
        for scenario in try ScenarioFile.read(file.text, named: file.name) {
            #expect(try Verification.playInMemory(scenario).map(\.description) == [])
        }
    }

    @Test("the example of the document holds")
    func example() throws {
        let text = try Folder.text(of: ProjectScenarios.folder + "/../SCENARIOS.md")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix("    scenario ") })
        let example = lines[start...].prefix { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }.joined(separator: "\n")
        let scenario = try #require(try ScenarioFile.read(example, named: "SCENARIOS.md").first)
        #expect(try Verification.playInMemory(scenario).map(\.description) == [])
    }

    @Test("said otherwise, it fails", arguments: try ProjectScenarios.files())
    func fails(file: ProjectScenarios.File) throws {
        for scenario in try ScenarioFile.read(file.text, named: file.name) {
            for (index, line) in scenario.lines.enumerated() {
                guard case .act(let act, let actor, let expectation) = line.statement else { continue }
                let answers = expectation.answers.map { $0 == .yes ? Expectation.Answer.no : .yes }
                let contrary = Expectation(answers: answers, details: [])
                var lines = Array(scenario.lines[...index])
                lines[index] = Scenario.Line(
                    place: line.place, levels: line.levels, statement: .act(act, by: actor, contrary))
                let contradicted = Scenario(
                    title: scenario.title, tags: [], levels: scenario.levels, lines: lines, place: scenario.place)
                let found = try Verification.play(contradicted) { (_) throws(ScenarioError) in RulesStage() }
                #expect(found.contains { $0.place == line.place }, "\(line.place)")
            }
        }
    }
}

/// The files in `Protocol/scenarios`.
enum ProjectScenarios {
    struct File: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        var testDescription: String { name }
    }

    static let folder = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Protocol/scenarios"

    static func files() throws -> [File] {
        try Folder.names(in: folder).filter { $0.hasSuffix(".scenario") }.sorted().map {
            File(name: $0, text: try Folder.text(of: folder + "/" + $0))
        }
    }

    static func all() throws -> [Scenario] { try files().flatMap { try ScenarioFile.read($0.text, named: $0.name) } }
}
