import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

@Suite struct BackupTests {
    private var pair = Pair(.readAnnotate)

    @Test("a backup is the state as it was when it began, whatever is changed between its parts")
    mutating func frozen() throws {
        for number in 0..<40 {
            let text = Value.text(String(repeating: "\(number)", count: 20_000))
            _ = pair.lab.add(
                .xml, of: pair.ada, in: pair.group, named: "object \(number)",
                attributes: Attributes([Attribute(.text, text)]))
        }
        pair.lab.service.chain = 77
        let state = pair.lab.state
        var reply = try pair.lab.call(V1.Admin.backup, V1.BackupRequest(), on: pair.rootLine)
        var bytes = reply.part
        var parts = 1
        while !reply.complete {
            _ = try pair.lab.call(V1.Objects.create, .with { $0.kind = .project }, on: pair.adaLine)
            reply = try pair.lab.call(V1.Admin.backup, .with { $0.backup = reply.backup }, on: pair.rootLine)
            #expect(reply.revision == state.revision)
            bytes += reply.part
            parts += 1
        }
        #expect(parts > 5)
        let snapshot = try SnapshotReader.read(bytes, name: "backup")
        #expect(snapshot.state.digest == state.digest)
        #expect(snapshot.digest == state.digest)
        #expect(snapshot.chain == 77)
        #expect(pair.lab.service.backups.isEmpty)
    }

    @Test("what is not on disk is in no backup")
    mutating func durable() throws {
        let state = pair.lab.state
        pair.lab.send(V1.Objects.create, .with { $0.kind = .project }, on: pair.adaLine)
        pair.lab.send(V1.Admin.backup, V1.BackupRequest(), on: pair.rootLine)
        let answers = pair.lab.answers(on: pair.rootLine)
        let reply = try V1.BackupReply(serializedBytes: try #require(answers.first).response.payload)
        #expect(reply.revision == state.revision)
    }

    @Test("only full administrators take one, and only outside of script sessions")
    mutating func refused() throws {
        #expect(
            pair.lab.failure(V1.Admin.backup, V1.BackupRequest(), on: pair.adaLine)?.rule == "privilege_needed")
        let token = try pair.lab.call(
            V1.Sessions.openScript,
            .with {
                $0.group = pair.group.rawValue
                $0.keepAdministration = true
            }, on: pair.rootLine
        ).token
        let script = try pair.join(token, uid: 0)
        #expect(pair.lab.failure(V1.Admin.backup, V1.BackupRequest(), on: script)?.rule == "confined_session")
        #expect(pair.lab.service.backups.isEmpty)
    }

    @Test("a backup belongs to its connection, and ends with it")
    mutating func ownership() throws {
        let first = try pair.lab.call(V1.Admin.backup, V1.BackupRequest(), on: pair.rootLine)
        let other = pair.lab.connect(uid: 0)
        let request = V1.BackupRequest.with { $0.backup = first.backup }
        #expect(pair.lab.failure(V1.Admin.backup, request, on: other)?.code == .failedPrecondition)
        let second = try pair.lab.call(V1.Admin.backup, V1.BackupRequest(), on: pair.rootLine)
        #expect(pair.lab.failure(V1.Admin.backup, request, on: pair.rootLine)?.code == .failedPrecondition)
        #expect(pair.lab.service.backups.keys.sorted() == [second.backup])
        pair.lab.close(pair.rootLine)
        #expect(pair.lab.service.backups.isEmpty)
    }

    @Test("so many at once and no more", arguments: [0, 1])
    mutating func tooMany(more: Int) {
        for _ in 0..<(ServiceLimits.backupsMax - 1 + more) {
            #expect(pair.lab.failure(V1.Admin.backup, V1.BackupRequest(), on: pair.lab.connect(uid: 0)) == nil)
        }
        let failure = pair.lab.failure(V1.Admin.backup, V1.BackupRequest(), on: pair.rootLine)
        #expect(failure?.code == (more == 0 ? nil : .resourceExhausted))
    }
}
