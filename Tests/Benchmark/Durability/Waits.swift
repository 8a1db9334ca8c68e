import BenchmarkSupport
import Linux
import Synchronization

/// What calls wait while a snapshot is written, and what they wait when none is.
struct Waits {
    private let objectCount: Int
    private var dice = Dice(seed: 20_261_125)
    private var calls = Calls()

    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    init(objectCount: Int) { self.objectCount = objectCount }

    mutating func measure(_ cohortd: borrowing Peer) throws(SystemError) {
        var line = try cohortd.connect(.frames)
        try line.enterGroup("waits among \(objectCount)", &calls)
        try measure("checks", cohortd, &line) { [objectCount] calls, dice in
            calls.check(1 + dice.below(objectCount))
        }
        try measure("changes", cohortd, &line) { calls, _ in calls.creation() }
    }

    private mutating func measure(
        _ what: String, _ cohortd: borrowing Peer, _ line: inout Line, _ request: (inout Calls, inout Dice) -> [UInt8]
    ) throws(SystemError) {
        _ = try line.run(2_000, depth: 1) { _ in request(&calls, &dice) }
        let idle = try line.run(20_000, depth: 1) { _ in request(&calls, &dice) }
        // A snapshot of what has one already is none.
        _ = try line.run(1, depth: 1) { _ in calls.creation() }
        let done = Flag()
        let began = nanoseconds()
        let thread = try snapshot(of: cohortd, done)
        let goesOn = { !done.isSet.load(ordering: .acquiring) }
        let busy = try line.run(.max, depth: 1, while: goesOn) { _ in request(&calls, &dice) }
        let seconds = Double(nanoseconds() - began) / 1e9
        thread.join()
        print("  \(what), one at a time, while a snapshot is written for \((seconds * 10).rounded() / 10) s:")
        report("without it", idle)
        report("meanwhile", busy)
        print("    p99 \(Figures.ratio(busy.percentile(0.99), to: idle.percentile(0.99)))")
    }

    /// Has a snapshot written, and waits for it on a thread of its own.
    private mutating func snapshot(of cohortd: borrowing Peer, _ done: Flag) throws(SystemError) -> Linux.Thread {
        let frame = calls.snapshot()
        let line = Mutex(try cohortd.connect(.frames))
        return try Linux.Thread.start(named: "snapshot") {
            line.withLock { line in
                do throws(SystemError) { _ = try line.run(1, depth: 1) { _ in frame } } catch { fatalError("\(error)") }
            }
            done.isSet.store(true, ordering: .releasing)
        }
    }

    private func report(_ when: String, _ run: Line.Run) {
        let late = run.waits.count { $0 > 5_000_000 }
        print(
            "    \(when): p50 \(Figures.micro(run.percentile(0.5))), p99 \(Figures.micro(run.percentile(0.99))),"
                + " longest \(Figures.milli(run.percentile(1))), \(late) of \(run.waits.count) over 5 ms")
    }
}
