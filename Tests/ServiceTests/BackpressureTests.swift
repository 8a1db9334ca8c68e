import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// A slow reader is paused, and nothing is lost.
@Suite struct BackpressureTests {
    @Test("a full outbox stops the reading, and after it drains the rest is answered")
    func outbox() {
        var lab = Lab()
        let group = lab.addGroup("lab", .readOnly, owners: [.root])
        let text = String(repeating: "x", count: 300_000)
        let id = lab.add(.tag, of: .root, in: group, attributes: Attributes([Attribute(.description, .text(text))]))
        let line = lab.connect(uid: 0)
        let streams = (0..<12).map { UInt32(2 * $0 + 1) }
        let calls = streams.flatMap { stream in
            Frames.call(V1.Objects.get, .with { $0.ids = [id.rawValue] }, stream: stream)
        }
        lab.receive(calls, on: line)
        #expect(!lab[line].takesInput)
        #expect(lab[line].inputLeft > 0)
        var answers: [Reply] = []
        for _ in 0..<streams.count where answers.count < streams.count {
            #expect(lab[line].outbox.count < ServiceLimits.outboxSizeMax + WireLimits.frameSizeMax)
            answers += lab.answers(on: line)
            lab.serve(line)
        }
        #expect(answers.map(\.header.streamID) == streams)
        #expect(answers.allSatisfy { $0.code == .ok })
        #expect(lab[line].takesInput)
        #expect(lab[line].isIdle)
    }

    @Test("an outbox that is just below its limit takes input, and one at it does not", arguments: [-1, 0, 1])
    func outboxLimit(beyond: Int) {
        var conversation = Conversation(Peer(uid: 0))
        conversation.outbox = [UInt8](repeating: 0, count: ServiceLimits.outboxSizeMax + beyond)
        #expect(conversation.takesInput == (beyond < 0))
    }

    @Test("many calls that wait for the disk stop the reading, and once they are answered the rest is served")
    func waiting() {
        var pair = Pair(.readWrite)
        let count = ServiceLimits.waitingMax + 10
        let streams = (0..<count).map { UInt32(2 * $0 + 1) }
        let calls = streams.flatMap { stream in
            Frames.call(V1.Objects.create, .with { $0.kind = .tag }, stream: stream)
        }
        pair.lab.receive(calls, on: pair.adaLine)
        #expect(!pair.lab[pair.adaLine].takesInput)
        #expect(pair.lab[pair.adaLine].isWaiting)
        #expect(pair.lab[pair.adaLine].waiting.count == ServiceLimits.waitingMax)
        #expect(pair.lab.drain(pair.adaLine).isEmpty)
        pair.lab.write()
        var answers = pair.lab.answers(on: pair.adaLine)
        #expect(answers.count == ServiceLimits.waitingMax)
        pair.lab.serve(pair.adaLine)
        pair.lab.write()
        answers += pair.lab.answers(on: pair.adaLine)
        #expect(answers.map(\.header.streamID) == streams)
        #expect(answers.allSatisfy { $0.code == .ok })
        #expect(pair.lab.state.objectCount == count)
    }

    @Test("large answers that wait for the disk stop the reading, and nothing is lost")
    func waitingSize() {
        var pair = Pair(.readWrite)
        let name = String(repeating: "n", count: 4_000)
        let tags = (0..<50).map { _ in pair.lab.add(.tag, of: pair.ada, in: pair.group, named: name).rawValue }
        pair.lab.send(V1.Objects.create, .with { $0.kind = .tag }, on: pair.benLine)
        let streams = (0..<20).map { UInt32(2 * $0 + 1) }
        let calls = streams.flatMap { stream in
            Frames.call(V1.Objects.delete, .with { ($0.targets, $0.dryRun) = (tags, true) }, stream: stream)
        }
        pair.lab.receive(calls, on: pair.adaLine)
        #expect(!pair.lab[pair.adaLine].takesInput)
        #expect(pair.lab[pair.adaLine].waiting.count < streams.count)
        pair.lab.write()
        var answers: [Reply] = []
        for _ in streams where answers.count < streams.count {
            answers += pair.lab.answers(on: pair.adaLine)
            pair.lab.serve(pair.adaLine)
        }
        #expect(answers.map(\.header.streamID) == streams)
        #expect(answers.allSatisfy { $0.code == .ok })
    }

    @Test("one peer's full outbox does not keep another from being served")
    func others() {
        var pair = Pair(.readWrite)
        pair.lab[pair.adaLine].outbox = [UInt8](repeating: 0, count: ServiceLimits.outboxSizeMax)
        let stream = pair.lab.send(V1.Meta.version, V1.VersionRequest(), on: pair.adaLine)
        pair.lab.send(V1.Meta.version, V1.VersionRequest(), on: pair.benLine)
        #expect(pair.lab.answers(on: pair.benLine).map(\.code) == [.ok])
        _ = pair.lab.drain(pair.adaLine)
        pair.lab.serve(pair.adaLine)
        #expect(pair.lab.answers(on: pair.adaLine).map(\.header.streamID) == [stream])
    }
}
