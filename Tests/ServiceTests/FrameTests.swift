import Protobuf
import TestSupport
import Testing
import Wire

@testable import Service

/// Bytes that come in however the socket cuts them.
@Suite struct FrameTests {
    @Test("a conversation that is cut at any byte gets the answers of the whole one")
    func split() {
        let bytes = conversation()
        let whole = answers(to: [bytes])
        #expect(whole.count == 6)
        for cut in 1..<bytes.count {
            #expect(answers(to: [Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
        }
    }

    @Test("a conversation that comes byte by byte gets the answers of the whole one")
    func bytewise() {
        let bytes = conversation()
        #expect(answers(to: bytes.map { [$0] }) == answers(to: [bytes]))
    }

    @Test("several frames in one read are answered in their order")
    func several() {
        var lab = Lab()
        let line = lab.connect(uid: 0)
        let frames = [1, 3, 5].flatMap { Frames.call(V1.Meta.version, V1.VersionRequest(), stream: $0) }
        lab.receive(frames, on: line)
        #expect(lab.answers(on: line).map(\.header.streamID) == [1, 3, 5])
    }

    @Test("a frame that is too large is answered and skipped, wherever it is cut")
    func oversize() {
        let size = WireLimits.frameSizeMax + 1
        let big = Frames.frame(.request, [UInt8](repeating: 0xFF, count: size), stream: 7)
        let bytes = big + Frames.call(V1.Meta.version, V1.VersionRequest(), stream: 9)
        let cuts = Array(1...30) + [size / 2] + Array((big.count - 2)..<bytes.count)
        for cut in cuts {
            var lab = Lab()
            let line = lab.connect(uid: 0)
            lab.receive(Array(bytes[..<cut]), on: line)
            lab.receive(Array(bytes[cut...]), on: line)
            let answers = lab.answers(on: line)
            #expect(answers.map(\.header.streamID) == [7, 9], "cut at \(cut)")
            #expect(answers.map(\.code) == [.resourceExhausted, .ok], "cut at \(cut)")
        }
    }

    @Test("the largest frame is served, and none larger", arguments: [-1, 0, 1])
    func largest(beyond: Int) {
        var lab = Lab()
        let line = lab.connect(uid: 0)
        // The lengths of login, payload and envelope do not change within these few bytes.
        let probe = WireLimits.frameSizeMax - 100
        let around = getUser(probe).count - FrameHeader.size - probe
        let frame = getUser(WireLimits.frameSizeMax - around + beyond)
        #expect(frame.count - FrameHeader.size == WireLimits.frameSizeMax + beyond)
        lab.receive(frame, on: line)
        #expect(lab.answers(on: line).map(\.code) == [beyond > 0 ? .resourceExhausted : .notFound])
    }

    private func getUser(_ size: Int) -> [UInt8] {
        Frames.call(V1.Accounts.getUser, .with { $0.by = .login(String(repeating: "a", count: size)) }, stream: 1)
    }

    @Test("a first byte that is not zero breaks that conversation only")
    func broken() {
        var lab = Lab()
        let line = lab.connect(uid: 0)
        let other = lab.connect(uid: 0)
        let call = Frames.call(V1.Meta.version, V1.VersionRequest(), stream: 1)
        lab.receive(Array("GET / HTTP/1.1\r\n".utf8), on: line)
        lab.receive(call, on: line)
        lab.receive(call, on: other)
        #expect(lab[line].isBroken)
        #expect(!lab[line].takesInput)
        #expect(lab.answers(on: line).isEmpty)
        #expect(lab.answers(on: other).map(\.code) == [.ok])
    }

    @Test("what came before the first byte that is not zero is answered")
    func brokenLater() {
        var lab = Lab()
        let line = lab.connect(uid: 0)
        lab.receive(
            Frames.call(V1.Meta.version, V1.VersionRequest(), stream: 1) + [UInt8](repeating: 1, count: 10), on: line)
        #expect(lab[line].isBroken)
        #expect(lab.answers(on: line).map(\.code) == [.ok])
    }

    @Test("what is no call of ours is answered by what is wrong with it, and the next call is served")
    func wrong() {
        let version = V1.Meta.version
        let cases: [(bytes: [UInt8], code: Code)] = [
            (Frames.frame(.request, [0xFF], stream: 1), .invalidArgument),
            (Frames.call(version, V1.VersionRequest(), stream: 2), .invalidArgument),
            (Frames.call(version, V1.VersionRequest(), stream: 0), .invalidArgument),
            (Frames.call(version, V1.VersionRequest(), stream: 1, timeout: -1), .deadlineExceeded),
            (Frames.frame(.data, [], stream: 1), .invalidArgument),
            (Frames.call(method("cohort.v1.Meta", "Nothing"), V1.VersionRequest(), stream: 1), .unimplemented),
            (Frames.call(method("cohort.v1.Nothing", "Version"), V1.VersionRequest(), stream: 1), .unimplemented),
            (Frames.call(method("", ""), V1.VersionRequest(), stream: 1), .unimplemented),
        ]
        for (bytes, code) in cases {
            var lab = Lab()
            let line = lab.connect(uid: 0)
            lab.receive(bytes + Frames.call(version, V1.VersionRequest(), stream: 99), on: line)
            #expect(lab.answers(on: line).map(\.code) == [code, .ok])
        }
    }

    @Test("frames of types that we do not know, and responses, are skipped", arguments: UInt8.min...UInt8.max)
    func skipped(kind: UInt8) {
        guard ![1, 3].contains(kind) else { return }
        var lab = Lab()
        let line = lab.connect(uid: 0)
        let unknown = Frames.frame(FrameKind(rawValue: kind), [1, 2, 3], stream: 1)
        lab.receive(unknown + Frames.call(V1.Meta.version, V1.VersionRequest(), stream: 3), on: line)
        #expect(lab.answers(on: line).map(\.header.streamID) == [3])
    }

    @Test("every method of the protocol is found by its name, and no two are one")
    func methods() throws {
        var found: Set<Method> = []
        for (service, names) in Self.services {
            for name in names { found.insert(try method(service, name)) }
        }
        #expect(found.count == Method.allCases.count)
        #expect(Self.services.reduce(0) { $0 + $1.names.count } == found.count)
    }

    private static let services: [(service: String, names: [String])] = [
        (V1.Access.name, V1.Access.Method.allCases.map(\.rawValue)),
        (V1.Accounts.name, V1.Accounts.Method.allCases.map(\.rawValue)),
        (V1.Attachments.name, V1.Attachments.Method.allCases.map(\.rawValue)),
        (V1.Admin.name, V1.Admin.Method.allCases.map(\.rawValue)),
        (V1.Meta.name, V1.Meta.Method.allCases.map(\.rawValue)),
        (V1.Objects.name, V1.Objects.Method.allCases.map(\.rawValue)),
        (V1.Sessions.name, V1.Sessions.Method.allCases.map(\.rawValue)),
        (V1.Watch.name, V1.Watch.Method.allCases.map(\.rawValue)),
    ]

    private func method(_ service: String, _ name: String) throws -> Method {
        let (service, name) = (Array(service.utf8), Array(name.utf8))
        return try Method(service: service.span, method: name.span)
    }

    private func method(_ service: String, _ name: String) -> MethodDescriptor<V1.VersionRequest, V1.VersionReply> {
        MethodDescriptor(service: service, method: name, streamsRequests: false, streamsReplies: false)
    }

    /// Looks, changes, refusals and a frame to skip.
    private func conversation() -> [UInt8] {
        Frames.call(V1.Meta.version, V1.VersionRequest(), stream: 1)
            + Frames.call(V1.Sessions.whoAmI, V1.WhoAmIRequest(), stream: 3)
            + Frames.frame(FrameKind(rawValue: 9), [1], stream: 3)
            + Frames.call(
                V1.Accounts.createGroup,
                .with {
                    $0.name = "lab"
                    $0.level = .readOnly
                }, stream: 5)
            + Frames.call(V1.Access.check, .with { $0.object = 1 }, stream: 7)
            + Frames.frame(.request, [1, 2, 3], stream: 9)
            + Frames.call(V1.Accounts.listGroups, V1.ListGroupsRequest(), stream: 11)
    }

    private func answers(to pieces: [[UInt8]]) -> [Reply] {
        var lab = Lab()
        let line = lab.connect(uid: 0)
        for piece in pieces { lab.receive(piece, on: line) }
        lab.write()
        return lab.answers(on: line)
    }
}
