import Permissions
import TestSupport
import Testing

@testable import Store

/// How much of the journal stays behind a snapshot.
@Suite("Retention of the journal")
struct RetentionTests {
    /// Batch *n* is made at time *n*, and each but the last has a segment of its own.
    private static let history = History(seed: 71, batches: 6, recordsInBatch: 1)

    /// What lies there after a snapshot of all but the last batch: the segments' first revisions.
    private static func left(_ kept: Retention, at now: Int64) throws -> (firsts: [UInt64], sizes: [Int]) {
        let disk = SimulatedDisk(seed: 0)
        let sizes = JournalSizes(growth: 256, reserve: 512, kept: kept)
        var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: sizes, makeSeed: { 42 })
        var chain: UInt64 = 0
        for batch in history.batches {
            let next = try journal.append(batch)
            if batch.last < 6 {
                chain = next
                try journal.rotate()
            }
        }
        try SnapshotWriter.write(history.states[5], chain: chain, to: disk)
        let all = disk.contents
        try journal.drop(through: 5, at: now)
        #expect(try Recovery(from: disk).state.digest == history.states[6].digest)
        return (
            disk.contents.keys.compactMap(FileName.segmentRevision).sorted(),
            (1...5).compactMap { all[FileName.segment(first: $0)]?.count }
        )
    }

    @Test("nothing is kept where nothing is to be", arguments: [Int64.min, 0, .max])
    func none(now: Int64) throws {
        #expect(try Self.left(Retention(size: 0, age: .max), at: now).firsts == [6])
    }

    @Test("segments stay as long as they fit, the newest first", arguments: [-1, 0, 1])
    func size(beyond: Int) throws {
        let sizes = try Self.left(Retention(size: .max, age: .max), at: 6).sizes
        #expect(sizes.count == 5)
        let kept = Retention(size: sizes[3] + sizes[4] + beyond, age: .max)
        #expect(try Self.left(kept, at: 6).firsts == (beyond < 0 ? [5, 6] : [4, 5, 6]))
    }

    @Test("segments stay until all in them is too old", arguments: [-1, 0, 1])
    func age(beyond: Int64) throws {
        // Segment 3 ends before the record of segment 4, which was made at time 4; and so on.
        let firsts = try Self.left(Retention(size: .max, age: 100), at: 104 + beyond).firsts
        #expect(firsts == Array(UInt64(3 + beyond)...6))
    }

    @Test("a clock at the end of time is no reason to stop", arguments: [Int64.min, .max])
    func clocks(now: Int64) throws {
        let firsts = try Self.left(Retention(size: .max, age: .max), at: now).firsts
        #expect(Array(firsts.suffix(2)) == [5, 6])
    }

    @Test("no more segments stay than can be looked through", arguments: [-1, 0, 1])
    func count(beyond: Int) throws {
        let count = Retention.segmentsMax + beyond
        // And the last one, which no snapshot holds.
        let names = (1...(count + 1)).map { FileName.segment(first: UInt64($0)) }
        let disk = SimulatedDisk(Dictionary(uniqueKeysWithValues: names.map { ($0, [1]) }))
        var kept = KeptSegments(Retention(size: .max, age: .max))
        let expired = try kept.expired(of: SegmentNames(names), snapshot: UInt64(count), at: 0, on: disk)
        #expect(expired.count == max(0, beyond))
    }

    @Test("what is kept holds no room that it does not need")
    func trimmed() throws {
        let sizes = try Self.left(Retention(size: .max, age: .max), at: 6).sizes
        for (size, batch) in zip(sizes, Self.history.batches) {
            let batchSize = BatchHeader.paddedSize(payload: batch.size)
            #expect(size == SegmentHeader.size + batchSize + BatchHeader.size)
        }
    }

    @Test("a backup and what is kept lead to every revision since, and so does a journal that is all there")
    func restoration() throws {
        let disk = SimulatedDisk(seed: 0)
        var journal = try Journal(
            on: disk, after: Recovery(from: disk).end,
            sizes: JournalSizes(growth: 256, reserve: 512, kept: Retention(size: .max, age: .max)), makeSeed: { 42 })
        var backup: [UInt8] = []
        for (index, batch) in Self.history.batches.enumerated() {
            let chain = try journal.append(batch)
            try journal.rotate()
            try SnapshotWriter.write(Self.history.states[index + 1], chain: chain, to: disk)
            try journal.drop(through: batch.last, at: 0)
            if batch.last == 2 { backup = disk.contents[FileName.snapshot(at: 2)] ?? [] }
        }
        #expect(disk.contents.keys.compactMap(FileName.snapshotRevision) == [6])
        let snapshot = try SnapshotReader.read(backup, name: "backup")
        for revision in UInt64(0)...6 {
            let whole = try Restoration.from(disk, limit: .revision(revision))
            #expect(whole.state.digest == Self.history.states[Int(revision)].digest)
            guard revision >= 2 else { continue }
            let behind = try Restoration.from(snapshot, journal: disk, limit: .revision(revision))
            #expect(behind.state.digest == Self.history.states[Int(revision)].digest)
        }
        try disk.remove(FileName.segment(first: 1))
        #expect(throws: Restoration.Failure.tooEarly(6)) { try Restoration.from(disk, limit: .revision(5)) }
        #expect(try Restoration.from(snapshot, journal: disk, limit: .revision(4)).state.revision == 4)
    }

    @Test("a damaged segment that no start needs refuses no start, and a check names it")
    func damage() throws {
        var files = try Self.kept()
        let name = FileName.segment(first: 2)
        files[name]?[SegmentHeader.size + 50] ^= 1
        #expect(try recover(files).state.digest == Self.history.states[6].digest)
        let inspection = try Inspection(of: SimulatedDisk(files))
        let trail = try #require(inspection.trail)
        #expect(inspection.segmentCount == 1)
        #expect(trail.segmentCount == 6)
        #expect(trail.firstRevision == 1)
        #expect(trail.gaps.map(\.first) == [2])
        #expect(trail.gaps.map(\.last) == [2])
        #expect(trail.gaps.first?.damage?.file == name)
        #expect(try Inspection(of: SimulatedDisk(Self.kept())).trail?.gaps == [])
    }

    @Test("salvage goes from the newest sound snapshot, or back to the first record that is kept")
    func salvage() throws {
        var files = try Self.kept()
        #expect(try Salvage(of: SimulatedDisk(files)).damages.isEmpty)
        files[FileName.snapshot(at: 5)]?[30] ^= 1
        let salvage = try Salvage(of: SimulatedDisk(files))
        #expect(salvage.state.digest == Self.history.states[6].digest)
        #expect(salvage.damages.count == 1)
        #expect(salvage.leftBehind.isEmpty)
    }

    /// A directory with a snapshot at 5, and every segment.
    private static func kept() throws -> [String: [UInt8]] {
        let disk = SimulatedDisk(seed: 0)
        var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small, makeSeed: { 42 })
        for batch in history.batches {
            let chain = try journal.append(batch)
            guard batch.last < 6 else { continue }
            try journal.rotate()
            if batch.last == 5 { try SnapshotWriter.write(history.states[5], chain: chain, to: disk) }
        }
        return disk.contents
    }
}
