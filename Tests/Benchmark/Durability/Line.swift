import BenchmarkSupport
import Linux

/// One connection over which requests go, so many at once, and the time that each waits for its answer.
struct Line: ~Copyable {
    /// What tells where answers end.
    enum Language {
        /// ttrpc: ten bytes of header, the first four of which are the size of what follows.
        case frames
        /// Redis's, as far as answers are one line each.
        case lines
    }

    /// What became of some requests.
    struct Run {
        /// Nanoseconds that each answer took, in the order of the requests.
        var waits: [UInt64] = []
        /// Nanoseconds that all took together.
        var total: UInt64 = 0

        var rate: Double { Double(waits.count) * 1e9 / Double(total) }

        /// Nanoseconds within which this share of the answers came.
        func percentile(_ share: Double) -> Double {
            let sorted = waits.sorted()
            return Double(sorted[Int(Double(sorted.count - 1) * share)])
        }

        mutating func add(_ other: Run) {
            waits += other.waits
            total += other.total
        }
    }

    private let socket: StreamSocket
    private let language: Language
    private var input = [UInt8](repeating: 0, count: 1 << 20)
    private var filled = 0
    /// The answer that came last, whole.
    private(set) var answer: [UInt8] = []

    init(to path: String, _ language: Language) throws(SystemError) {
        socket = try StreamSocket.connect(to: path)
        self.language = language
    }

    /// Sends so many requests, at most `depth` of which are without an answer at any time.
    mutating func run(
        _ count: Int, depth: Int, while goesOn: () -> Bool = { true }, _ request: (Int) -> [UInt8]
    ) throws(SystemError) -> Run {
        var run = Run()
        var sent: [UInt64] = []
        let start = nanoseconds()
        while run.waits.count < sent.count || sent.count < count && goesOn() {
            var output: [UInt8] = []
            while sent.count < count, sent.count - run.waits.count < depth, goesOn() {
                output += request(sent.count)
                sent.append(nanoseconds())
            }
            if !output.isEmpty { try socket.writeAll(output) }
            guard run.waits.count < sent.count else { break }
            let answers = try receive()
            let now = nanoseconds()
            // Changes are answered in their order.
            for _ in 0..<answers { run.waits.append(now - sent[run.waits.count]) }
        }
        run.total = nanoseconds() - start
        return run
    }

    /// Waits for answers. How many came whole.
    private mutating func receive() throws(SystemError) -> Int {
        if filled == input.count { input += [UInt8](repeating: 0, count: input.count) }
        guard case .bytes(let count) = try socket.read(into: &input, at: filled) else {
            fatalError("the other end of a benchmark has gone")
        }
        filled += count
        var answers = 0
        var start = 0
        while let end = end(from: start) {
            answer = Array(input[start..<end])
            check(answer)
            start = end
            answers += 1
        }
        input.replaceSubrange(0..<(filled - start), with: input[start..<filled])
        filled -= start
        return answers
    }

    /// Where the answer that begins here ends, if it is there whole.
    private func end(from start: Int) -> Int? {
        switch language {
        case .frames:
            guard filled - start >= 10 else { return nil }
            let size = input[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
            return filled - start >= 10 + size ? start + 10 + size : nil
        case .lines:
            return input[start..<filled].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
        }
    }

    /// A benchmark of refusals would be worth nothing.
    private func check(_ answer: [UInt8]) {
        switch language {
        // A response without a status begins with its payload, field 2.
        case .frames: precondition(answer.count > 10 && answer[10] == 2 << 3 | 2, "a call was refused: \(text(answer))")
        case .lines:
            precondition(
                answer[0] != UInt8(ascii: "-") || answer.starts(with: "-LOADING".utf8),
                "a command was refused: \(text(answer))")
        }
    }

    private func text(_ answer: [UInt8]) -> String { String(decoding: answer, as: UTF8.self) }
}
