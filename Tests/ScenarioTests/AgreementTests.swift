import Testing

@testable import Scenarios

/// Whatever can be said, the rules and the service say the same to it.
@Suite struct AgreementTests {
    private static let world = """
        scenario derived
        group lab read-annotate: alice owner, bob
        group far private: bob
        rita administers with move, write-data
        group staff read-write: rita
        alice has dataset D
        bob has image I
        bob has tag T on I
        alice has roi R on I
        alice has script S
        rita opens Q as bob -> no
        bob opens P as script in lab -> yes

        """
    /// What shows what has become of the world: all of it is said otherwise than it is.
    private static let claims = """
        root sees only nothing
        alice sees only nothing
        bob sees only nothing
        bob may only nothing I
        alice may only nothing I
        root knows nobody of lab
        """

    /// Names that make some sense behind a word.
    private static func names(after word: String) -> [String] {
        let (users, groups, objects) = (
            ["alice", "bob", "rita", "root", "Q", "P"], ["lab", "far", "staff", "user"],
            ["D", "I", "J", "T", "R", "S", "N", "M"]
        )
        return switch word {
        case "", "user", "activates", "deactivates", "grants", "removes", "makes", "sends", "opens": users
        case "group", "sets", "from": groups
        case "in", "to", "of": groups + users + objects
        case "refused": ["not_allowed"]
        default: objects
        }
    }

    @Test("a derived line is answered alike, and nothing falls over it")
    func agreement() throws {
        var derivation = Derivation(of: try GrammarTests.grammar(), seed: 2, names: Self.names)
        var tried = 0
        var answers: Set<String> = []
        for _ in 0..<600 {
            let line = "\(derivation.line("who")) \(derivation.line("deed")) -> unseen\n"
            guard let got = try played(line + Self.claims) else { continue }
            tried += 1
            answers.formUnion(got)
        }
        // What is derived without regard to sense has some after all.
        #expect(tried > 100)
        #expect(answers.count > 40)
    }

    /// What came of a line, or `nil` if it makes no sense.
    private func played(_ lines: String) throws -> [String]? {
        let scenarios: [Scenario]
        let rules: [Mismatch]
        let service: [Mismatch]
        do throws(ScenarioError) {
            scenarios = try ScenarioFile.read(Self.world + lines, named: "derived")
            rules = try Verification.play(scenarios[0]) { (_) throws(ScenarioError) in RulesStage() }
        } catch {
            return nil
        }
        service = try Verification.play(scenarios[0]) { (_) throws(ScenarioError) in
            CallStage(MemoryTransport(), rootUID: 0, firstUID: 1_000)
        }
        // What the protocol cannot even be asked is no matter of the law.
        if service.contains(where: { $0.got.hasPrefix("`a fault`") }) { return nil }
        #expect(rules.map(\.description) == service.map(\.description), "\(lines)")
        return rules.map(\.got)
    }
}
