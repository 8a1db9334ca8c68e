import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// What becomes of sessions by their use: how long they live, how long they rest, what they did.
@Suite struct SessionUseTests {
    private var pair = Pair(.readOnly)

    private mutating func tick(_ times: Int = 1) {
        for _ in 0..<times { pair.lab.service.endIdleSessions(at: pair.lab.now) }
        pair.lab.write()
    }

    private mutating func rule(on line: Lab.Line) -> String? {
        pair.lab.failure(V1.Sessions.whoAmI, V1.WhoAmIRequest(), on: line)?.rule
    }

    private mutating func create(on line: Lab.Line) throws {
        _ = try pair.lab.call(V1.Objects.create, .with { $0.kind = .tag }, on: line)
    }

    @Test("a session ends when the idle time is over, and each call begins it anew")
    mutating func idle() throws {
        let line = try pair.join(pair.openSudo(uid: 500).token, uid: 500)
        tick(Service.idleTicks - 1)
        #expect(rule(on: line) == nil)
        tick(Service.idleTicks - 1)
        #expect(pair.lab.state.sessionCount == 1)
        tick()
        #expect(pair.lab.state.sessionCount == 0)
        #expect(rule(on: line) == "session_ended")
    }

    @Test("a session that nobody joins rests from the first tick on")
    mutating func unjoined() throws {
        _ = try pair.openSudo(uid: 500)
        _ = try pair.openScript()
        tick(Service.idleTicks)
        #expect(pair.lab.state.sessionCount == 0)
    }

    @Test("the session of a program that runs is not idle, whatever the program does")
    mutating func running() throws {
        let line = try pair.join(pair.openScript(), uid: 1_001)
        tick(10 * Service.idleTicks)
        #expect(rule(on: line) == nil)
    }

    @Test("an idle session ends by the next tick if the disk refused its end")
    mutating func refusedEnd() throws {
        _ = try pair.openSudo(uid: 500)
        for _ in 0..<Service.idleTicks { pair.lab.service.endIdleSessions(at: pair.lab.now) }
        pair.lab.refuse()
        #expect(pair.lab.state.sessionCount == 1)
        tick()
        #expect(pair.lab.state.sessionCount == 0)
    }

    @Test("a session whose time is over is listed no more, and the next tick clears it away")
    mutating func over() throws {
        let sudo = try pair.openSudo(uid: 500)
        let count = { (pair: inout Pair) in
            try pair.lab.call(V1.Sessions.list, V1.ListSessionsRequest(), on: pair.rootLine).sessions.count
        }
        pair.lab.now = sudo.expires - 1
        tick()
        #expect(try count(&pair) == 1)
        pair.lab.now = sudo.expires
        #expect(try count(&pair) == 0)
        #expect(pair.lab.state.sessionCount == 1)
        tick()
        #expect(pair.lab.state.sessionCount == 0)
    }

    @Test("a daemon may hold sessions to a shorter life, which is then what they have by default")
    mutating func lifetime() throws {
        pair.lab.service.sessionLifetimeMax = 60
        #expect(try pair.openSudo(uid: 500).expires == pair.lab.now + 60 * Lab.second)
        for seconds in [60, 61] as [UInt32] {
            let failure = pair.lab.failure(
                V1.Sessions.openScript,
                .with { ($0.group, $0.lifetimeSeconds) = (pair.group.rawValue, seconds) }, on: pair.benLine)
            #expect(failure?.code == (seconds > 60 ? .invalidArgument : nil))
        }
    }

    @Test("the end of a session, and the list, say how many changes were made in it")
    mutating func changes() throws {
        let sudo = try pair.openSudo(uid: 500)
        let line = try pair.join(sudo.token, uid: 500)
        let idle = try pair.openSudo(uid: 500)
        for _ in 0..<2 { try create(on: line) }
        try create(on: pair.benLine)
        _ = pair.lab.failure(V1.Accounts.createGroup, .with { ($0.name, $0.level) = ("x", .private) }, on: line)
        _ = try pair.lab.call(V1.Objects.create, .with { ($0.kind, $0.dryRun) = (.tag, true) }, on: line)
        let listed = try pair.lab.call(V1.Sessions.list, V1.ListSessionsRequest(), on: pair.rootLine).sessions
        #expect(listed.map(\.changes) == [2, 0])
        for (session, count) in [(sudo.session, 2), (idle.session, 0)] as [(UInt64, UInt64)] {
            let ended = try pair.lab.call(V1.Sessions.end, .with { $0.session = session }, on: pair.rootLine)
            #expect(ended.changes == count)
        }
    }

    @Test("a change that the disk refused is none, even if another takes its revision")
    mutating func refusedChange() throws {
        let sudo = try pair.openSudo(uid: 500)
        let line = try pair.join(sudo.token, uid: 500)
        try create(on: line)
        pair.lab.send(V1.Objects.create, .with { $0.kind = .tag }, on: line)
        pair.lab.refuse()
        try create(on: pair.benLine)
        try create(on: line)
        let ended = try pair.lab.call(V1.Sessions.end, .with { $0.session = sudo.session }, on: pair.rootLine)
        #expect(ended.changes == 2)
    }
}
