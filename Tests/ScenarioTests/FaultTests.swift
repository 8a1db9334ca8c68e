import Protobuf
import Testing
import Wire

@testable import Scenarios

/// What goes wrong is no answer of the law.
@Suite struct FaultTests {
    @Test(
        "a fault is no refusal, whatever was expected",
        arguments: ["yes", "no", "unseen", "refused not_allowed", "refused internal"])
    func fault(answer: String) throws {
        let text = "scenario s\ngroup lab read-only: alice, bob\nalice has image I\nbob renames I -> \(answer)"
        let scenario = try #require(try ScenarioFile.read(text, named: "file").first)
        let found = try Verification.play(scenario) { (_) throws(ScenarioError) in
            CallStage(FaultyTransport(method: V1.Objects.update.method), rootUID: 0, firstUID: 1_000)
        }
        #expect(found.map(\.place.line) == [4])
        #expect(found.map(\.got) == ["`a fault` (it broke)"])
    }

    @Test("a claim that gets no answer does not hold")
    func unanswered() throws {
        let text = "scenario s\ngroup lab read-only: alice, bob\nalice has image I\nbob sees only nothing"
        let scenario = try #require(try ScenarioFile.read(text, named: "file").first)
        let found = try Verification.play(scenario) { (_) throws(ScenarioError) in
            CallStage(FaultyTransport(method: V1.Objects.list.method), rootUID: 0, firstUID: 1_000)
        }
        #expect(found.map(\.got) == ["`a fault` (it broke)"])
    }
}

extension FaultTests {
    @Test("a change that was asked for first is answered alike, or something is wrong", arguments: [true, false])
    func rehearsal(isForetold: Bool) throws {
        let answer = isForetold ? "no" : "yes"
        let text =
            "scenario s\ngroup lab read-only: alice, bob\nalice has image I\n"
            + (isForetold ? "alice renames I" : "bob renames I") + " -> \(answer)"
        let scenario = try #require(try ScenarioFile.read(text, named: "file").first)
        let found = try Verification.play(scenario) { (_) throws(ScenarioError) in
            CallStage(ForgetfulTransport(isForetold: isForetold), rootUID: 0, firstUID: 1_000)
        }
        #expect(found.map(\.place.line) == [4])
        #expect(found.allSatisfy { $0.got.hasPrefix("`a fault`") })
    }
}

/// The service in memory, which answers otherwise when it is asked whether it would change an object.
private struct ForgetfulTransport: Transport {
    /// Whether it refuses then, or allows.
    let isForetold: Bool
    private var service = MemoryTransport()

    init(isForetold: Bool) { self.isForetold = isForetold }

    mutating func connect(uid: UInt32) throws(StageError) -> Int { try service.connect(uid: uid) }

    mutating func call<Request: Message, Reply: Message>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, on connection: Int
    ) throws(StageError) -> Reply {
        guard (request as? V1.UpdateRequest)?.dryRun == true else {
            return try service.call(method, request, on: connection)
        }
        guard isForetold else { return Reply() }
        throw StageError(rule: "not_allowed", sentence: "it would not be done")
    }
}

/// The service in memory, of which one method is broken.
private struct FaultyTransport: Transport {
    let method: String
    private var service = MemoryTransport()

    init(method: String) { self.method = method }

    mutating func connect(uid: UInt32) throws(StageError) -> Int { try service.connect(uid: uid) }

    mutating func call<Request: Message, Reply: Message>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, on connection: Int
    ) throws(StageError) -> Reply {
        guard method.method != self.method else {
            throw StageError(detail: nil, "it broke", Code.internal.rawValue)
        }
        return try service.call(method, request, on: connection)
    }
}
