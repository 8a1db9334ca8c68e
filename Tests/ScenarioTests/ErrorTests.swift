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
            ("scenario s\ngroup lab: alice\nalice is member of lab", 2, "give the group a level"),
            (world + "bob has put I in I\nI exists", 4, "nothing links `I` and `I`"),
            (world + "alice fries", 4, "nothing is claimed of `alice`"),
            (world + "bob takes I off I -> no", 4, "that link is not there"),
            (
                "scenario s\ngroup lab private: alice, bob\nalice has image I\nbob has tag T on I\nI exists", 2,
                "would lose"
            ),
            ("scenario s\ngroup lab private: alice\nzed has image I\nI exists", 3, "there is no user `zed`"),
            ("scenario s\ngroup lab private: alice\nuser zed\nzed has image I\nI exists", 4, "cannot be like that"),
            ("", 1, "no scenario"),
            ("# nothing yet\n", 1, "no scenario"),
            (world, 1, "nothing is tried in this scenario"),
            (
                "scenario s\nlevels private read-only\ngroup lab: alice\nat private: alice is member of lab", 1,
                "nothing is tried in this scenario at read-only"
            ),
            (
                "scenario s\nlevels private\ngroup lab: alice\nat read-only: alice is owner of lab", 4,
                "not played at read-only"
            ),
            (world + "at read-only: bob views I -> no", 4, "not played at read-only"),
            ("scenario s\nlevels private private\ngroup lab: alice", 2, "`private` is named twice"),
            (world + "levels private\nI exists", 4, "the levels stand once"),
            (world + "bob has dataset I\nI exists", 4, "called `I` already"),
            (world + "group lab private: bob\nI exists", 4, "called `lab` already"),
            (world + "user bob\nI exists", 4, "called `bob` already"),
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
            "bob may only view I", "bob knows bob of lab", "bob counts 2 images",
            "bob counts 1 image, 1 tag in group lab",
            "bob sees only I belonging to bob", "bob sees only nothing in no container", "bob sees only I on I",
            "bob is told that bob may edit I",
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

    @Test("what is quoted is neither a comment nor an answer")
    func quoted() throws {
        let text =
            Self.world
            + "root creates group \"#2 -> here\" -> yes # the second\nroot in \"#2 -> here\" creates tag T -> yes"
        let scenario = try #require(try ScenarioFile.read(text, named: "file").first)
        #expect(try Verification.playInMemory(scenario).map(\.description) == [])
    }

    @Test("a mismatch says what the law says, and where")
    func sentence() throws {
        let scenario = try #require(
            try ScenarioFile.read(Self.world + "bob deletes I -> yes", named: "file").first)
        let said = try Verification.playInMemory(scenario).map(\.description)
        #expect(
            said == [
                "file:4: s: expected yes, got `refused not_allowed` (members of the read-only group `lab` may not "
                    + "delete others' data: Image:1 is `alice`'s; section 2)"
            ])
    }

    @Test("what is there without a name in the scenario is seen, too")
    func unnamed() throws {
        let text =
            "scenario s\ngroup lab private: alice\nalice imports image I into dataset named x -> yes\nalice sees only I"
        let scenario = try #require(try ScenarioFile.read(text, named: "file").first)
        #expect(try Verification.playInMemory(scenario).map(\.place.line) == [4])
    }
}
