import Protobuf
import Service
import Store
import TestSupport
import Wire

/// Lives and deaths of a daemon whose people ask by chance, whose disk fails by chance, and whose clock jumps.
struct Simulation {
    private var dice: SeededGenerator
    private var calls: RandomCalls
    private var disk: SimulatedDisk
    private var past = Past()
    /// Wall clock, nanoseconds since 1970.
    private var now: Int64 = 1_700_000_000 * second
    private let says: Bool
    /// Whether the disk does nothing by chance, and every life has a clean end.
    private var isQuiet = false

    private static let second: Int64 = 1_000_000_000

    init(seed: UInt64, says: Bool) {
        dice = SeededGenerator(seed: seed)
        calls = RandomCalls(dice: SeededGenerator(seed: ~seed))
        disk = SimulatedDisk(seed: seed)
        self.says = says
    }

    /// From nothing to a quiet end, through some crashes.
    mutating func run() throws {
        for _ in 0..<2 + dice.below(4) {
            if dice.happens(onceIn: 3) { scheduleFault(within: 30) }
            try live()
            try crash()
        }
        say("the last start, on a disk that works")
        try past.check(try Recovery(from: disk).state)
    }

    /// Two lives and their clean ends, on a disk of which one call fails. Answers whether there were not so many calls.
    mutating func liveQuietly(failing call: Int, as fault: SimulatedDisk.Fault) throws -> Bool {
        isQuiet = true
        disk.fail(call: call, as: fault)
        for _ in 0..<2 {
            try live()
            try crash()
        }
        let isDone = disk.hasPendingFault
        try past.check(try Recovery(from: disk.afterKill()).state)
        return isDone
    }

    private func say(_ what: @autoclosure () -> String) { if says { print(what()) } }

    // MARK: - One life

    private mutating func live() throws {
        let recovery: Recovery
        do throws(Recovery.Failure) {
            recovery = try Recovery(from: disk)
        } catch {
            guard case .storage = error else { throw error }
            return say("the start fails: \(error)")
        }
        try past.check(recovery.state)
        if let inconsistency = recovery.state.inconsistency { throw inconsistency }
        try Follower.check(disk.contents, through: recovery.state.revision)
        var daemon: SimulatedDaemon
        do throws(StorageError) {
            daemon = try SimulatedDaemon(recovery, on: disk, seed: dice.next())
        } catch {
            return say("the journal cannot be opened: \(error)")
        }
        say("started at revision \(recovery.state.revision), torn: \(String(describing: recovery.torn))")
        var people = People()
        try start(&daemon, &people)
        let steps = isQuiet ? 90 : 20 + dice.below(150)
        let haste = 1 + dice.below(5)
        for _ in 0..<steps where !daemon.hasFailed { try step(&daemon, &people, haste) }
        if isQuiet || dice.happens(onceIn: 4) { try stop(&daemon, &people) }
    }

    /// What a start changes is on disk before anybody is served.
    private mutating func start(_ daemon: inout SimulatedDaemon, _ people: inout People) throws {
        daemon.service.found(rootUID: 0, at: now)
        try past.follow(daemon.service.store.applied)
        daemon.service.endOrphanedScripts(at: now)
        try turn(&daemon, &people)
        try settle(&daemon, &people)
    }

    private mutating func settle(_ daemon: inout SimulatedDaemon, _ people: inout People) throws {
        while !daemon.isSettled, !daemon.hasFailed {
            daemon.stepJournal()
            daemon.hearJournal()
            daemon.stepSnapshot()
            daemon.hearSnapshot(at: now)
            try turn(&daemon, &people)
        }
    }

    private mutating func step(_ daemon: inout SimulatedDaemon, _ people: inout People, _ haste: Int) throws {
        switch dice.below(13 + haste) {
        case 0..<5: ask(people.next(&calls, in: daemon.service.store.durable), of: &daemon, &people)
        case 5: daemon.hearJournal()
        case 6: daemon.stepSnapshot()
        case 7: daemon.hearSnapshot(at: now)
        case 8: try change(&daemon, &people)
        case 9: try daemon.stepFollower()
        case 10: now += Int64(dice.below(3)) * Self.second
        default: daemon.stepJournal()
        }
        try turn(&daemon, &people)
    }

    /// Something that comes from outside.
    private mutating func change(_ daemon: inout SimulatedDaemon, _ people: inout People) throws {
        switch isQuiet ? 4 : dice.below(7) {
        case 0: now += (Int64(dice.below(20_000)) - 10_000) * 60 * Self.second
        case 1: disk.limit(to: disk.usedSize + dice.below(1_500))
        case 2, 3: disk.limit(to: .max)
        case 4: daemon.wantSnapshot()
        case 5 where dice.happens(onceIn: 3): scheduleFault(within: 12)
        default:
            guard let line = daemon.lines.keys.sorted().randomElement(using: &dice),
                let conversation = daemon.lines.removeValue(forKey: line)
            else { return }
            people.hangUp(line)
            daemon.service.close(conversation, at: now)
        }
    }

    private mutating func scheduleFault(within calls: Int) {
        let faults: [SimulatedDisk.Fault] = [.death, .hardware, .hardware, .space]
        disk.fail(call: 1 + dice.below(calls), as: faults[dice.below(4)])
    }

    private mutating func ask(_ call: RandomCalls.Call, of daemon: inout SimulatedDaemon, _ people: inout People) {
        let line = people.line(of: call.uid)
        var conversation = daemon.lines.removeValue(forKey: line) ?? Conversation(Peer(uid: call.uid))
        conversation.receive(call.frame(people.send(call.purpose))[...])
        daemon.service.serveAll(&conversation, at: now)
        daemon.lines[line] = conversation
    }

    /// The end of a turn of the loop: what happened is noted, batches go out, answers come in.
    private mutating func turn(_ daemon: inout SimulatedDaemon, _ people: inout People) throws {
        try past.follow(daemon.service.store.applied)
        daemon.endTurn()
        past.handedOver = max(past.handedOver, daemon.handedOver)
        for line in daemon.lines.keys.sorted() {
            guard let answers = daemon.lines[line]?.outbox, !answers.isEmpty else { continue }
            daemon.lines[line]?.outbox = []
            for reply in Reply.parse(answers) { try people.hear(reply, &past, calls) }
        }
    }

    // MARK: - Ends

    private mutating func stop(_ daemon: inout SimulatedDaemon, _ people: inout People) throws {
        daemon.service.isStopping = true
        try settle(&daemon, &people)
        guard !daemon.hasFailed else { return }
        let untidied = daemon.untidied
        daemon.seal()
        try settle(&daemon, &people)
        guard daemon.isSealed, daemon.untidied == untidied else { return }
        say("stopped cleanly at revision \(daemon.service.store.durable.revision)")
        let found = try Recovery(from: disk.afterPowerLoss(leaving: .some))
        guard found.torn == nil, found.state.revision == daemon.service.store.durable.revision else {
            throw Violation("a clean stop at \(daemon.service.store.durable.revision) left \(found.state.revision)")
        }
    }

    private mutating func crash() throws {
        // What was asked of the disk and has not come yet, comes in the next life.
        switch isQuiet && disk.hasPendingFault ? 3 : dice.below(3) {
        case 3: return
        case 0: disk = disk.afterKill()
        case 1: disk = disk.afterPowerLoss(leaving: .nothing)
        default: disk = disk.afterPowerLoss(leaving: .some)
        }
        say("crashed; there are \(disk.contents.mapValues(\.count).sorted { $0.key < $1.key })")
        disk.limit(to: dice.happens(onceIn: 4) ? disk.usedSize + dice.below(400) : .max)
        try flip()
    }

    /// One bit that flips on a disk at rest is seen, or it costs the last batch where that cannot be told.
    private mutating func flip() throws {
        var files = disk.contents
        let names = files.keys.filter { $0.hasPrefix("journal-") || $0.hasPrefix("snapshot-") }.sorted()
        guard let name = names.randomElement(using: &dice), let size = files[name]?.count, size > 0 else { return }
        files[name]?[dice.below(size)] ^= 1 << dice.below(8)
        let found: Recovery
        do throws(Recovery.Failure) { found = try Recovery(lookingAt: SimulatedDisk(files)) } catch { return }
        try past.expectPrefix(found.state)
        let isLastSegment = name == names.last { $0.hasPrefix("journal-") }
        guard isLastSegment || found.state.revision >= past.acknowledged else {
            throw Violation("a flipped bit in `\(name)` went unseen")
        }
    }
}
