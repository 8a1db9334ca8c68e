import Permissions
import TestSupport
import Testing

@testable import Store

@Suite("Receipts")
struct ReceiptTests {
    private let author = Author(user: .root)
    private var state = State()
    private let change: [Mutation] = [.updateGroup(.user, Group(name: "user", description: "", level: .readOnly))]

    init() { state.apply(RandomMutations.foundation, revision: 1) }

    private mutating func keep(_ key: String, at time: Int64 = 0, size: Int = 1, by author: Author? = nil) {
        let receipt = Receipt(key: key, request: [1], reply: [UInt8](repeating: 7, count: size))
        state.apply(
            Record(
                revision: state.revision + 1, time: time, author: author ?? self.author, mutations: change,
                receipt: receipt))
    }

    private func has(_ key: String, session: SessionID = .own) -> Bool {
        state.receipt(key, of: .root, in: session) != nil
    }

    @Test("a key is found by its user in its session, and by nobody else")
    mutating func own() {
        keep("a")
        keep("b", by: Author(user: .root, session: SessionID(3), opener: .root, sessionKind: nil, program: ""))
        #expect(has("a") && !has("b") && has("b", session: SessionID(3)) && !has("a", session: SessionID(3)))
        #expect(state.receipt("a", of: .guest, in: .own) == nil)
    }

    @Test("the oldest receipts go when there are more than are kept", arguments: [-1, 0, 1])
    mutating func many(beyond: Int) {
        for number in 0..<StoreLimits.receiptsMax + beyond { keep("\(number)") }
        #expect(state.receiptCount == min(StoreLimits.receiptsMax, StoreLimits.receiptsMax + beyond))
        #expect(has("0") == (beyond < 1) && has("1"))
    }

    @Test("the oldest receipts go when they take more room than is theirs")
    mutating func large() {
        let share = StoreLimits.receiptSizeMax / 4
        for key in ["a", "b", "c"] { keep(key, size: share) }
        #expect(has("a"))
        keep("d", size: share)
        #expect(!has("a") && has("b") && has("d"))
        // The newest stays, however large it is.
        keep("e", size: StoreLimits.receiptSizeMax + 1)
        #expect(state.receiptCount == 1 && has("e"))
    }

    @Test("a receipt goes with the first one that comes after its time", arguments: [0, 1] as [Int64])
    mutating func old(beyond: Int64) {
        keep("a", at: 1_000)
        keep("b", at: 1_000 + StoreLimits.receiptLifetime + beyond)
        #expect(has("a") == (beyond == 0) && has("b"))
    }

    @Test("what an older version has begun is ended in its format, and a new segment follows")
    func olderVersion() throws {
        let history = History(seed: 5, batches: 4)
        let old = SegmentHeader(first: 1, chain: 0, seed: 42, version: 1)
        // Version 1 differs in nothing but what a record may hold.
        let bytes = old.encoded + (try history.segment(sealed: false)).dropFirst(SegmentHeader.size)
        let disk = SimulatedDisk([FileName.segment(first: 1): bytes])
        let recovery = try Recovery(from: disk)
        #expect(Everything(recovery.state) == history.everything[4])
        _ = try Journal(on: disk, after: recovery.end, sizes: .small, makeSeed: { 43 })
        let next = FileName.segment(first: recovery.state.revision + 1)
        #expect(try SegmentHeader(disk.contents[next] ?? [], file: next).version == SegmentHeader.version)
        #expect(Everything(try Recovery(from: disk).state) == history.everything[4])
    }
}
