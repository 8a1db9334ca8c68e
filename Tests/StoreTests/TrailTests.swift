import Permissions
import TestSupport
import Testing

@testable import Store

@Suite("The audit trail")
struct TrailTests {
    private static let history = History(seed: 61, batches: 12, recordsInBatch: 3)
    private static let last: UInt64 = 36

    /// Three segments of four batches each; the last is not sealed.
    private static let files: [String: [UInt8]] = {
        do {
            let disk = SimulatedDisk(seed: 0)
            var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small, makeSeed: { 42 })
            for (index, batch) in history.batches.enumerated() {
                if index == 4 || index == 8 { try journal.rotate() }
                _ = try journal.append(batch)
            }
            return disk.contents.filter { $0.key != FileName.reserve }
        } catch {
            fatalError("a disk that works does not: \(error)")
        }
    }()

    private static let (first, second, third) = (
        FileName.segment(first: 1), FileName.segment(first: 13), FileName.segment(first: 25)
    )

    @Test("every record is told once and in order, wherever one begins", arguments: UInt64(1)...37)
    func everything(from: UInt64) throws {
        let told = try Telling(of: Self.files, from: from, through: Self.last)
        #expect(told.revisions == Array(from..<37))
        #expect(told.gaps.isEmpty)
        #expect(told.first == 1)
    }

    @Test("nothing is told beyond what is on disk, and later it goes on from there", arguments: UInt64(1)...12)
    func durable(batch: UInt64) throws {
        let disk = SimulatedDisk(Self.files)
        var reader = TrailReader(on: disk, from: 1, TrailFilter())
        let told = Telling(try reader.readAll(through: batch * 3))
        #expect(told.revisions == Array(1...(batch * 3)))
        #expect(Telling(try reader.readAll(through: 36)).revisions == Array((batch * 3 + 1)..<37))
    }

    @Test("a reader goes along while the journal is written, into new segments too")
    func live() throws {
        let disk = SimulatedDisk(seed: 0)
        var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small, makeSeed: { 42 })
        var reader = TrailReader(on: disk, from: 1, TrailFilter())
        for (index, batch) in Self.history.batches.enumerated() {
            if index % 3 == 2 { try journal.rotate() }
            _ = try journal.append(batch)
            #expect(Telling(try reader.readAll(through: batch.last)).revisions == Array(batch.first...batch.last))
        }
    }

    @Test("segments that are gone are said to be, once")
    func older() throws {
        let files = Self.files.filter { $0.key != Self.first }
        let told = try Telling(of: files, from: 3, through: Self.last)
        #expect(told.first == 13)
        #expect(told.gaps == [TrailGap(first: 3, last: 12, damage: nil)])
        #expect(told.revisions == Array(13..<37))
        #expect(try Telling(of: files, from: 0, through: Self.last).gaps.isEmpty)
    }

    @Test("segments that go while one reads are no damage")
    func goneMeanwhile() throws {
        let disk = SimulatedDisk(Self.files)
        var reader = TrailReader(on: disk, from: 1, TrailFilter())
        #expect(Telling(try reader.readAll(through: 3)).revisions == [1, 2, 3])
        for name in [Self.first, Self.second] { try disk.remove(name) }
        let told = Telling(try reader.readAll(through: Self.last))
        #expect(told.covered(from: 4, through: Self.last))
        #expect(told.gaps.allSatisfy { $0.damage == nil })
        #expect(Array(told.revisions.suffix(12)) == Array(25..<37))
    }

    @Test("a byte that flips anywhere is damage with its place, and no revision is passed over in silence")
    func flips() throws {
        for name in [Self.first, Self.second, Self.third] {
            for index in (Self.files[name] ?? []).indices {
                var files = Self.files
                files[name]?[index] ^= 1 << UInt8(index % 8)
                let told = try Telling(of: files, from: 1, through: Self.last)
                #expect(told.covered(from: 1, through: Self.last), "byte \(index) of `\(name)`")
                #expect(told.gaps.allSatisfy { $0.damage?.file == name }, "byte \(index) of `\(name)`")
            }
        }
    }

    @Test("a segment that is cut anywhere tells what is left, and the others all they hold")
    func cuts() throws {
        for size in 0..<(Self.files[Self.second]?.count ?? 0) {
            var files = Self.files
            files[Self.second] = Array(Self.files[Self.second]?.prefix(size) ?? [])
            let told = try Telling(of: files, from: 1, through: Self.last)
            #expect(told.covered(from: 1, through: Self.last))
            #expect(Array(told.revisions.prefix(12)) == Array(1...12))
            #expect(Array(told.revisions.suffix(12)) == Array(25..<37))
        }
    }

    @Test("a segment that is missing in the middle is a gap that should not be")
    func missing() throws {
        let told = try Telling(of: Self.files.filter { $0.key != Self.second }, from: 1, through: Self.last)
        #expect(told.gaps.map(\.first) == [13])
        #expect(told.gaps.map(\.last) == [24])
        #expect(told.gaps.allSatisfy { $0.damage != nil })
    }

    @Test("whichever call of the disk fails, the reading ends with that, and another one is whole")
    func faults() throws {
        var call = 1
        while true {
            let disk = SimulatedDisk(Self.files)
            disk.fail(call: call, as: .hardware)
            var trail = Trail(on: disk)
            var reports: [TrailReport] = []
            trail.carryOut(.open(TransferID(1), from: 0, TrailFilter())) { reports.append($0) }
            trail.carryOut(.read(TransferID(1), through: Self.last)) { reports.append($0) }
            trail.carryOut(.end(TransferID(1))) { reports.append($0) }
            #expect(reports.last == .ended(TransferID(1)))
            guard !disk.hasPendingFault else { break }
            #expect(reports.contains { if case .failed = $0 { true } else { false } })
            var reader = TrailReader(on: disk, from: 1, TrailFilter())
            #expect(Telling(try reader.readAll(through: Self.last)).revisions == Array(1..<37))
            call += 1
        }
        #expect(call > 6)
    }
}

/// What a reading of the trail came to.
struct Telling {
    private(set) var first: UInt64 = 0
    private(set) var excerpts: [Excerpt] = []
    private(set) var gaps: [TrailGap] = []

    var revisions: [UInt64] { excerpts.map(\.revision) }

    init(_ entries: [TrailEntry]) {
        for entry in entries {
            switch entry {
            case .record(let excerpt): excerpts.append(excerpt)
            case .gap(let gap): gaps.append(gap)
            }
        }
    }

    init(
        of files: [String: [UInt8]], from revision: UInt64, through last: UInt64, _ filter: TrailFilter = TrailFilter()
    ) throws(StorageError) {
        let disk = SimulatedDisk(files)
        let first = try disk.names().compactMap(FileName.segmentRevision).min() ?? 1
        var reader = TrailReader(on: disk, from: revision == 0 ? first : revision, filter)
        self.init(try reader.readAll(through: last))
        self.first = first
    }

    /// Whether each of these revisions is told of once, as a record or as missing.
    func covered(from first: UInt64, through last: UInt64) -> Bool {
        let missing = gaps.flatMap { Array($0.first...$0.last) }
        return (revisions + missing).sorted() == Array(first...last)
    }
}

extension TrailReader {
    mutating func readAll(through last: UInt64) throws(StorageError) -> [TrailEntry] {
        var entries: [TrailEntry] = []
        while next <= last { entries += try read(through: last) }
        return entries
    }
}
