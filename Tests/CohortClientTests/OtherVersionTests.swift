import CohortClient
import Linux
import Protobuf
import Testing
import Wire

@Suite("The client library with a daemon of another version")
struct OtherVersionTests {
    /// Fields 1000 to 1003, which no message has: one of each wire type.
    static let unknown: [UInt8] =
        [0xC0, 0x3E, 0x96, 0x01] + [0xC9, 0x3E, 1, 2, 3, 4, 5, 6, 7, 8] + [0xD2, 0x3E, 2, 0xFF, 0xFE]
        + [0xDD, 0x3E, 1, 2, 3, 4]

    /// The frame of an answer whose bytes are given.
    static func frame(_ stream: UInt32, _ data: [UInt8], kind: FrameKind = .response) -> [UInt8] {
        var frame: [UInt8] = []
        FrameHeader(length: UInt32(data.count), streamID: stream, kind: kind, flags: []).write(to: &frame)
        return frame + data
    }

    @Test("fields that it does not know are read over, in the envelope, the reply and what is in the reply")
    func unknownFields() throws {
        let daemon = try FakeDaemon { far in
            let stream = try far.requests(1)[0].stream
            let object = V1.Object.with { ($0.id, $0.name) = (7, "seven") }.serializedBytes() + Self.unknown
            let reply = [0x0A, UInt8(object.count)] + object + V1.GetReply.with { $0.revision = 9 }.serializedBytes()
            let response = Ttrpc.Response.with { $0.payload = reply + Self.unknown }
            far.write(Self.frame(stream, response.serializedBytes() + Self.unknown))
        }
        let reply = try daemon.client().call(V1.Objects.get, .with { $0.ids = [7] })
        #expect(reply.objects.map(\.name) == ["seven"])
        #expect(reply.revision == 9)
        try daemon.finish()
    }

    @Test("values that it does not know keep their number")
    func unknownValues() throws {
        let daemon = try FakeDaemon { far in
            let stream = try far.requests(1)[0].stream
            let reply = V1.GetReply.with { $0.objects = [.with { $0.kind = V1.Kind(rawValue: 4711) }] }
            far.write(answer(stream, .with { $0.payload = reply.serializedBytes() }))
        }
        let reply = try daemon.client().call(V1.Objects.get, .with { $0.ids = [7] })
        #expect(reply.objects.map(\.kind.rawValue) == [4711])
        try daemon.finish()
    }

    @Test(
        "a refusal with a code, a rule and a detail that it does not know is a refusal", arguments: [15, 17, 4711, -1])
    func unknownRefusal(code: Int32) throws {
        let daemon = try FakeDaemon { far in
            let stream = try far.requests(1)[0].stream
            let detail = V1.RefusalDetail.with { ($0.rule, $0.section) = ("a_rule_of_tomorrow", 99) }
            let details: [Ttrpc.Detail] = [
                .with { ($0.typeURL, $0.value) = ("type.googleapis.com/cohort.v1.DetailOfTomorrow", [0xFF]) },
                .with {
                    $0.typeURL = "type.googleapis.com/cohort.v1.RefusalDetail"
                    $0.value = detail.serializedBytes() + Self.unknown
                },
            ]
            let status = Ttrpc.Status.with { ($0.code, $0.message, $0.details) = (code, "no", details) }
            far.write(answer(stream, .with { $0.status = status }))
        }
        let client = try daemon.client()
        let error = #expect(throws: CallError.self) { try client.version() }
        #expect(error?.code == (code == 15 ? .dataLoss : .unknown))
        #expect(error?.detail?.rule == "a_rule_of_tomorrow")
        try daemon.finish()
    }

    @Test("frames of types and streams that it does not know are read over")
    func unknownFrames() throws {
        let daemon = try FakeDaemon { far in
            let stream = try far.requests(1)[0].stream
            for kind in [0, 1, 3, 4, 255] as [UInt8] {
                far.write(Self.frame(stream, [1, 2, 3], kind: FrameKind(rawValue: kind)))
            }
            far.write(Self.frame(stream + 2, [0xFF]))
            far.write(Self.frame(0, []))
            far.write(answer(stream, revision: 3))
        }
        #expect(try daemon.client().version().revision == 3)
        try daemon.finish()
    }

    @Test("a method that an older daemon lacks is unimplemented, with its sentence")
    func missingMethod() throws {
        let daemon = try FakeDaemon { far in
            let call = try far.requests(1)[0]
            let sentence = "method `\(call.request.method)` is not one of that service"
            let status = Ttrpc.Status.with { ($0.code, $0.message) = (12, sentence) }
            far.write(answer(call.stream, .with { $0.status = status }))
        }
        let client = try daemon.client()
        let error = #expect(throws: CallError.self) { try client.call(V1.Objects.give, V1.GiveRequest()) }
        #expect(error?.code == .unimplemented)
        #expect(error?.sentence == "method `Give` is not one of that service")
        try daemon.finish()
    }
}
