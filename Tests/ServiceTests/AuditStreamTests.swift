import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// How the audit trail comes: as it becomes durable, as fast as it is taken, and from wherever one asks.
@Suite struct AuditStreamTests {
    private var pair: Pair
    private let before: UInt64

    init() throws {
        pair = Pair(.readWrite)
        before = pair.lab.state.revision
        try pair.lab.keepTrail()
    }

    private mutating func makeTags(_ count: Int, named name: String = "t") {
        for _ in 0..<count { _ = pair.lab.add(.tag, of: pair.ada, in: pair.group, named: name) }
    }

    /// The loop tells whoever follows that something has become durable.
    private mutating func wake(_ line: Lab.Line) {
        var conversation = pair.lab[line]
        pair.lab.service.readOn(for: &conversation)
        pair.lab[line] = conversation
        pair.lab.collect(for: line)
    }

    @Test("whoever follows is told what is durable, and nothing before it is")
    mutating func following() throws {
        makeTags(1)
        let stream = pair.lab.startAudit(.with { $0.follow = true }, on: pair.rootLine)
        let first = pair.lab.heard(on: stream, pair.rootLine)
        #expect(first.revisions == [before + 1])
        #expect(first.messages.last?.complete == true)
        #expect(!first.hasEnded)
        #expect(pair.lab[pair.rootLine].follows)
        pair.lab.send(V1.Objects.create, .with { $0.kind = .tag }, on: pair.adaLine)
        wake(pair.rootLine)
        #expect(pair.lab.heard(on: stream, pair.rootLine).messages.isEmpty)
        pair.lab.write()
        wake(pair.rootLine)
        let next = pair.lab.heard(on: stream, pair.rootLine)
        #expect(next.revisions == [before + 2])
        #expect(next.messages.map(\.nextRevision) == [before + 3])
    }

    @Test("a reading lasts until its deadline, whatever the wall clock says", arguments: [1, 3])
    mutating func deadline(seconds: Int64) throws {
        makeTags(1)
        let stream: UInt32 = 7_001
        let frame = Frames.call(
            V1.Admin.audit, .with { $0.follow = true }, stream: stream, timeout: 2 * Lab.second)
        pair.lab.receive(frame, on: pair.rootLine)
        pair.lab.service.uptime += seconds * Lab.second
        let heard = pair.lab.heard(on: stream, pair.rootLine)
        #expect(heard.failure?.code == (seconds > 2 ? .deadlineExceeded : nil))
        #expect(heard.revisions == (seconds > 2 ? [] : [before + 1]))
    }

    @Test("whoever follows and is deactivated is told that, and no more")
    mutating func deactivated() throws {
        let rita = pair.lab.addUser("rita", uid: 1_005, administration: .full)
        pair.lab.join(rita, pair.group, .member)
        let line = pair.lab.connect(uid: 1_005)
        let stream = pair.lab.startAudit(.with { $0.follow = true }, on: line)
        #expect(!pair.lab.heard(on: stream, line).entries.isEmpty)
        var account = try #require(pair.lab.state.user(rita))
        account.administration = .none
        pair.lab.put([.updateUser(rita, account)])
        makeTags(1)
        wake(line)
        let demoted = pair.lab.heard(on: stream, line)
        #expect(demoted.entries.isEmpty)
        #expect(demoted.failure == nil)
        account.isActive = false
        pair.lab.put([.updateUser(rita, account)])
        wake(line)
        let heard = pair.lab.heard(on: stream, line)
        #expect(heard.entries.isEmpty)
        #expect(heard.failure?.rule == "inactive_user")
        #expect(!pair.lab[line].follows)
    }

    @Test("a reader that stops is waited for, with little in memory, and then misses nothing")
    mutating func backpressure() throws {
        makeTags(700, named: String(repeating: "n", count: 4_000))
        _ = pair.lab.startAudit(.init(), on: pair.rootLine)
        let held = pair.lab[pair.rootLine].outbox.count
        #expect(held <= ServiceLimits.outboxSizeMax)
        #expect(held > ServiceLimits.outboxSizeMax / 2)
        #expect(pair.lab.trail?.orders.isEmpty == true)
        // Others are served meanwhile, and nothing more is read.
        _ = try pair.lab.call(V1.Sessions.whoAmI, .init(), on: pair.adaLine)
        #expect(pair.lab[pair.rootLine].outbox.count == held)
        var revisions: [UInt64] = []
        while true {
            let frames = Frames.parse(pair.lab.drain(pair.rootLine))
            #expect(frames.allSatisfy { $0.data.count <= ServiceLimits.auditFrameSize })
            for frame in frames where !frame.header.flags.contains(.noData) {
                revisions += (Frames.message(frame) as V1.AuditReply).entries.map(\.revision)
            }
            guard !frames.contains(where: { $0.header.flags.contains(.remoteClosed) }) else { break }
            pair.lab.readTrail()
        }
        #expect(revisions == Array((before + 1)...(before + 700)))
    }

    @Test("no frame is larger than what was reserved for it, whatever a record holds")
    mutating func frames() throws {
        let name = String(repeating: "n", count: 200)
        let first = pair.lab.state.nextObjectID.rawValue
        let tag = Object(
            kind: .tag, owner: pair.ada, group: pair.group, name: name, parent: nil, child: nil,
            attributes: Attributes())
        pair.lab.put((0..<400).map { .createObject(ObjectID(first + $0), tag) })
        let heard = pair.lab.audit(.init(), on: pair.rootLine)
        #expect(heard.largest <= ServiceLimits.auditFrameSize)
        let entry = try #require(heard.entries.first)
        #expect(entry.changes.count + Int(entry.otherChanges) == 400)
        #expect(entry.changes.count > 100)
    }

    @Test("it goes on from wherever a message says, and from nothing that is not there", arguments: [-1, 0, 1])
    mutating func resuming(beyond: Int) throws {
        makeTags(20)
        let end = pair.lab.state.revision + 1
        let from = UInt64(Int(end) + beyond)
        let heard = pair.lab.audit(.with { $0.fromRevision = from }, on: pair.rootLine)
        #expect(heard.failure?.code == (beyond > 0 ? .outOfRange : nil))
        #expect(heard.revisions == (beyond < 0 ? [end - 1] : []))
        #expect(heard.hasEnded == (beyond <= 0))
    }

    @Test("a question takes every kind once", arguments: [-1, 0, 1])
    mutating func kinds(beyond: Int) throws {
        let kinds = [V1.ChangeKind](repeating: .createObject, count: ChangeKind.allCases.count + beyond)
        let heard = pair.lab.audit(.with { $0.kinds = kinds }, on: pair.rootLine)
        #expect(heard.failure?.code == (beyond > 0 ? .invalidArgument : nil))
        for unknown in [V1.ChangeKind.unspecified, .init(rawValue: 16)] {
            let answer = pair.lab.audit(.with { $0.kinds = [unknown] }, on: pair.rootLine)
            #expect(answer.failure?.code == .invalidArgument)
        }
    }

    @Test("a disk that does not give it ends the call, and nothing is left over")
    mutating func failing() throws {
        makeTags(1)
        for call in 1... {
            pair.lab.trail?.disk.fail(call: call, as: .hardware)
            let heard = pair.lab.audit(.init(), on: pair.rootLine)
            guard pair.lab.trail?.disk.hasPendingFault == false else { break }
            #expect(heard.failure?.code == .dataLoss)
            #expect(pair.lab.service.transfers.count == 0)
            #expect(pair.lab[pair.rootLine].isIdle)
        }
    }

    @Test("a stop ends those who follow, and lets others read to the end")
    mutating func stopping() throws {
        makeTags(700, named: String(repeating: "n", count: 4_000))
        let reading = pair.lab.startAudit(.init(), on: pair.adaLine)
        let following = pair.lab.startAudit(.with { $0.follow = true }, on: pair.rootLine)
        pair.lab.stopStreams(of: pair.rootLine)
        pair.lab.stopStreams(of: pair.adaLine)
        #expect(pair.lab.heard(on: following, pair.rootLine).failure?.code == .unavailable)
        #expect(pair.lab.heard(on: reading, pair.adaLine).hasEnded)
        #expect(pair.lab.service.transfers.count == 0)
    }

    @Test("a connection that ends leaves nothing behind, and a deadline ends what goes on beyond it")
    mutating func ends() throws {
        let line = pair.lab.connect(uid: 0)
        pair.lab.receive(
            Frames.call(V1.Admin.audit, .with { $0.follow = true }, stream: 9_001, timeout: Lab.second), on: line)
        pair.lab.readTrail()
        pair.lab.service.uptime += 2 * Lab.second
        makeTags(1)
        wake(line)
        #expect(pair.lab.heard(on: 9_001, line).failure?.code == .deadlineExceeded)
        _ = pair.lab.startAudit(.with { $0.follow = true }, on: line)
        #expect(pair.lab.service.transfers.count == 1)
        pair.lab.close(line)
        pair.lab.readTrail()
        #expect(pair.lab.service.transfers.count == 0)
    }

    @Test("a question that fits little is answered all the same, after much was looked through")
    mutating func needle() throws {
        // More than is looked through for one order.
        makeTags(900, named: String(repeating: "n", count: 4_000))
        let stream = pair.lab.startAudit(.with { $0.kinds = [.deleteGroup] }, on: pair.rootLine)
        let heard = pair.lab.heard(on: stream, pair.rootLine)
        #expect(heard.entries.isEmpty)
        #expect(heard.messages.count == 2)
        #expect(heard.messages.last?.complete == true)
        #expect(heard.hasEnded)
    }
}
