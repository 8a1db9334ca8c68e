import Linux
import Protobuf
import Testing
import Wire

@testable import CohortClient

@Suite("The audit trail in the client library")
struct AuditStreamTests {
    private static func reply(_ stream: UInt32, _ fill: (inout V1.AuditReply) -> Void) -> [UInt8] {
        data(stream, V1.AuditReply.with(fill))
    }

    @Test("a reading says where the trail begins, hands out its messages in order, and ends", arguments: [false, true])
    func reading(suspends: Bool) async throws {
        let daemon = try FakeDaemon { far in
            let frame = far.frame()
            let request = try Ttrpc.Request(serializedBytes: frame.data)
            #expect(request.service == "cohort.v1.Admin" && request.method == "Audit")
            #expect(try V1.AuditRequest(serializedBytes: request.payload).fromRevision == 5)
            let stream = frame.header.streamID
            far.write(Self.reply(stream) { ($0.firstRevision, $0.nextRevision, $0.revision) = (3, 5, 7) })
            for revision in UInt64(5)...7 {
                far.write(
                    Self.reply(stream) {
                        $0.entries = [.with { $0.revision = revision }]
                        ($0.nextRevision, $0.complete) = (revision + 1, revision == 7)
                    })
            }
            far.write(data(stream, V1.AuditReply?.none, flags: [.remoteClosed, .noData]))
        }
        let client = try daemon.client()
        let request = V1.AuditRequest.with { $0.fromRevision = 5 }
        let stream = suspends ? try await client.audit(request) : try Self.blocking { try client.audit(request) }
        #expect((stream.firstRevision, stream.revision, stream.isComplete) == (3, 7, false))
        var replies: [V1.AuditReply] = []
        while let reply = suspends ? try await stream.next() : try Self.blocking({ try stream.next() }) {
            replies.append(reply)
        }
        #expect(replies.flatMap(\.entries).map(\.revision) == [5, 6, 7])
        #expect(replies.map(\.complete) == [false, false, true])
        try daemon.finish()
    }

    /// The call that waits, in a function that suspends.
    private static func blocking<Result>(_ body: () throws -> Result) throws -> Result { try body() }

    @Test("a refusal comes at once, and one that ends a reading comes with what was told before")
    func refused() throws {
        let daemon = try FakeDaemon { far in
            far.write(answer(far.frame().header.streamID, .with { $0.status = .with { $0.code = 7 } }))
            let stream = far.frame().header.streamID
            far.write(Self.reply(stream) { $0.firstRevision = 1 })
            far.write(Self.reply(stream) { $0.nextRevision = 2 })
            far.write(answer(stream, .with { $0.status = .with { $0.code = 14 } }))
        }
        let client = try daemon.client()
        #expect(throws: CallError.self) { _ = try client.audit(.init()) }
        let stream = try client.audit(.init())
        #expect(try stream.next()?.nextRevision == 2)
        let failure = #expect(throws: CallError.self) { _ = try stream.next() }
        #expect(failure?.code == .unavailable)
        try daemon.finish()
    }
}
