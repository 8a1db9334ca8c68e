import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Programs that are held to one user and one group.
@Suite struct ScriptTests {
    private var pair = Pair(.readOnly)

    @Test("a script session works on data in its group, and does nothing else")
    mutating func confinement() throws {
        let other = pair.lab.addGroup("other", .readWrite, members: [pair.ben])
        let elsewhere = pair.lab.add(.project, of: pair.ben, in: other)
        let line = try pair.join(pair.openScript(), uid: 1_001)
        let me = try pair.lab.call(V1.Sessions.whoAmI, V1.WhoAmIRequest(), on: line)
        #expect(me.sessionKind == .script)
        #expect(me.group == pair.group.rawValue)
        #expect(pair.lab.failure(V1.Objects.create, .with { $0.kind = .tag }, on: line) == nil)
        let get = pair.lab.failure(
            V1.Objects.get, .with { ($0.ids, $0.scope) = ([elsewhere.rawValue], .all) }, on: line)
        #expect(get?.rule == "no_such_object")
        for scope in [V1.Scope.current, .all] {
            let list = try pair.lab.call(V1.Objects.list, .with { $0.scope = scope }, on: line)
            #expect(list.objects.allSatisfy { $0.group == pair.group.rawValue })
        }
        let switched = pair.lab.failure(V1.Sessions.switchGroup, .with { $0.group = other.rawValue }, on: line)
        let sudo = pair.lab.failure(V1.Sessions.sudo, .with { $0.user = pair.ada.rawValue }, on: line)
        let script = pair.lab.failure(V1.Sessions.openScript, .with { $0.group = other.rawValue }, on: line)
        let edit = pair.lab.failure(
            V1.Accounts.updateUser, .with { ($0.id, $0.email) = (pair.ben.rawValue, "x") }, on: line)
        for failure in [switched, sudo, script, edit] { #expect(failure?.rule == "confined_session") }
    }

    @Test("an administrator's script has none of its user's administration unless it is asked to keep it")
    mutating func administration() throws {
        pair.lab.join(.root, pair.group, .member)
        for keeps in [false, true] {
            let token = try pair.lab.call(
                V1.Sessions.openScript,
                .with { ($0.group, $0.keepAdministration) = (pair.group.rawValue, keeps) }, on: pair.rootLine
            ).token
            let image = pair.lab.add(.image, of: pair.ben, in: pair.group)
            let line = try pair.join(token, uid: 0)
            let reply = try pair.lab.call(
                V1.Access.check, .with { ($0.object, $0.action) = (image.rawValue, .edit) }, on: line)
            #expect(reply.verdict == (keeps ? .allowed : .refused))
        }
    }

    @Test("a script that keeps its user's administration has the daemon do nothing for itself")
    mutating func operation() throws {
        let token = try pair.lab.call(
            V1.Sessions.openScript,
            .with { ($0.group, $0.keepAdministration) = (pair.group.rawValue, true) }, on: pair.rootLine
        ).token
        let line = try pair.join(token, uid: 0)
        #expect(pair.lab.failure(V1.Admin.snapshot, V1.SnapshotRequest(), on: line)?.rule == "confined_session")
        #expect(pair.lab.failure(V1.Admin.backup, V1.BackupRequest(), on: line)?.rule == "confined_session")
    }

    @Test("a script session knows of itself only")
    mutating func ownSession() throws {
        _ = try pair.openScript()
        let line = try pair.join(pair.openScript(), uid: 1_001)
        let me = try pair.lab.call(V1.Sessions.whoAmI, V1.WhoAmIRequest(), on: line)
        let own = try pair.lab.call(V1.Sessions.list, V1.ListSessionsRequest(), on: pair.benLine).sessions
        let seen = try pair.lab.call(V1.Sessions.list, V1.ListSessionsRequest(), on: line).sessions
        #expect(own.count == 2)
        #expect(seen.map(\.id) == [me.session])
    }

    @Test("a script session that may only read changes nothing")
    mutating func readOnly() throws {
        let token = try pair.lab.call(
            V1.Sessions.openScript, .with { ($0.group, $0.readOnly) = (pair.group.rawValue, true) }, on: pair.benLine
        ).token
        let line = try pair.join(token, uid: 1_001)
        #expect(pair.lab.failure(V1.Objects.create, .with { $0.kind = .tag }, on: line)?.rule == "read_only_session")
        #expect(pair.lab.failure(V1.Objects.list, V1.ListRequest(), on: line) == nil)
    }

    @Test("nobody joins a script session that is joined, nor one whose connection is gone")
    mutating func scriptOnce() throws {
        let token = try pair.openScript()
        let line = try pair.join(token, uid: 1_001)
        let second = pair.lab.connect(uid: 1_001)
        #expect(pair.lab.failure(V1.Sessions.join, .with { $0.token = token }, on: second)?.code == .unauthenticated)
        pair.lab.close(line)
        pair.lab.write()
        #expect(pair.lab.failure(V1.Sessions.join, .with { $0.token = token }, on: second)?.code == .unauthenticated)
        #expect(pair.lab.state.sessionCount == 0)
    }

    @Test("a script session whose connection is gone is joined by nobody, even if the disk refused its end")
    mutating func scriptEndRefused() throws {
        let token = try pair.openScript()
        let line = try pair.join(token, uid: 1_001)
        pair.lab.close(line)
        pair.lab.refuse()
        let second = pair.lab.connect(uid: 1_001)
        #expect(pair.lab.failure(V1.Sessions.join, .with { $0.token = token }, on: second)?.code == .unauthenticated)
    }

    @Test("a script session ends when its user leaves its group")
    mutating func leaving() throws {
        let line = try pair.join(pair.openScript(), uid: 1_001)
        _ = try pair.lab.call(
            V1.Accounts.setMembership,
            .with { ($0.user, $0.group, $0.role) = (pair.ben.rawValue, pair.group.rawValue, .none) },
            on: pair.rootLine)
        #expect(pair.lab.failure(V1.Objects.list, V1.ListRequest(), on: line)?.rule == "session_ended")
    }

    @Test("a start ends the script sessions that the last stop cut off, and no others")
    mutating func orphans() throws {
        let sudo = try pair.openSudo(uid: 500)
        _ = try pair.openScript()
        var restarted = pair.lab
        restarted.service = Service(Store(pair.lab.state))
        restarted.service.endOrphanedScripts(at: restarted.now)
        restarted.write()
        #expect(restarted.state.allSessions.map { $0.0.rawValue } == [sudo.session])
    }
}
