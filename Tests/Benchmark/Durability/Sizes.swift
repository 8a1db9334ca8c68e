import BenchmarkSupport
import Linux

/// A store of so many objects, and Redis with as many hashes: how they start, and what calls wait for a snapshot.
struct Sizes {
    private static let batchSize = 10_000

    /// Folders of the two.
    let ours: String
    let theirs: String
    private var calls = Calls()
    /// Objects that are there already.
    private var made = 0

    init(ours: String, theirs: String) {
        self.ours = ours
        self.theirs = theirs
    }

    mutating func measure(_ size: Int) throws(SystemError) {
        print("\(size) objects")
        try grow(to: size)
        let mine = try startCohortd()
        let other = try start(.lines, Commands.ping, answer: "+PONG\r\n") { () throws(SystemError) in
            try Peer.redis(in: theirs)
        }
        print("  start, to the first answer: cohortd \(Figures.milli(mine)), redis \(Figures.milli(other))")
        let cohortd = try Peer.cohortd(in: ours)
        var waits = Waits(objectCount: size)
        try waits.measure(cohortd)
        try cohortd.stop()
    }

    private mutating func grow(to size: Int) throws(SystemError) {
        let cohortd = try Peer.cohortd(in: ours)
        let redis = try Peer.redis(in: theirs)
        var line = try cohortd.connect(.frames)
        try line.enterGroup("\(size) objects", &calls)
        let first = made
        _ = try line.run((size - made) / Self.batchSize, depth: 1) {
            calls.batch(of: Self.batchSize, from: first + $0 * Self.batchSize)
        }
        var hashes = try redis.connect(.lines)
        // What is measured is the start; with each sync waited for this would take most of an hour.
        _ = try hashes.run(1, depth: 1) { _ in Commands.fillQuickly }
        _ = try hashes.run(size - made, depth: Self.batchSize) { Commands.hash(first + $0) }
        made = size
        try cohortd.stop()
        try redis.stop()
    }

    /// Nanoseconds from the start of the daemon to its first answer.
    mutating func startCohortd() throws(SystemError) -> Double {
        let question = calls.version()
        return try start(.frames, question, answer: nil) { () throws(SystemError) in try Peer.cohortd(in: ours) }
    }

    /// - Parameter answer: what it says once it is ready; `nil`: whatever it says.
    private func start(
        _ language: Line.Language, _ question: [UInt8], answer: String?,
        _ start: () throws(SystemError) -> Peer
    ) throws(SystemError) -> Double {
        var times: [Double] = []
        for _ in 0..<3 {
            let began = nanoseconds()
            let peer = try start()
            var line = try peer.connect(language)
            repeat {
                _ = try line.run(1, depth: 1) { _ in question }
            } while answer.map { Array($0.utf8) != line.answer } ?? false
            times.append(Double(nanoseconds() - began))
            try peer.stop()
        }
        return Figures.median(times)
    }
}
