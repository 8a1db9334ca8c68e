import Testing

@testable import Scenarios

/// What a file cannot say is told with its line.
@Suite struct ErrorTests {
    private static let world = "scenario s\ngroup lab read-only: alice, bob\nalice has image I\n"

    @Test(
        "a line that makes no sense is named",
        arguments: [
            ("group lab", 1, "begins with `scenario`"),
            (world + "bob eats I -> yes", 4, "`eats` is nothing that anybody does"),
            (world + "bob views J -> yes", 4, "nothing is called `J`"),
            (world + "eve views I -> yes", 4, "there is no user `eve`"),
            (world + "bob views I -> perhaps", 4, "`perhaps` is neither"),
            (world + "bob views I -> yes no", 4, "2 answers for 1 levels"),
            (world + "bob views I -> yes\nalice has image J", 5, "the world comes before"),
            (world + "bob views I now -> yes", 4, "`now` makes no sense here"),
            (world + "bob views I -> yes\n    wins J", 5, "`wins`"),
            ("scenario s\n    loses I", 2, "an indented line belongs to an act"),
            (world + "I is gone\n    loses I", 5, "only what is done"),
            (world + "alice has unicorn U", 4, "`unicorn` is no kind"),
            (world + "alice has image \"J", 4, "a quote is not closed"),
            ("scenario s\nlevels private public", 2, "`public` is no level"),
            ("scenario s\ngroup lab: alice", 2, "give the group a level"),
            (world + "bob has put I in I", 4, "nothing links `I` and `I`"),
            (world + "alice fries", 4, "nothing is claimed of `alice`"),
            (world + "bob takes I off I -> no", 4, "that link is not there"),
            ("scenario s\ngroup lab private: alice, bob\nalice has image I\nbob has tag T on I", 2, "would lose"),
            ("scenario s\ngroup lab private: alice\nzed has image I", 3, "there is no user `zed`"),
            ("scenario s\ngroup lab private: alice\nuser zed\nzed has image I", 4, "the world cannot be like that"),
        ])
    func named(text: String, line: Int, words: String) {
        do throws(ScenarioError) {
            for scenario in try ScenarioFile.read(text, named: "file") {
                _ = try Verification.playInMemory(scenario)
            }
            Issue.record("nothing was wrong with it")
        } catch {
            #expect(error.place == Place(file: "file", line: line), "\(error)")
            #expect(error.sentence.contains(words), "\(error)")
        }
    }

    @Test(
        "a claim that does not hold is a mismatch",
        arguments: [
            "I is gone", "I belongs to bob", "lab is private", "bob is owner of lab", "bob is not in lab",
            "I is in group user", "bob works in no group", "bob does not see I", "bob sees only nothing",
            "bob may only view I", "bob knows bob of lab", "bob is told that bob may edit I",
        ])
    func claims(line: String) throws {
        let scenario = try #require(try ScenarioFile.read(Self.world + line, named: "file").first)
        #expect(try Verification.playInMemory(scenario).map(\.place.line) == [4])
    }

    @Test(
        "a detail that does not hold is a mismatch",
        arguments: [
            "loses nothing", "moves I", "leaves I", "makes 1 image", "blocked by I", "hides 2", "says \"nonsense\"",
        ])
    func details(line: String) throws {
        let text = Self.world + "alice deletes I -> yes\n    \(line)"
        let scenario = try #require(try ScenarioFile.read(text, named: "file").first)
        #expect(try Verification.playInMemory(scenario).map(\.place.line) == [4])
    }
}
