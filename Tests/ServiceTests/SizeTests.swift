import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// How long what people and programs write may be, and how deep: at each limit, below and beyond it.
@Suite struct SizeTests {
    /// Texts of just so many bytes: of one byte a letter, and of two.
    private func texts(_ size: Int) -> [String] {
        [
            String(repeating: "a", count: size),
            String(repeating: "\u{E9}", count: size / 2) + String(repeating: "a", count: size % 2),
        ]
    }

    @Test("names of users and groups", arguments: [-1, 0, 1])
    func accounts(beyond: Int) {
        for text in texts(Names.sizeMax + beyond) {
            #expect(text.utf8.count == Names.sizeMax + beyond)
            var pair = Pair(.readOnly)
            let failures = [
                pair.lab.failure(
                    V1.Accounts.createUser, .with { ($0.login, $0.groups) = (text, [pair.group.rawValue]) },
                    on: pair.rootLine),
                pair.lab.failure(
                    V1.Accounts.createGroup, .with { ($0.name, $0.level) = (text, .private) }, on: pair.rootLine),
            ]
            expect(failures, beyond, rule: "invalid_name")
        }
    }

    @Test("names of objects, made and changed", arguments: [-1, 0, 1])
    func objects(beyond: Int) {
        for text in texts(Names.objectNameSizeMax + beyond) {
            var pair = Pair(.readOnly)
            let id = pair.lab.add(.tag, of: pair.ada, in: pair.group).rawValue
            let failures = [
                pair.lab.failure(V1.Objects.create, .with { ($0.kind, $0.name) = (.tag, text) }, on: pair.adaLine),
                pair.lab.failure(V1.Objects.update, .with { ($0.id, $0.name) = (id, text) }, on: pair.adaLine),
                pair.lab.failure(
                    V1.Objects.import, .with { $0.objects = [.with { ($0.kind, $0.name) = (.tag, text) }] },
                    on: pair.adaLine),
            ]
            expect(failures, beyond, rule: "invalid_name")
        }
    }

    @Test("keys of changes", arguments: [-1, 0, 1])
    func keys(beyond: Int) {
        var pair = Pair(.readOnly)
        let key = String(repeating: "k", count: ServiceLimits.keySizeMax + beyond)
        pair.lab.receive(
            Frames.call(V1.Objects.create, .with { $0.kind = .tag }, stream: 1, key: key), on: pair.adaLine)
        pair.lab.write()
        #expect(pair.lab.answers(on: pair.adaLine).map(\.code) == [beyond > 0 ? .invalidArgument : .ok])
    }

    @Test("what is nested in a payload, and in the envelope around it", arguments: [-1, 0, 1])
    func depth(beyond: Int) {
        let depth = 100 + beyond
        // Groups, which nothing of ours uses, of a field that no message has.
        let (begin, end): ([UInt8], [UInt8]) = ([0x83, 0x7D], [0x84, 0x7D])
        let bytes = (0..<depth).flatMap { _ in begin } + (0..<depth).flatMap { _ in end }
        let plain = Frames.call(V1.Meta.version, V1.VersionRequest(), stream: 1)
        let around = Array(plain[FrameHeader.size...]) + bytes
        let inside = Ttrpc.Request.with {
            ($0.service, $0.method, $0.payload) = (V1.Meta.name, V1.Meta.Method.version.rawValue, bytes)
        }
        var lab = Lab()
        let line = lab.connect(uid: 0)
        lab.receive(Frames.frame(.request, around, stream: 1), on: line)
        lab.receive(Frames.frame(.request, inside.serializedBytes(), stream: 3), on: line)
        lab.receive(plain, on: line)
        let codes = lab.answers(on: line).map(\.code)
        #expect(codes == (beyond > 0 ? [.invalidArgument, .internal, .ok] : [.ok, .ok, .ok]))
    }

    @Test("uploads and downloads of all who are connected", arguments: [-1, 0, 1])
    func transfers(beyond: Int) {
        var pair = Pair(.readOnly)
        pair.lab.service.limits.streams = ServiceLimits.transfersOfOneMax
        var lines: [Lab.Line] = []
        for number in 0..<(ServiceLimits.transfersMax + beyond) {
            if number % ServiceLimits.transfersOfOneMax == 0 {
                let uid = UInt32(2_000 + lines.count)
                pair.lab.join(pair.lab.addUser("user\(uid)", uid: uid), pair.group, .member)
                lines.append(pair.lab.connect(uid: uid))
                pair.lab.service.admit(&pair.lab.lines[lines[lines.count - 1].index])
            }
            _ = pair.lab.startUpload(Lab.new("notes"), on: lines[lines.count - 1])
        }
        let codes = lines.flatMap { pair.lab.answers(on: $0).map(\.code) }
        #expect(codes == (beyond > 0 ? [.resourceExhausted] : []))
    }

    private func expect(_ failures: [Failure?], _ beyond: Int, rule: String) {
        for failure in failures {
            #expect(failure?.code == (beyond > 0 ? .invalidArgument : nil))
            #expect(failure?.rule == (beyond > 0 ? rule : nil))
        }
    }
}
