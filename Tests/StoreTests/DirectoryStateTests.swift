import TestSupport
import Testing

@testable import Store

/// Everything that an interrupted rotation or snapshot can leave in the directory.
@Suite("Directories between two steps")
struct DirectoryStateTests {
    private static let history = History(seed: 21, batches: 6, recordsInBatch: 1)
    private static let first = FileName.segment(first: 1)
    private static let second = FileName.segment(first: 3)
    private static let third = FileName.segment(first: 5)
    private static let old = FileName.snapshot(at: 2)
    private static let new = FileName.snapshot(at: 4)

    /// Segments with two batches each, the first two of them sealed, and snapshots at their ends.
    private static let files: [String: [UInt8]] = {
        do {
            let disk = SimulatedDisk(seed: 0)
            var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small, makeSeed: { 42 })
            for (index, batch) in history.batches[..<4].enumerated() {
                let chain = try journal.append(batch)
                guard index % 2 == 1 else { continue }
                try journal.rotate()
                try SnapshotWriter.write(history.states[index + 1], chain: chain, to: disk)
            }
            return disk.contents
        } catch {
            fatalError("a disk that works does not: \(error)")
        }
    }()

    private static let unsealed = (files[second] ?? []).prefix(
        SegmentHeader.size + history.offset(of: 4) - history.offset(of: 2))

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let names: [String]
        var isUnsealed = false
        var leftovers: [String] = []
        /// What lies there after the start.
        let remaining: [String]
    }

    static let cases = [
        Case(testDescription: "segments only", names: [first, second, third], remaining: [first, second, third]),
        Case(
            testDescription: "a snapshot half written", names: [first, second, third],
            leftovers: [FileName.newSnapshot], remaining: [first, second, third]),
        Case(
            testDescription: "a snapshot beside the old one", names: [first, second, third, old],
            leftovers: [FileName.newSnapshot], remaining: [first, second, third, old]),
        Case(
            testDescription: "a new snapshot, nothing removed yet", names: [first, second, third, old, new],
            remaining: [first, second, third, new]),
        Case(
            testDescription: "a new snapshot, removed in another order", names: [second, third, new],
            remaining: [second, third, new]),
        Case(
            testDescription: "only the oldest segment left over", names: [first, third, new],
            remaining: [first, third, new]),
        Case(
            testDescription: "a new snapshot before the rotation", names: [second, old, new], isUnsealed: true,
            remaining: [second, new]),
        Case(testDescription: "a new snapshot and no journal", names: [new], remaining: [new]),
        Case(
            testDescription: "a sealed segment and none after it", names: [first, second],
            remaining: [first, second]),
        Case(
            testDescription: "a sealed segment, the next half made", names: [first, second],
            leftovers: [FileName.newSegment], remaining: [first, second]),
        Case(
            testDescription: "a segment that is full and not sealed", names: [first, second], isUnsealed: true,
            leftovers: [FileName.newSegment, FileName.newSnapshot], remaining: [first, second]),
        Case(testDescription: "a clean stop", names: [second, new], remaining: [second, new]),
    ]

    @Test("each starts to the same state, and is tidied", arguments: cases)
    func start(from example: Case) throws {
        var files = Self.files.filter { example.names.contains($0.key) }
        if example.isUnsealed { files[Self.second] = Array(Self.unsealed) }
        for leftover in example.leftovers { files[leftover] = [1, 2, 3] }
        let disk = SimulatedDisk(files)
        #expect(Everything(try Recovery(from: disk).state) == Self.history.everything[4])
        #expect(disk.contents.keys.sorted() == example.remaining.sorted())
        // Once more, from what the first start left, and then a change.
        let (expected, found) = try writeOn(after: disk.contents)
        #expect(Everything(found.state) == Everything(expected))
        #expect(expected.revision == 5)
    }

    @Test("a start that is refused leaves every file as it was, leftovers and superfluous ones too")
    func refusedStart() throws {
        for damaged in [Self.third, Self.new] {
            var files = Self.files
            files[damaged]?[40] ^= 1
            files[FileName.newSnapshot] = [1, 2, 3]
            let disk = SimulatedDisk(files)
            #expect(throws: Recovery.Failure.self) { _ = try Recovery(from: disk) }
            #expect(disk.contents == files)
        }
    }

    @Test("looking at a directory changes nothing in it")
    func looking() throws {
        let files = Self.files.merging([FileName.newSegment: [1]]) { $1 }
        let disk = SimulatedDisk(files)
        #expect(Everything(try Recovery(lookingAt: disk).state) == Self.history.everything[4])
        #expect(disk.contents == files)
    }

    @Test("segments with a gap between them are damage")
    func gap() throws {
        for names in [[Self.first, Self.third], [Self.second, Self.third], [Self.old, Self.third]] {
            let files = Self.files.filter { names.contains($0.key) }
            #expect(try damage(in: files)?.offset == 16)
        }
    }

    @Test("a damaged snapshot is not passed over for an older one")
    func damagedSnapshot() throws {
        var files = Self.files
        files[Self.new]?[40] ^= 1
        #expect(try damage(in: files)?.file == Self.new)
    }
}
