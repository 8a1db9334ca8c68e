import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Who is told what of the audit trail (`PERMISSIONS.md`, section 3).
@Suite struct AuditTests {
    private var pair: Pair
    /// The revision before the first that is written down.
    private let before: UInt64

    init() throws {
        pair = Pair(.readAnnotate)
        before = pair.lab.state.revision
        try pair.lab.keepTrail()
    }

    private mutating func makeTag(_ name: String, on line: Lab.Line) throws -> UInt64 {
        try pair.lab.call(V1.Objects.create, .with { ($0.kind, $0.name) = (.tag, name) }, on: line).id
    }

    @Test("a full administrator is told everything, from where the trail begins, and that it is all")
    mutating func everything() throws {
        let tag = try makeTag("mitosis", on: pair.adaLine)
        _ = try pair.lab.call(V1.Objects.delete, .with { $0.targets = [tag] }, on: pair.adaLine)
        let heard = pair.lab.audit(.init(), on: pair.rootLine)
        #expect(heard.hasEnded)
        #expect(heard.messages.first?.firstRevision == before + 1)
        #expect(heard.messages.first?.entries.isEmpty == true)
        #expect(heard.messages.last?.complete == true)
        #expect(heard.messages.last?.nextRevision == before + 3)
        #expect(heard.revisions == [before + 1, before + 2])
        let made = try #require(heard.entries.first)
        #expect(made.user == pair.ada.rawValue)
        #expect(made.opener == pair.ada.rawValue)
        #expect(made.session == 0)
        #expect(made.time == pair.lab.now)
        #expect(made.changes.map(\.kind) == [.createObject])
        #expect(made.changes.first?.name == "mitosis")
        let gone = try #require(heard.entries.last?.changes.first)
        #expect(gone.kind == .deleteObject)
        #expect(gone.object == tag)
        #expect(gone.objectKind == .tag)
        #expect(gone.owner == pair.ada.rawValue)
        #expect(gone.group == pair.group.rawValue)
    }

    @Test("what is asked for from before the trail begins is said to be missing")
    mutating func gap() throws {
        _ = try makeTag("t", on: pair.adaLine)
        let heard = pair.lab.audit(.with { $0.fromRevision = 1 }, on: pair.rootLine)
        #expect(heard.revisions == [1, before + 1])
        #expect(heard.entries.first?.gap == .with { $0.lastRevision = before })
    }

    @Test("who played whom, in which session, is told, and to both of them")
    mutating func sudo() throws {
        let session = try pair.openSudo(uid: 0)
        let played = try pair.join(session.token, uid: 0)
        let tag = try makeTag("t", on: played)
        for line in [pair.rootLine, pair.benLine] {
            let heard = pair.lab.audit(.with { $0.object = tag }, on: line)
            let entry = try #require(heard.entries.first)
            #expect(entry.user == pair.ben.rawValue)
            #expect(entry.opener == UserID.root.rawValue)
            #expect(entry.session == session.session)
            #expect(entry.sessionKind == .sudo)
        }
        #expect(pair.lab.audit(.with { $0.object = tag }, on: pair.adaLine).entries.isEmpty)
    }

    @Test("the script that did it is named as its opener named it, to its end")
    mutating func script() throws {
        let opened = try pair.lab.call(
            V1.Sessions.openScript, .with { ($0.group, $0.program) = (pair.group.rawValue, "count-cells") },
            on: pair.benLine)
        let line = try pair.join(opened.token, uid: 1_001)
        _ = try makeTag("t", on: line)
        pair.lab.close(line)
        pair.lab.write()
        let heard = pair.lab.audit(.with { $0.session = opened.session }, on: pair.rootLine)
        #expect(heard.entries.count == 2)
        #expect(heard.entries.allSatisfy { $0.program == "count-cells" && $0.sessionKind == .script })
        #expect(heard.entries.last?.changes.first?.kind == .endSession)
        let opening = pair.lab.audit(.with { $0.kinds = [.openSession] }, on: pair.benLine).entries.first
        #expect(opening?.changes.first?.name == "count-cells")
    }

    @Test("a program has no more than 255 bytes, and no control characters", arguments: [254, 255, 256])
    mutating func program(size: Int) throws {
        let group = pair.group.rawValue
        let name = String(repeating: "p", count: size)
        let failure = pair.lab.failure(
            V1.Sessions.openScript, .with { ($0.group, $0.program) = (group, name) }, on: pair.benLine)
        #expect(failure?.rule == (size > 255 ? "invalid_name" : nil))
        let control = pair.lab.failure(
            V1.Sessions.openScript, .with { ($0.group, $0.program) = (group, "a\nb") }, on: pair.benLine)
        #expect(control?.rule == "invalid_name")
    }

    @Test("a script session is told nothing, not even an administrator's")
    mutating func confined() throws {
        let token = try pair.lab.call(
            V1.Sessions.openScript, .with { ($0.group, $0.keepAdministration) = (pair.group.rawValue, true) },
            on: pair.rootLine
        ).token
        let line = try pair.join(token, uid: 0)
        #expect(pair.lab.audit(.init(), on: line).failure?.rule == "confined_session")
    }

    @Test("whoever is nobody is told so")
    mutating func unknown() throws {
        let line = pair.lab.connect(uid: 4_711)
        #expect(pair.lab.audit(.init(), on: line).failure?.code == .unauthenticated)
    }

    // MARK: - Others than full administrators

    @Test("others are told of themselves alone")
    mutating func own() throws {
        _ = try makeTag("ada's", on: pair.adaLine)
        _ = try makeTag("ben's", on: pair.benLine)
        let rita = pair.lab.addUser("rita", uid: 1_005, administration: .restricted(Privileges.all))
        let ritaLine = pair.lab.connect(uid: 1_005)
        #expect(pair.lab.audit(.init(), on: pair.benLine).entries.map(\.changes.first?.name) == ["ben's"])
        #expect(pair.lab.audit(.with { $0.user = rita.rawValue }, on: pair.benLine).entries.isEmpty)
        #expect(pair.lab.audit(.with { $0.user = 0 }, on: ritaLine).entries.isEmpty)
        #expect(pair.lab.audit(.init(), on: ritaLine).entries.isEmpty)
    }

    @Test("what they no longer see is a number, and no question finds it")
    mutating func hidden() throws {
        let tag = try makeTag("t", on: pair.benLine)
        let elsewhere = pair.lab.addGroup("elsewhere", .readWrite, members: [pair.ben])
        #expect(pair.lab.audit(.with { $0.object = tag }, on: pair.benLine).entries.count == 1)
        pair.lab.put([.setMembership(pair.ben, pair.group, nil)])
        var account = try #require(pair.lab.state.user(pair.ben))
        account.defaultGroup = elsewhere
        pair.lab.put([.updateUser(pair.ben, account)])
        let entry = try #require(pair.lab.audit(.init(), on: pair.benLine).entries.first)
        #expect(entry.changes.isEmpty)
        #expect(entry.otherChanges == 1)
        let group = pair.group.rawValue
        let questions: [V1.AuditRequest] = [
            .with { $0.object = tag }, .with { $0.group = group }, .with { $0.kinds = [.createObject] },
        ]
        for question in questions { #expect(pair.lab.audit(question, on: pair.benLine).entries.isEmpty) }
    }

    @Test("what was their own and is gone is named, and what else went with it is a number")
    mutating func gone() throws {
        let image = pair.lab.add(.image, of: pair.ben, in: pair.group)
        let tag = pair.lab.add(.tag, of: pair.ada, in: pair.group)
        _ = pair.lab.add(.annotationLink, of: pair.ada, in: pair.group, parent: image, child: tag)
        _ = try pair.lab.call(V1.Objects.delete, .with { $0.targets = [image.rawValue] }, on: pair.benLine)
        let entry = try #require(pair.lab.audit(.init(), on: pair.benLine).entries.last)
        #expect(entry.changes.map(\.object) == [image.rawValue])
        #expect(entry.otherChanges == 1)
        #expect(pair.lab.audit(.with { $0.object = tag.rawValue }, on: pair.benLine).entries.isEmpty)
        // An administrator is told of the link, and by what it joined.
        let whole = pair.lab.audit(.with { ($0.object, $0.kinds) = (tag.rawValue, [.deleteObject]) }, on: pair.rootLine)
        #expect(whole.entries.first?.changes.map(\.objectKind) == [.annotationLink])
    }

    @Test("sessions of others that ended on the way are a number to whoever cleared them away")
    mutating func sessions() throws {
        let sudo = try pair.openSudo(uid: 0)
        pair.lab.now = sudo.expires + 1
        _ = try pair.openScript()
        // Ben was played in that session, so it is his as well; Ada's is not.
        let entry = try #require(pair.lab.audit(.init(), on: pair.benLine).entries.last)
        #expect(entry.changes.map(\.kind) == [.openSession, .endSession])
        _ = try pair.lab.call(
            V1.Sessions.sudo, .with { ($0.user, $0.lifetimeSeconds) = (pair.ada.rawValue, 1) }, on: pair.rootLine)
        pair.lab.now += 2 * Lab.second
        _ = try pair.openScript()
        let next = try #require(pair.lab.audit(.init(), on: pair.benLine).entries.last)
        #expect(next.changes.map(\.kind) == [.openSession])
        #expect(next.otherChanges == 1)
    }
}
