import BenchmarkSupport
import Linux
import Plain

/// Changes that are on disk before they are answered, by the daemon, by Redis and by plain C, in turns.
struct Changes: ~Copyable {
    private static let rounds = 5

    private let folder: String
    private let state: String
    private var calls: Calls
    private var cohort: Line
    private var redis: Line

    /// - Parameter folder: where plain C writes.
    init(_ cohortd: borrowing Peer, _ redis: borrowing Peer, in folder: String) throws(SystemError) {
        var calls = Calls()
        var ours = try cohortd.connect(.frames)
        var others = try redis.connect(.lines)
        try ours.enterGroup("changes", &calls)
        _ = try ours.run(500, depth: 1) { _ in calls.creation() }
        _ = try others.run(500, depth: 1, Commands.hash)
        self.folder = folder
        self.calls = calls
        state = cohortd.state
        self.cohort = ours
        self.redis = others
    }

    /// So many changes, `depth` of them under way at once.
    mutating func measure(depth: Int, count: Int) throws(SystemError) {
        var (ours, others, plain) = ([Line.Run](), [Line.Run](), [[UInt64]]())
        let before = try JournalFile(in: state)
        var size = 0
        for round in 0..<Self.rounds {
            ours.append(try cohort.run(count, depth: depth) { _ in calls.creation() })
            if round == 0 {
                let first = try JournalFile(in: state) - before
                size = first.size / first.batches
            }
            plain.append(appends(of: size, count: 2_000))
            others.append(try redis.run(count, depth: depth, Commands.hash))
        }
        let journal = try JournalFile(in: state) - before
        let grouping = Double(journal.records) / Double(journal.batches)
        print("\(depth) under way at once: \(size) bytes a sync, \((grouping * 10).rounded() / 10) changes in each")
        report(ours, others, plain)
    }

    private func report(_ ours: [Line.Run], _ others: [Line.Run], _ plain: [[UInt64]]) {
        let (mine, other) = (ours.medianPercentile(0.5), others.medianPercentile(0.5))
        let sync = Figures.median(plain.map { Double($0.sorted()[$0.count / 2]) })
        report("cohortd", ours)
        report("redis", others)
        print("  plain C, as many bytes in a file that has them already: p50 \(Figures.micro(sync))")
        print("  cohortd's p50: \(Figures.ratio(mine, to: sync)) plain C's, \(Figures.ratio(mine, to: other)) redis's")
        print(
            "  cohortd's changes: \(Figures.ratio(ours.medianRate * sync, to: 1e9)) plain C's syncs,"
                + " \(Figures.ratio(ours.medianRate, to: others.medianRate)) redis's")
    }

    private func report(_ who: String, _ runs: [Line.Run]) {
        print(
            "  \(who): \(Figures.rate(runs.medianRate)), p50 \(Figures.micro(runs.medianPercentile(0.5))),"
                + " p99 \(Figures.micro(runs.medianPercentile(0.99)))")
    }

    /// Objects in batch calls of so many.
    mutating func measureBatches(of size: Int, calls count: Int) throws(SystemError) {
        var (ours, others) = ([Double](), [Double]())
        for _ in 0..<Self.rounds {
            let run = try cohort.run(count, depth: 1) { calls.batch(of: size, from: $0 * size) }
            ours.append(run.rate * Double(size))
            others.append(try redis.run(size * count, depth: size, Commands.hash).rate)
        }
        let (mine, theirs) = (Figures.median(ours), Figures.median(others))
        print("batch calls of \(size) objects, one call at a time")
        print("  cohortd: \(Figures.rate(mine)); redis, as many commands at once: \(Figures.rate(theirs))")
        print("  cohortd against redis: \(Figures.ratio(mine, to: theirs))")
    }

    private func appends(of size: Int, count: Int) -> [UInt64] {
        var times = [UInt64](repeating: 0, count: count)
        let code = unsafe plain_appends("\(folder)/plain", 1, size, count, &times)
        guard code == 0 else { fatalError("\(SystemError(call: "plain_appends", code: code))") }
        return times
    }
}

extension [Line.Run] {
    fileprivate var medianRate: Double { Figures.median(map(\.rate)) }

    fileprivate func medianPercentile(_ share: Double) -> Double { Figures.median(map { $0.percentile(share) }) }
}
