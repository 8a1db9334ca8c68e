import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Nothing is answered, and nothing is read, that a crash could take back.
@Suite struct DurabilityTests {
    private var pair = Pair(.readAnnotate)

    @Test("the answer to a change leaves when the disk has it, and not before")
    mutating func waits() {
        let stream = pair.lab.send(V1.Objects.create, .with { $0.kind = .project }, on: pair.adaLine)
        #expect(pair.lab.drain(pair.adaLine).isEmpty)
        #expect(pair.lab.service.store.takeBatch() != nil)
        #expect(pair.lab.drain(pair.adaLine).isEmpty)
        pair.lab.confirm()
        #expect(pair.lab.answers(on: pair.adaLine).map(\.header.streamID) == [stream])
    }

    @Test("a change that came while a batch was written waits for the next one")
    mutating func nextBatch() {
        let first = pair.lab.send(V1.Objects.create, .with { $0.kind = .project }, on: pair.adaLine)
        #expect(pair.lab.service.store.takeBatch() != nil)
        let second = pair.lab.send(V1.Objects.create, .with { $0.kind = .tag }, on: pair.adaLine)
        pair.lab.confirm()
        #expect(pair.lab.answers(on: pair.adaLine).map(\.header.streamID) == [first])
        pair.lab.write()
        #expect(pair.lab.answers(on: pair.adaLine).map(\.header.streamID) == [second])
    }

    @Test("readers see a change when it is on disk, and its revision with it")
    mutating func reads() throws {
        let before = try pair.lab.call(V1.Objects.list, V1.ListRequest(), on: pair.benLine)
        pair.lab.send(V1.Objects.create, .with { $0.kind = .project }, on: pair.adaLine)
        pair.lab.send(V1.Objects.list, V1.ListRequest(), on: pair.benLine)
        let during = try V1.ListReply(serializedBytes: pair.lab.answers(on: pair.benLine)[0].response.payload)
        #expect(during == before)
        pair.lab.write()
        let after = try pair.lab.call(V1.Objects.list, V1.ListRequest(), on: pair.benLine)
        #expect(after.objects.count == before.objects.count + 1)
        #expect(after.revision == before.revision + 1)
    }

    @Test("when the disk refuses a batch its callers are told, readers never saw it, and later changes work")
    mutating func refused() throws {
        let before = pair.lab.state.objectCount
        let streams = [
            pair.lab.send(V1.Objects.create, .with { $0.kind = .project }, on: pair.adaLine),
            pair.lab.send(V1.Objects.create, .with { $0.kind = .tag }, on: pair.adaLine),
        ]
        let seen = pair.lab.send(V1.Objects.list, V1.ListRequest(), on: pair.benLine)
        let list = pair.lab.answers(on: pair.benLine)
        #expect(list.map(\.header.streamID) == [seen])
        #expect(try V1.ListReply(serializedBytes: list[0].response.payload).objects.count == before)
        pair.lab.refuse()
        let answers = pair.lab.answers(on: pair.adaLine)
        #expect(answers.map(\.header.streamID) == streams)
        #expect(answers.allSatisfy { $0.code == .resourceExhausted })
        #expect(pair.lab.state.objectCount == before)
        let made = try pair.lab.call(V1.Objects.create, .with { $0.kind = .project }, on: pair.adaLine)
        #expect(try pair.lab.call(V1.Objects.get, .with { $0.ids = [made.id] }, on: pair.benLine).objects.count == 1)
    }

    @Test("what was gathered on top of a refused batch is refused with it")
    mutating func refusedOnTop() {
        pair.lab.send(V1.Objects.create, .with { $0.kind = .project }, on: pair.adaLine)
        #expect(pair.lab.service.store.takeBatch() != nil)
        pair.lab.send(V1.Objects.create, .with { $0.kind = .tag }, on: pair.benLine)
        pair.lab.service.store.refuse()
        for line in [pair.adaLine, pair.benLine] {
            pair.lab[line].refuse(beyond: pair.lab.state.revision, because: "no space left")
            #expect(pair.lab.answers(on: line).map(\.code) == [.resourceExhausted])
            #expect(pair.lab[line].isIdle)
        }
    }

    @Test("a refusal that was judged by what is not on disk yet waits for it")
    mutating func refusalWaits() {
        pair.lab.send(
            V1.Accounts.createGroup,
            .with {
                $0.name = "new"
                $0.level = .private
            }, on: pair.rootLine)
        let taken = pair.lab.send(
            V1.Accounts.createGroup,
            .with {
                $0.name = "NEW"
                $0.level = .private
            }, on: pair.rootLine)
        #expect(pair.lab.drain(pair.rootLine).isEmpty)
        pair.lab.write()
        let answers = pair.lab.answers(on: pair.rootLine)
        #expect(answers.map(\.code) == [.ok, .alreadyExists])
        #expect(answers.last?.header.streamID == taken)
    }

    @Test("a caller who is turned away by what is not on disk yet is told when it is")
    mutating func callerWaits() {
        pair.lab.send(
            V1.Accounts.updateUser,
            .with {
                $0.id = pair.ben.rawValue
                $0.active = false
            }, on: pair.rootLine)
        pair.lab.send(V1.Objects.create, .with { $0.kind = .project }, on: pair.benLine)
        #expect(pair.lab.drain(pair.benLine).isEmpty)
        pair.lab.write()
        #expect(pair.lab.answers(on: pair.benLine).map(\.code) == [.unauthenticated])
    }

    @Test("a dry run that was planned on what is not on disk yet waits for it")
    mutating func dryRunWaits() throws {
        let id = pair.lab.add(.project, of: pair.ada, in: pair.group)
        pair.lab.send(V1.Objects.create, .with { $0.kind = .tag }, on: pair.benLine)
        pair.lab.send(
            V1.Objects.delete,
            .with {
                $0.targets = [id.rawValue]
                $0.dryRun = true
            }, on: pair.adaLine)
        #expect(pair.lab.drain(pair.adaLine).isEmpty)
        pair.lab.write()
        #expect(pair.lab.answers(on: pair.adaLine).map(\.code) == [.ok])
    }

    @Test("a stream whose call still waits cannot be used, and can again once it is answered")
    mutating func streamInUse() {
        let create = Frames.call(V1.Objects.create, .with { $0.kind = .project }, stream: 7)
        pair.lab.receive(create, on: pair.adaLine)
        pair.lab.receive(create, on: pair.adaLine)
        pair.lab.receive(Frames.frame(.data, [], stream: 7), on: pair.adaLine)
        #expect(pair.lab.answers(on: pair.adaLine).map(\.code) == [.invalidArgument, .invalidArgument])
        pair.lab.write()
        #expect(pair.lab.answers(on: pair.adaLine).map(\.code) == [.ok])
        pair.lab.receive(create, on: pair.adaLine)
        pair.lab.write()
        #expect(pair.lab.answers(on: pair.adaLine).map(\.code) == [.ok])
    }

    @Test("while the daemon stops, looks are answered and changes are not")
    mutating func stopping() {
        pair.lab.service.isStopping = true
        #expect(pair.lab.failure(V1.Objects.create, .with { $0.kind = .tag }, on: pair.adaLine)?.code == .unavailable)
        #expect(pair.lab.failure(V1.Sessions.whoAmI, V1.WhoAmIRequest(), on: pair.adaLine) == nil)
    }

    @Test("a revision that is not there yet is out of range", arguments: [0, 1])
    mutating func revisionAhead(ahead: UInt64) {
        let revision = pair.lab.state.revision + ahead
        let failure = pair.lab.failure(V1.Objects.list, .with { $0.atLeastRevision = revision }, on: pair.adaLine)
        #expect(failure?.code == (ahead == 0 ? nil : .outOfRange))
    }

    @Test("a snapshot is answered when one is written, and refused when it is not", arguments: [true, false])
    mutating func snapshot(isWritten: Bool) {
        pair.lab.send(V1.Admin.snapshot, V1.SnapshotRequest(), on: pair.rootLine)
        #expect(pair.lab.service.wantsSnapshot)
        pair.lab.write()
        #expect(pair.lab.drain(pair.rootLine).isEmpty)
        if isWritten {
            pair.lab[pair.rootLine].release(snapshot: pair.lab.state.revision)
        } else {
            pair.lab[pair.rootLine].refuseSnapshots(because: "no space left")
        }
        #expect(pair.lab.answers(on: pair.rootLine).map(\.code) == [isWritten ? .ok : .resourceExhausted])
    }

    @Test("only full administrators ask for a snapshot")
    mutating func snapshotRefused() {
        let failure = pair.lab.failure(V1.Admin.snapshot, V1.SnapshotRequest(), on: pair.adaLine)
        #expect(failure?.rule == "privilege_needed")
        #expect(!pair.lab.service.wantsSnapshot)
    }
}
