import TestSupport
import Testing

@testable import Store

/// Lives and deaths of the store alone, drawn by lot, down to its indexes. `COHORT_SEED=7 swift test --filter Simulation`
/// runs one of them again.
@Suite("Simulation of the store")
struct StoreSimulationTests {
    @Test(
        "what was acknowledged is never lost, and what was refused never appears", arguments: Seeds.ranges(usually: 300)
    )
    func lives(seeds: Range<UInt64>) {
        for seed in seeds {
            do {
                var simulation = Simulation(seed: seed)
                for _ in 0..<5 { try simulation.live() }
                try simulation.expectQuietStart()
            } catch {
                Issue.record("\(error): run again with COHORT_SEED=\(seed)")
            }
        }
    }
}

private struct Simulation {
    struct Violation: Error {
        let sentence: String
    }

    private var dice: SeededGenerator
    private var disk: SimulatedDisk
    /// What the next start may find.
    private var allowed = [Everything(State())]

    init(seed: UInt64) {
        dice = SeededGenerator(seed: seed)
        disk = SimulatedDisk(seed: seed)
    }

    /// From a start to a crash.
    mutating func live() throws {
        if dice.happens(onceIn: 2) {
            let faults: [SimulatedDisk.Fault] = [.death, .death, .hardware, .space]
            disk.fail(call: 1 + dice.below(80), as: faults[dice.below(4)])
        }
        if dice.happens(onceIn: 4) { disk.limit(to: disk.usedSize + dice.below(2_000)) }
        try run()
        switch dice.below(3) {
        case 0: disk = disk.afterKill()
        case 1: disk = disk.afterPowerLoss(leaving: .nothing)
        default: disk = disk.afterPowerLoss(leaving: .some)
        }
        disk.limit(to: .max)
    }

    /// Starts once more, on a disk that works.
    mutating func expectQuietStart() throws {
        let daemon = try SmallDaemon(on: disk, seed: dice.next())
        try check(daemon.store.durable)
    }

    private mutating func run() throws {
        var daemon: SmallDaemon
        do throws(Recovery.Failure) {
            daemon = try SmallDaemon(on: disk, seed: dice.next())
        } catch {
            guard case .storage = error else { throw error }
            return
        }
        try check(daemon.store.durable)
        var steps = (0..<1 + dice.below(14)).map { _ in step() }
        if dice.happens(onceIn: 4) { steps.append(.seal) }
        for step in steps {
            do throws(AppendError) { try daemon.take(step) } catch {
                // What was refused may be asked for again; after a failure the process ends.
                if case .failed = error { break }
            }
        }
        allowed = [daemon.store.durable, daemon.doubtful].compactMap { $0.map(Everything.init) }
    }

    private mutating func check(_ state: State) throws {
        let found = Everything(state)
        guard allowed.contains(found) else {
            let revisions = allowed.map(\.revision)
            throw Violation(sentence: "found revision \(found.revision), and only \(revisions) as they were are right")
        }
        allowed = [found]
    }

    private mutating func step() -> SmallDaemon.Step {
        switch dice.below(10) {
        case 0: .rotate
        case 1: .snapshot
        default: .write(records: 1 + dice.below(3), meanwhile: dice.below(2))
        }
    }
}
