import CohortClient
import Linux
import Protobuf
import Testing
import Wire

@Suite("The client library")
struct ClientTests {
    @Test("calls go out with odd ascending ids, and answers find their callers in any order")
    func pipelining() async throws {
        let daemon = try FakeDaemon { far in
            let calls = try far.requests(10)
            #expect(calls.map(\.stream) == stride(from: 1, to: 21, by: 2).map { UInt32($0) })
            for call in calls.reversed() {
                let asked = try V1.WhoAmIRequest(serializedBytes: call.request.payload).atLeastRevision
                far.write(answer(call.stream, revision: asked))
            }
        }
        let client = try daemon.client()
        let answers = try await withThrowingTaskGroup(of: (UInt64, UInt64).self) { group in
            for asked in UInt64(1)...10 {
                group.addTask {
                    let method = MethodDescriptor<V1.WhoAmIRequest, V1.VersionReply>(
                        service: "test", method: "Echo", streamsRequests: false, streamsReplies: false)
                    let reply = try await client.call(method, .with { $0.atLeastRevision = asked })
                    return (asked, reply.revision)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 10)
        #expect(answers.allSatisfy { $0.0 == $0.1 })
        try daemon.finish()
    }

    @Test("a refusal comes with its code, its sentence and its details")
    func refusal() throws {
        let daemon = try FakeDaemon { far in
            let call = try far.requests(1)[0]
            let detail = V1.RefusalDetail.with {
                $0.rule = "not_allowed"
                $0.section = 2
                $0.help = "ask somebody"
            }
            far.write(
                answer(
                    call.stream,
                    .with {
                        $0.status = .with {
                            $0.code = 7
                            $0.message = "no"
                            $0.details = [
                                .with {
                                    $0.typeURL = "type.googleapis.com/cohort.v1.RefusalDetail"
                                    $0.value = detail.serializedBytes()
                                }
                            ]
                        }
                    }))
        }
        let client = try daemon.client()
        let error = #expect(throws: CallError.self) { try client.version() }
        #expect(error?.code == .permissionDenied)
        #expect(error?.sentence == "no")
        #expect(error?.detail?.rule == "not_allowed")
        #expect(error?.detail?.help == "ask somebody")
        try daemon.finish()
    }

    @Test("a request over the frame limit is refused here, and nothing of it is sent")
    func tooLarge() throws {
        let daemon = try FakeDaemon { far in
            let call = try far.requests(1)[0]
            #expect(call.request.method == "Version")
            far.write(answer(call.stream, revision: 1))
        }
        let client = try daemon.client()
        let large = V1.JoinRequest.with { $0.token = [UInt8](repeating: 1, count: WireLimits.frameSizeMax) }
        let error = #expect(throws: CallError.self) { try client.call(V1.Sessions.join, large) }
        #expect(error?.code == .resourceExhausted)
        let revision = try client.version().revision
        #expect(revision == 1)
        try daemon.finish()
    }

    @Test(
        "a hostile answer ends the calls that wait, and costs no memory",
        arguments: [
            [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1, 2, 0], [0, 0x40, 0, 1, 0, 0, 0, 1, 2, 0], [0, 0, 0, 9], [],
            [0, 0, 0, 4, 0, 0, 0, 1, 2, 0, 1, 2],
        ] as [[UInt8]])
    func hostile(bytes: [UInt8]) throws {
        let daemon = try FakeDaemon { far in
            _ = try far.requests(1)
            far.write(bytes)
        }
        let client = try daemon.client()
        let error = #expect(throws: CallError.self) { try client.version() }
        #expect(error?.code == .unavailable)
        let next = #expect(throws: CallError.self) { try client.version() }
        #expect(next?.code == .unavailable)
        try daemon.finish()
    }

    @Test("a call ends at its deadline, and its late answer is dropped")
    func deadline() throws {
        let daemon = try FakeDaemon { far in
            let first = try far.requests(1)[0]
            #expect(first.request.timeoutNano == 1_000_000)
            let second = try far.requests(1)[0]
            far.write(answer(first.stream, revision: 1) + answer(second.stream, revision: 2))
        }
        let client = try daemon.client()
        let error = #expect(throws: CallError.self) {
            try client.call(V1.Meta.version, V1.VersionRequest(), timeout: .milliseconds(1))
        }
        #expect(error?.code == .deadlineExceeded)
        let revision = try client.version().revision
        #expect(revision == 2)
        try daemon.finish()
    }

    @Test("a daemon that must be read from before it reads is read from, while a large request waits")
    func noDeadlock() async throws {
        let started = try Mailbox<Bool>()
        let daemon = try FakeDaemon { far in
            let first = try far.requests(1)[0]
            try started.put(true)
            let large = V1.VersionReply.with { $0.server = String(repeating: "x", count: 3 << 20) }
            far.write(answer(first.stream, .with { $0.payload = large.serializedBytes() }))
            let second = try far.requests(1)[0]
            #expect(second.request.payload.count > 3 << 20)
            far.write(answer(second.stream, revision: 2))
        }
        let client = try daemon.client()
        async let first: V1.VersionReply = client.call(V1.Meta.version, V1.VersionRequest())
        _ = try started.take()
        let large = V1.JoinRequest.with { $0.token = [UInt8](repeating: 1, count: 3 << 20) }
        let second: V1.JoinReply = try await client.call(V1.Sessions.join, large)
        #expect(second.revision == 2)
        let size = try await first.server.utf8.count
        #expect(size == 3 << 20)
        try daemon.finish()
    }

    @Test(
        "a deadline holds although the daemon reads nothing, whatever the time that was given", arguments: [-1, 0, 1])
    func deadlineWithoutReader(milliseconds: Int) throws {
        let ended = try Mailbox<Bool>()
        let daemon = try FakeDaemon { far in _ = try ended.take() }
        let client = try daemon.client()
        let large = V1.JoinRequest.with { $0.token = [UInt8](repeating: 1, count: 3 << 20) }
        let error = #expect(throws: CallError.self) {
            try client.call(V1.Sessions.join, large, timeout: .milliseconds(milliseconds))
        }
        #expect(error?.code == .deadlineExceeded)
        try ended.close()
        try daemon.finish()
    }

    @Test("requests that a daemon does not take are refused when there are too many of them")
    func fullOutbox() async throws {
        let ended = try Mailbox<Bool>()
        let daemon = try FakeDaemon { far in _ = try ended.take() }
        let client = try daemon.client()
        let large = V1.JoinRequest.with { $0.token = [UInt8](repeating: 1, count: 3 << 20) }
        let codes = await withTaskGroup(of: Code?.self) { group in
            for _ in 0..<24 {
                group.addTask {
                    do {
                        let _: V1.JoinReply = try await client.call(V1.Sessions.join, large, timeout: .seconds(3_600))
                        return nil
                    } catch {
                        return (error as? CallError)?.code
                    }
                }
            }
            var first: Code?
            for await code in group {
                first = first ?? code
                // The daemon leaves once a call was refused, which ends those that wait.
                if code == .resourceExhausted { try? ended.close() }
            }
            return first
        }
        #expect(codes == .resourceExhausted)
        try daemon.finish()
    }

    @Test("an end of the connection behind an answer does not take the answer away")
    func answerThenEnd() throws {
        let daemon = try FakeDaemon { far in
            let call = try far.requests(1)[0]
            far.write(answer(call.stream, revision: 5) + [0, 0, 0, 1])
        }
        let client = try daemon.client()
        let revision = try client.version().revision
        #expect(revision == 5)
        try daemon.finish()
        let error = #expect(throws: CallError.self) { try client.version() }
        #expect(error?.code == .unavailable)
    }

    @Test("nobody at the path is an error that names it")
    func absent() {
        let error = #expect(throws: CallError.self) { try Client(path: "/nonexistent/cohort.sock") }
        #expect(error?.code == .unavailable)
        #expect(error?.sentence.contains("/nonexistent/cohort.sock") == true)
    }
}

extension Client {
    func version() throws(CallError) -> V1.VersionReply { try call(V1.Meta.version, V1.VersionRequest()) }
}
