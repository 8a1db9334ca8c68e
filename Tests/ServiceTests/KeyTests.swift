import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// The same call with the same key gets the first answer, and changes nothing.
@Suite struct KeyTests {
    private var pair = Pair(.readWrite)
    private let tag = V1.CreateRequest.with { ($0.kind, $0.name) = (.tag, "good") }

    private mutating func call<Request: Message, Answer: Message>(
        _ method: MethodDescriptor<Request, Answer>, _ request: Request, key: String, on line: Lab.Line
    ) throws -> Answer {
        pair.lab.receive(Frames.call(method, request, stream: 1_001, key: key), on: line)
        pair.lab.write()
        let reply = try #require(pair.lab.answers(on: line).last)
        if let status = reply.response.status { throw Failure(status: status) }
        return try Answer(serializedBytes: reply.response.payload)
    }

    private mutating func failure(_ request: V1.CreateRequest, key: String) -> Failure? {
        do {
            _ = try call(V1.Objects.create, request, key: key, on: pair.benLine)
            return nil
        } catch {
            return error as? Failure
        }
    }

    @Test("again, over another connection, it is answered as the first time")
    mutating func again() throws {
        let first = try call(V1.Objects.create, tag, key: "k", on: pair.benLine)
        let revision = pair.lab.state.revision
        let line = pair.lab.connect(uid: 1_001)
        #expect(try call(V1.Objects.create, tag, key: "k", on: line) == first)
        #expect(pair.lab.state.revision == revision)
        #expect(try call(V1.Objects.create, tag, key: "l", on: line).id == first.id + 1)
    }

    @Test("while the disk is busy it waits for the first one, and both are answered")
    mutating func busy() {
        for stream in [11, 13] as [UInt32] {
            pair.lab.receive(Frames.call(V1.Objects.create, tag, stream: stream, key: "k"), on: pair.benLine)
        }
        #expect(pair.lab.answers(on: pair.benLine).isEmpty)
        pair.lab.write()
        let replies = pair.lab.answers(on: pair.benLine)
        #expect(replies.map(\.header.streamID) == [11, 13])
        #expect(replies[0].response == replies[1].response)
    }

    @Test("what the disk refused was never done, and the key is free")
    mutating func refused() throws {
        pair.lab.receive(Frames.call(V1.Objects.create, tag, stream: 11, key: "k"), on: pair.benLine)
        pair.lab.refuse()
        #expect(pair.lab.answers(on: pair.benLine).map(\.code) == [.resourceExhausted])
        #expect(try call(V1.Objects.create, tag, key: "k", on: pair.benLine).id > 0)
    }

    @Test("a key stands for one call: another one with it is refused")
    mutating func reused() throws {
        _ = try call(V1.Objects.create, tag, key: "k", on: pair.benLine)
        var other = tag
        other.name = "bad"
        #expect(failure(other, key: "k")?.code == .failedPrecondition)
        // What another method reads of the same bytes is another call, too.
        let user = V1.DeleteGroupRequest.with { $0.id = 1 }
        #expect(throws: Failure.self) { try call(V1.Accounts.deleteGroup, user, key: "k", on: pair.benLine) }
    }

    @Test("keys of others, and of other sessions, are their own")
    mutating func others() throws {
        let first = try call(V1.Objects.create, tag, key: "k", on: pair.benLine)
        #expect(try call(V1.Objects.create, tag, key: "k", on: pair.adaLine).id != first.id)
        let script = try pair.join(pair.openScript(), uid: 1_001)
        #expect(try call(V1.Objects.create, tag, key: "k", on: script).id != first.id)
    }

    @Test("a dry run and a refusal use up no key")
    mutating func unused() throws {
        var rehearsal = tag
        rehearsal.dryRun = true
        _ = try call(V1.Objects.create, rehearsal, key: "k", on: pair.benLine)
        var wrong = tag
        wrong.name = "\u{7}"
        #expect(failure(wrong, key: "k")?.rule == "invalid_name")
        #expect(try call(V1.Objects.create, tag, key: "k", on: pair.benLine).id > 0)
    }

    @Test(
        "a key has visible characters, and not too many",
        arguments: [
            ("", false), ("a b", false), ("\u{E9}", false), (String(repeating: "k", count: 128), true),
            (String(repeating: "k", count: 129), false),
        ])
    mutating func form(key: String, isTaken: Bool) {
        #expect(failure(tag, key: key)?.code == (isTaken ? nil : .invalidArgument))
    }

    @Test("sessions are opened without a key")
    mutating func sessions() {
        #expect(throws: Failure.self) {
            try call(V1.Sessions.sudo, .with { $0.user = pair.ben.rawValue }, key: "k", on: pair.rootLine)
        }
    }
}
