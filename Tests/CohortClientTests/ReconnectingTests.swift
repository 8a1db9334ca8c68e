import CohortClient
import Glibc
import Linux
import Protobuf
import Testing
import Wire

@Suite("The client that outlives its connections")
struct ReconnectingTests {
    private let tag = V1.CreateRequest.with { ($0.kind, $0.name) = (.tag, "good") }

    @Test("a call whose connection is lost is made again with the same key, and answered once")
    func again() throws {
        let daemon = try FakeListener { connect in
            let lost = try connect()
            let first = try lost.requests(1)[0].request
            lost.hangUp()
            let far = try connect()
            let (stream, second) = try far.requests(1)[0]
            #expect(first == second)
            #expect(first.metadata.map(\.key) == ["idempotency-key"])
            far.write(created(stream, id: 7))
        }
        let client = ReconnectingClient(path: daemon.path)
        #expect(try client.call(V1.Objects.create, tag).id == 7)
        try daemon.finish()
    }

    @Test("each call has a key of its own")
    func keys() async throws {
        let daemon = try FakeListener { connect in
            let far = try connect()
            var keys: Set<String> = []
            for id in UInt64(1)...3 {
                let (stream, request) = try far.requests(1)[0]
                keys.formUnion(request.metadata.map(\.value))
                far.write(created(stream, id: id))
            }
            #expect(keys.count == 3)
            #expect(keys.allSatisfy { (1...128).contains($0.utf8.count) })
        }
        let client = ReconnectingClient(path: daemon.path)
        for id in UInt64(1)...3 {
            let reply = try await client.call(V1.Objects.create, tag)
            #expect(reply.id == id)
        }
        try daemon.finish()
    }

    @Test("over a new connection the session is joined and the group switched to, before anything else")
    func session() throws {
        let daemon = try FakeListener { connect in
            var far = try connect()
            for method in ["Join", "WhoAmI", "SwitchGroup"] { try far.answer(method) }
            let lost = try far.requests(1)[0].request
            #expect(lost.method == "Create")
            far.hangUp()
            far = try connect()
            for method in ["Join", "SwitchGroup"] { try far.answer(method) }
            let (stream, request) = try far.requests(1)[0]
            #expect(request == lost)
            far.write(created(stream, id: 7))
        }
        let client = ReconnectingClient(path: daemon.path)
        try client.join([1, 2, 3])
        try client.switchGroup(to: 3)
        #expect(try client.call(V1.Objects.create, tag).id == 7)
        try daemon.finish()
    }

    @Test("a session that may have been opened is not opened again")
    func opening() throws {
        let daemon = try FakeListener { connect in
            let far = try connect()
            let request = try far.requests(1)[0].request
            #expect(request.metadata.isEmpty)
            far.hangUp()
        }
        let client = ReconnectingClient(path: daemon.path)
        #expect(throws: CallError.self) { try client.call(V1.Sessions.sudo, .with { $0.user = 3 }) }
        try daemon.finish()
    }

    @Test("a refusal is final")
    func refused() throws {
        let daemon = try FakeListener { connect in
            let far = try connect()
            let (stream, _) = try far.requests(1)[0]
            far.write(answer(stream, .with { $0.status = .with { $0.code = 7 } }))
        }
        let client = ReconnectingClient(path: daemon.path)
        #expect(throws: CallError.self) { try client.call(V1.Objects.create, tag) }
        try daemon.finish()
    }

    @Test("without a daemon the call fails when the patience ends")
    func nobody() {
        let client = ReconnectingClient(path: "/nonexistent/socket", patience: .zero)
        #expect(throws: CallError.self) { try client.call(V1.Objects.create, tag) }
    }
}

private func created(_ stream: UInt32, id: UInt64) -> [UInt8] {
    answer(stream, .with { $0.payload = V1.CreateReply.with { $0.id = id }.serializedBytes() })
}

extension FarEnd {
    /// Takes a call of this method, and says that it is done.
    fileprivate func answer(_ method: String) throws {
        let (stream, request) = try requests(1)[0]
        #expect(request.method == method)
        write(CohortClientTests.answer(stream, Ttrpc.Response()))
    }
}

/// A daemon at a path that clients connect to, and that says what a script wants.
private final class FakeListener: Sendable {
    let path: String
    private let directory: String
    private let done: Mailbox<Bool>

    init(_ script: @escaping @Sendable (() throws -> FarEnd) throws -> Void) throws {
        var template = Array("/tmp/cohort-client-XXXXXX".utf8CString)
        guard let made = unsafe mkdtemp(&template) else { throw SystemError(call: "mkdtemp", code: errno) }
        directory = unsafe String(cString: made)
        path = directory + "/socket"
        let done = try Mailbox<Bool>()
        self.done = done
        let (listening, path) = (try Mailbox<Bool>(), path)
        _ = try Linux.Thread.start(named: "fake-listener") {
            do {
                let socket = try ListeningSocket(binding: path, mode: 0o600)
                try listening.close()
                try script {
                    while true {
                        _ = try Waiting.firstReady(of: [socket.descriptor.number], within: .seconds(60))
                        if let accepted = try socket.accept() { return FarEnd(adopting: accepted) }
                    }
                }
            } catch {
                Issue.record("the fake daemon failed: \(error)")
            }
            do { try done.close() } catch { Issue.record("a mailbox does not work: \(error)") }
        }
        _ = try listening.take()
    }

    deinit { unsafe rmdir(directory) }

    /// Waits until the script has ended.
    func finish() throws { _ = try done.take() }
}
