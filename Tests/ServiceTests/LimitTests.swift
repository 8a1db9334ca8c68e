import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// What connections may take, at each limit, below and beyond it. Time is what the test says it is.
@Suite struct LimitTests {
    private static let version = Frames.call(V1.Meta.version, V1.VersionRequest(), stream: 1)
    private static let minute = Int64(60) * Lab.second

    @Test("so many connections are taken at once, and one more is told why not", arguments: [-1, 0, 1])
    func connections(beyond: Int) {
        var lab = Lab()
        (lab.service.limits.connections, lab.service.limits.connectionsOfOne) = (5, 4)
        var lines: [Lab.Line] = []
        for index in 0..<(5 + beyond) { lines.append(lab.enter(uid: UInt32(index))) }
        let last = lines[lines.count - 1]
        lab.receive(Self.version + Self.version, on: last)
        let answers = lab.answers(on: last)
        #expect(answers.map(\.code) == (beyond > 0 ? [.resourceExhausted] : [.ok, .ok]))
        #expect(answers[0].response.status?.message.contains("5 connections") ?? (beyond <= 0))
        #expect(lab[last].isBroken == (beyond > 0))
        lab.close(lines[0])
        let next = lab.enter(uid: 9)
        lab.receive(Self.version, on: next)
        #expect(lab.answers(on: next).map(\.code) == [.ok])
    }

    @Test("so many connections of one uid are taken, and others have room", arguments: [-1, 0, 1])
    func connectionsOfOne(beyond: Int) {
        var lab = Lab()
        (lab.service.limits.connections, lab.service.limits.connectionsOfOne) = (5, 3)
        var lines: [Lab.Line] = []
        for _ in 0..<(3 + beyond) { lines.append(lab.enter(uid: 7)) }
        lab.receive(Self.version, on: lines[lines.count - 1])
        #expect(lab.answers(on: lines[lines.count - 1]).map(\.code) == [beyond > 0 ? .resourceExhausted : .ok])
        // Those that were refused take nobody's place.
        for line in lines { lab.close(line) }
        for uid in [7, 7, 7, 8, 9] as [UInt32] { #expect(lab[lab.enter(uid: uid)].refusal == nil) }
        #expect(lab[lab.enter(uid: 10)].refusal != nil)
    }

    @Test("calls that wait for the disk stop the reading, at their limit", arguments: [-1, 0, 1])
    func calls(beyond: Int) {
        var lab = Lab()
        lab.service.limits.calls = 10
        let line = lab.enter(uid: 0)
        for index in 0..<(10 + beyond) {
            lab.send(V1.Accounts.createGroup, .with { ($0.name, $0.level) = ("g\(index)", .private) }, on: line)
        }
        #expect(lab[line].waiting.count == min(10, 10 + beyond))
        #expect(lab[line].takesInput == (beyond < 0))
        lab.write()
        lab.serve(line)
        lab.write()
        #expect(lab.answers(on: line).map(\.code) == [Code](repeating: .ok, count: 10 + beyond))
    }

    @Test("what an operator sets for streams and for bytes that wait holds", arguments: [-1, 0, 1])
    func others(beyond: Int) {
        var lab = Lab()
        (lab.service.limits.streams, lab.service.limits.outboxSize) = (3, 300_000)
        let line = lab.enter(uid: 0)
        for _ in 0..<(3 + beyond) { _ = lab.open(V1.Watch.changes, .with { $0.scope = .all }, on: line) }
        let last = Frames.parse(lab.drain(line)).last
        #expect(last?.header.kind == (beyond > 0 ? .response : .data))
        lab[line].outbox = [UInt8](repeating: 0, count: 300_000 + beyond)
        #expect(lab[line].takesInput == (beyond < 0))
    }

    @Test("a first frame comes in time, or the connection ends", arguments: [-1, 0, 1])
    func firstFrame(beyond: Int64) {
        for (bytes, codes) in Self.beginnings {
            var lab = Lab()
            lab.service.limits.frameTime = .seconds(60)
            let line = lab.enter(uid: 0)
            #expect(lab.endIfSilent(line, at: 0) == nil)
            lab.receive(bytes, on: line)
            #expect((lab.endIfSilent(line, at: Self.minute + beyond) != nil) == (beyond >= 0))
            #expect(lab[line].isBroken == (beyond >= 0))
            #expect(lab.answers(on: line).map(\.code) == (beyond >= 0 ? codes : []))
        }
    }

    /// Parts of a frame, and what they are answered with: what has its header can be.
    private static let beginnings: [(bytes: [UInt8], codes: [Code])] = [
        ([], []), (Array(version.prefix(9)), []), (Array(version.prefix(10)), [.deadlineExceeded]),
        (version.dropLast(), [.deadlineExceeded]),
    ]

    @Test(
        "a later frame that has begun comes in time, too, and the body of one that is skipped", arguments: [-1, 0, 1])
    func laterFrame(beyond: Int64) {
        let large = Array(Frames.frame(.request, [], stream: 5).dropFirst(4))
        for begun in [Array(Self.version.dropLast()), [0, 0x50, 0, 0] + large] {
            var lab = Lab()
            lab.service.limits.frameTime = .seconds(60)
            let line = lab.enter(uid: 0)
            lab.receive(Self.version, on: line)
            for moment in 0..<10 { #expect(lab.endIfSilent(line, at: Int64(moment) * Self.minute) == nil) }
            lab.receive(begun, on: line)
            let start = 20 * Self.minute
            #expect(lab.endIfSilent(line, at: start) == nil)
            lab.receive([UInt8](begun.prefix(0)), on: line)
            #expect((lab.endIfSilent(line, at: start + Self.minute + beyond) != nil) == (beyond >= 0))
        }
    }

    @Test("frames that keep coming, and a daemon that does not read, are no silence")
    func noSilence() {
        var lab = Lab()
        lab.service.limits.frameTime = .seconds(60)
        let line = lab.enter(uid: 0)
        for moment in 0..<10 {
            // Each time a frame gets whole, and the next one has begun.
            lab.receive(moment == 0 ? Self.version + [0] : Self.version.dropFirst() + [0], on: line)
            #expect(lab.endIfSilent(line, at: Int64(moment) * 2 * Self.minute) == nil)
        }
        lab[line].outbox = [UInt8](repeating: 0, count: ServiceLimits.outboxSizeMax)
        for moment in 20..<30 { #expect(lab.endIfSilent(line, at: Int64(moment) * 2 * Self.minute) == nil) }
    }

    @Test("a connection on which nothing happens ends in time", arguments: [-1, 0, 1])
    func idle(beyond: Int64) {
        var lab = Lab()
        lab.service.limits.idleTime = .seconds(60)
        let line = lab.enter(uid: 0)
        lab.receive(Self.version, on: line)
        #expect(lab.endIfSilent(line, at: 0) == nil)
        _ = lab.drain(line)
        #expect(lab.endIfSilent(line, at: 5) == nil)
        #expect((lab.endIfSilent(line, at: 5 + Self.minute + beyond) != nil) == (beyond >= 0))
    }

    @Test("a connection that waits for something, or holds a session, is not idle")
    func notIdle() {
        var pair = Pair(.readOnly)
        pair.lab.service.limits.idleTime = .seconds(60)
        let lines = (0..<3).map { _ in pair.lab.enter(uid: 1_001) }
        let session = Session(
            kind: .script, user: pair.ben, opener: pair.ben, group: pair.group, administration: .none,
            isReadOnly: true, tokenDigest: [], uid: 1_001, expires: .max, program: "")
        pair.lab.put([.openSession(SessionID(1), session)])
        for line in lines { _ = pair.lab.bytes(V1.Meta.version, V1.VersionRequest(), on: line) }
        pair.lab[lines[0]].peer.bind(to: SessionID(1))
        _ = pair.lab.open(V1.Watch.changes, .with { $0.scope = .all }, on: lines[1])
        pair.lab.send(V1.Objects.create, .with { $0.kind = .tag }, on: lines[2])
        for line in lines {
            _ = pair.lab.drain(line)
            for moment in 0..<5 { #expect(pair.lab.endIfSilent(line, at: Int64(moment) * Self.minute) == nil) }
        }
    }

    @Test("a stream ends at its deadline, and not before", arguments: [-1, 0, 1])
    func deadline(beyond: Int64) throws {
        var pair = Pair(.readOnly)
        let start = pair.lab.service.uptime
        for stream in [1, 3, 5] as [UInt32] {
            let frame =
                switch stream {
                case 1: Frames.open(V1.Attachments.upload, stream: 1, timeout: Lab.second)
                case 3: Frames.call(V1.Watch.changes, V1.ChangesRequest(), stream: 3, timeout: Lab.second)
                default: Frames.call(V1.Watch.changes, V1.ChangesRequest(), stream: 5)
                }
            pair.lab.receive(frame, on: pair.benLine)
        }
        _ = pair.lab.drain(pair.benLine)
        #expect(pair.lab[pair.benLine].nextDeadline == start + Lab.second)
        pair.lab.service.expire(&pair.lab.lines[pair.benLine.index], at: start + Lab.second + beyond)
        let codes = pair.lab.answers(on: pair.benLine).map(\.code)
        #expect(codes == (beyond < 0 ? [] : [.deadlineExceeded, .deadlineExceeded]))
        #expect(pair.lab[pair.benLine].nextDeadline == (beyond < 0 ? start + Lab.second : nil))
        #expect(pair.lab[pair.benLine].streams.count == (beyond < 0 ? 3 : 1))
    }
}

extension Lab {
    /// A connection that counts.
    fileprivate mutating func enter(uid: UInt32) -> Line {
        let line = connect(uid: uid)
        service.admit(&lines[line.index])
        return line
    }

    fileprivate mutating func endIfSilent(_ line: Line, at now: Int64) -> String? { self[line].endIfSilent(at: now) }
}
