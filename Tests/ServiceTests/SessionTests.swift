import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Acting as someone else, and who a connection speaks for.
@Suite struct SessionTests {
    private var pair = Pair(.readOnly)

    @Test("whoever joins a sudo session acts as the user that it plays, with its rights")
    mutating func sudo() throws {
        let sudo = try pair.openSudo(uid: 500)
        let line = pair.lab.connect(uid: 500)
        _ = try pair.lab.call(V1.Sessions.join, .with { $0.token = sudo.token }, on: line)
        let me = try pair.lab.call(V1.Sessions.whoAmI, V1.WhoAmIRequest(), on: line)
        #expect(me.user?.id == pair.ben.rawValue)
        #expect(me.sessionKind == .sudo)
        #expect(me.session == sudo.session)
        let made = try pair.lab.call(V1.Objects.create, .with { $0.kind = .tag }, on: line)
        #expect(pair.lab.state.object(ObjectID(made.id))?.owner == pair.ben)
        let admin = pair.lab.failure(
            V1.Accounts.createGroup, .with { ($0.name, $0.level) = ("new", .private) }, on: line)
        #expect(admin?.rule == "privilege_needed")
    }

    @Test("a sudo session opens no other, and leaves the account that it plays alone")
    mutating func noFurther() throws {
        let line = try pair.join(pair.openSudo(uid: 500).token, uid: 500)
        let sudo = pair.lab.failure(V1.Sessions.sudo, .with { $0.user = pair.ada.rawValue }, on: line)
        #expect(sudo?.rule == "further_session")
        let script = pair.lab.failure(
            V1.Sessions.openScript, .with { $0.group = pair.group.rawValue }, on: line)
        #expect(script?.rule == "further_session")
        let edit = pair.lab.failure(
            V1.Accounts.updateUser, .with { ($0.id, $0.email) = (pair.ben.rawValue, "x") }, on: line)
        #expect(edit?.rule == "played_account")
    }

    @Test("only administrators with sudo open a session as another")
    mutating func sudoRefused() {
        let failure = pair.lab.failure(V1.Sessions.sudo, .with { $0.user = pair.ben.rawValue }, on: pair.adaLine)
        #expect(failure?.rule == "privilege_needed")
    }

    @Test("a token is good for the uid that it was given to, whole and untouched")
    mutating func badToken() throws {
        let token = try pair.openSudo(uid: 500).token
        var wrong: [(token: [UInt8], uid: UInt32)] = [
            (token, 501), (token, 0), ([], 500), (Array(token.dropLast()), 500), (token + [0], 500),
        ]
        for index in token.indices {
            var flipped = token
            flipped[index] ^= 1
            wrong.append((flipped, 500))
        }
        for (token, uid) in wrong {
            let line = pair.lab.connect(uid: uid)
            let failure = pair.lab.failure(V1.Sessions.join, .with { $0.token = token }, on: line)
            #expect(failure?.code == .unauthenticated)
            #expect(failure?.status.message == CallError.badToken.sentence)
        }
        _ = try pair.join(token, uid: 500)
    }

    @Test("the state keeps a token's digest, and no part of what cannot be guessed")
    mutating func tokenIsNotKept() throws {
        let sudo = try pair.openSudo(uid: 500)
        let kept = pair.lab.state.session(SessionID(sudo.session))?.tokenDigest ?? []
        #expect(kept.count == 32)
        #expect(kept != Array(sudo.token.suffix(32)))
    }

    @Test("no two tokens are alike")
    mutating func tokensDiffer() throws {
        let tokens = try (0..<20).map { _ in Array(try pair.openSudo(uid: 500).token.suffix(32)) }
        #expect(Set(tokens).count == tokens.count)
    }

    @Test("a connection is bound once")
    mutating func boundOnce() throws {
        let token = try pair.openSudo(uid: 500).token
        let line = try pair.join(token, uid: 500)
        #expect(pair.lab.failure(V1.Sessions.join, .with { $0.token = token }, on: line)?.code == .failedPrecondition)
    }

    @Test("a session has ended when its time is over, and not a moment before")
    mutating func expiry() throws {
        let sudo = try pair.openSudo(uid: 500)
        #expect(sudo.expires == pair.lab.now + 3_600 * Lab.second)
        let line = try pair.join(sudo.token, uid: 500)
        pair.lab.now = sudo.expires - 1
        #expect(pair.lab.failure(V1.Sessions.whoAmI, V1.WhoAmIRequest(), on: line) == nil)
        pair.lab.now = sudo.expires
        let failure = pair.lab.failure(V1.Sessions.whoAmI, V1.WhoAmIRequest(), on: line)
        #expect(failure?.rule == "session_ended")
        #expect(failure?.code == .unauthenticated)
    }

    @Test("sessions whose time is over are cleared away when another is opened")
    mutating func clearing() throws {
        let old = try pair.openSudo(uid: 500)
        pair.lab.now = old.expires
        let new = try pair.openSudo(uid: 500)
        #expect(pair.lab.state.allSessions.map { $0.0.rawValue } == [new.session])
    }

    @Test("a session lives as long as one may, and no longer", arguments: [-1, 0, 1])
    mutating func lifetime(beyond: Int) {
        let seconds = UInt32(Int(ServiceLimits.sessionLifetimeDefault) + beyond)
        let failure = pair.lab.failure(
            V1.Sessions.sudo, .with { ($0.user, $0.lifetimeSeconds) = (pair.ben.rawValue, seconds) }, on: pair.rootLine)
        #expect(failure?.code == (beyond > 0 ? .invalidArgument : nil))
    }

    @Test("a session that is ended refuses the next call", arguments: ["opener", "itself"])
    mutating func ending(by: String) throws {
        let sudo = try pair.openSudo(uid: 500)
        let line = try pair.join(sudo.token, uid: 500)
        let ender = by == "opener" ? pair.rootLine : line
        _ = try pair.lab.call(V1.Sessions.end, .with { $0.session = sudo.session }, on: ender)
        #expect(pair.lab.failure(V1.Sessions.whoAmI, V1.WhoAmIRequest(), on: line)?.code == .unauthenticated)
    }

    @Test("someone else's session is as good as none, to list and to end")
    mutating func othersSession() throws {
        let sudo = try pair.openSudo(uid: 500)
        let failure = pair.lab.failure(V1.Sessions.end, .with { $0.session = sudo.session }, on: pair.adaLine)
        let missing = pair.lab.failure(V1.Sessions.end, .with { $0.session = 999 }, on: pair.adaLine)
        #expect(failure?.rule == "no_such_session")
        #expect(missing?.rule == "no_such_session")
        let sessions = V1.Sessions.list
        #expect(try pair.lab.call(sessions, V1.ListSessionsRequest(), on: pair.adaLine).sessions.isEmpty)
        #expect(try pair.lab.call(sessions, V1.ListSessionsRequest(), on: pair.benLine).sessions.count == 1)
        #expect(try pair.lab.call(sessions, V1.ListSessionsRequest(), on: pair.rootLine).sessions.count == 1)
    }

    @Test("deactivating a user acts on the next call of all its connections and sessions")
    mutating func deactivation() throws {
        let session = try pair.join(pair.openSudo(uid: 500).token, uid: 500)
        let script = try pair.join(pair.openScript(), uid: 1_001)
        _ = try pair.lab.call(
            V1.Accounts.updateUser, .with { ($0.id, $0.active) = (pair.ben.rawValue, false) }, on: pair.rootLine)
        for line in [pair.benLine, session, script] {
            #expect(pair.lab.failure(V1.Sessions.whoAmI, V1.WhoAmIRequest(), on: line)?.code == .unauthenticated)
            #expect(pair.lab.failure(V1.Objects.create, .with { $0.kind = .tag }, on: line)?.code == .unauthenticated)
        }
    }

    @Test("a uid that no user has gets nothing but the version")
    mutating func unmapped() {
        let line = pair.lab.connect(uid: 4_000)
        #expect(pair.lab.failure(V1.Meta.version, V1.VersionRequest(), on: line) == nil)
        let failures = [
            pair.lab.failure(V1.Sessions.whoAmI, V1.WhoAmIRequest(), on: line),
            pair.lab.failure(V1.Objects.list, V1.ListRequest(), on: line),
            pair.lab.failure(V1.Objects.create, .with { $0.kind = .tag }, on: line),
            pair.lab.failure(V1.Accounts.listUsers, V1.ListUsersRequest(), on: line),
            pair.lab.failure(V1.Accounts.deleteGroup, V1.DeleteGroupRequest(), on: line),
            pair.lab.failure(V1.Sessions.switchGroup, V1.SwitchGroupRequest(), on: line),
            pair.lab.failure(V1.Sessions.join, V1.JoinRequest(), on: line),
            pair.lab.failure(V1.Admin.snapshot, V1.SnapshotRequest(), on: line),
            pair.lab.failure(V1.Admin.backup, V1.BackupRequest(), on: line),
        ]
        for failure in failures { #expect(failure?.code == .unauthenticated) }
    }

    @Test("switching acts on that connection only, and a refused switch on none")
    mutating func switching() throws {
        let other = pair.lab.addGroup("other", .readWrite, members: [pair.ben])
        let foreign = pair.lab.addGroup("foreign", .readWrite)
        let second = pair.lab.connect(uid: 1_001)
        _ = try pair.lab.call(V1.Sessions.switchGroup, .with { $0.group = other.rawValue }, on: pair.benLine)
        let failure = pair.lab.failure(
            V1.Sessions.switchGroup, .with { $0.group = foreign.rawValue }, on: pair.benLine)
        #expect(failure?.rule == "not_a_member")
        let who = V1.Sessions.whoAmI
        #expect(try pair.lab.call(who, V1.WhoAmIRequest(), on: pair.benLine).group == other.rawValue)
        #expect(try pair.lab.call(who, V1.WhoAmIRequest(), on: second).group == pair.group.rawValue)
    }

    @Test("whoever lost the group that the connection switched to switches to another")
    mutating func wayOut() throws {
        let other = pair.lab.addGroup("other", .readWrite, members: [pair.ben])
        _ = try pair.lab.call(V1.Sessions.switchGroup, .with { $0.group = other.rawValue }, on: pair.benLine)
        pair.lab.put([.setMembership(pair.ben, other, nil)])
        #expect(pair.lab.failure(V1.Objects.list, V1.ListRequest(), on: pair.benLine)?.rule == "not_a_member")
        _ = try pair.lab.call(V1.Sessions.switchGroup, .with { $0.group = pair.group.rawValue }, on: pair.benLine)
        #expect(pair.lab.failure(V1.Objects.list, V1.ListRequest(), on: pair.benLine) == nil)
    }
}
