import Permissions
import TestSupport
import Testing

@testable import Store

@Suite("Restoration")
struct RestorationTests {
    /// Record *r* is made at time *r*/2, rounded up.
    private let history = History(seed: 51, batches: 6, recordsInBatch: 2)

    private struct Directory {
        let disk: SimulatedDisk
        let backup: Snapshot
    }

    /// A directory with all batches, and a backup of the state after the third.
    private func directory() throws -> Directory {
        let disk = SimulatedDisk(seed: 0)
        var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small, makeSeed: { 42 })
        var backup: [UInt8] = []
        for (index, batch) in history.batches.enumerated() {
            let chain = try journal.append(batch)
            guard index == 2 else { continue }
            var snapshot = SnapshotEncoder(history.states[3], chain: chain)
            while let part = snapshot.next(100) { backup += part }
            try journal.rotate()
        }
        return Directory(disk: disk, backup: try SnapshotReader.read(backup, name: "backup"))
    }

    private func started(_ restoration: Restoration) throws -> State {
        let disk = SimulatedDisk(seed: 0)
        try restoration.write(to: disk)
        let (_, found) = try writeOn(after: disk.contents)
        #expect(found.state.revision == restoration.state.revision + 1)
        return try Recovery(from: disk).state
    }

    @Test("every revision that there was can be had again, and gone on from")
    func revisions() throws {
        let directory = try directory()
        for revision in UInt64(0)...12 {
            let restoration = try Restoration.from(directory.disk, limit: .revision(revision))
            #expect(restoration.state.revision == revision)
            guard revision > 0 else { continue }
            let state = try started(restoration)
            #expect(state.digest == restoration.state.digest)
            if revision % 2 == 0 { #expect(Everything(state) == history.everything[Int(revision) / 2]) }
        }
        #expect(throws: Restoration.Failure.tooLate(12)) {
            try Restoration.from(directory.disk, limit: .revision(13))
        }
    }

    @Test("a backup and a journal reach every revision behind the backup, and none before it")
    func backup() throws {
        let directory = try directory()
        for revision in UInt64(6)...12 {
            let restoration = try Restoration.from(
                directory.backup, journal: directory.disk, limit: .revision(revision))
            #expect(restoration.state.revision == revision)
        }
        #expect(throws: Restoration.Failure.tooEarly(6)) {
            try Restoration.from(directory.backup, journal: directory.disk, limit: .revision(5))
        }
        #expect(throws: Restoration.Failure.tooLate(6)) {
            try Restoration.from(directory.backup, limit: .revision(7))
        }
        #expect(try Restoration.from(directory.backup, limit: .none).state.digest == history.states[3].digest)
    }

    @Test("a time stands for the last record before the first later one")
    func times() throws {
        let directory = try directory()
        for time in Int64(0)...7 {
            let state = try Restoration.from(directory.disk, limit: .time(time)).state
            #expect(state.revision == min(12, UInt64(time) * 2))
        }
        #expect(throws: Restoration.Failure.tooEarly(6)) {
            try Restoration.from(directory.backup, journal: directory.disk, limit: .time(2))
        }
    }

    @Test("the journal of another history does not go on from a backup")
    func foreign() throws {
        let other = SimulatedDisk(seed: 0)
        var journal = try Journal(on: other, after: Recovery(from: other).end, sizes: .small, makeSeed: { 9 })
        for batch in History(seed: 52, batches: 6, recordsInBatch: 2).batches { _ = try journal.append(batch) }
        let backup = try directory().backup
        #expect(throws: Restoration.Failure.self) { try Restoration.from(backup, journal: other, limit: .none) }
    }

    @Test("segments behind a point in time do not follow on a directory that was restored to it")
    func oldSegments() throws {
        let directory = try directory()
        for revision in [UInt64(5), 6] {
            let disk = SimulatedDisk(seed: 0)
            try Restoration.from(directory.disk, limit: .revision(revision)).write(to: disk)
            var files = disk.contents
            files[FileName.segment(first: 7)] = directory.disk.contents[FileName.segment(first: 7)]
            #expect(try damage(in: files)?.file == FileName.segment(first: 7))
        }
    }

    @Test("where neither a snapshot nor the first record is, there is no beginning")
    func noBeginning() throws {
        var files = try directory().disk.contents
        files[FileName.segment(first: 1)] = nil
        #expect(throws: Restoration.Failure.noBeginning) {
            try Restoration.from(SimulatedDisk(files), limit: .none)
        }
    }
}
