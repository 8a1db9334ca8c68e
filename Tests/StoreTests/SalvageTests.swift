import Permissions
import TestSupport
import Testing

@testable import Store

@Suite("Salvage")
struct SalvageTests {
    private let history = History(seed: 41, batches: 8, recordsInBatch: 2)

    /// Segments of two batches each, and a snapshot at the end of the fourth batch if it is wanted.
    private func files(snapshot: Bool) throws -> [String: [UInt8]] {
        let disk = SimulatedDisk(seed: 0)
        var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small, makeSeed: { 42 })
        for (index, batch) in history.batches.enumerated() {
            let chain = try journal.append(batch)
            if index == 3, snapshot { try SnapshotWriter.write(history.states[4], chain: chain, to: disk) }
            if index % 2 == 1 { try journal.rotate() }
        }
        return disk.contents
    }

    /// What the copy of these files starts to. The files are only read.
    private func salvaged(_ files: [String: [UInt8]]) throws -> (salvage: Salvage, copy: State?) {
        let disk = SimulatedDisk(files)
        let salvage = try Salvage(of: disk)
        #expect(disk.contents == files)
        guard !salvage.isEmpty else { return (salvage, nil) }
        let target = SimulatedDisk(seed: 0)
        try salvage.write(to: target, sizes: .small) { 43 }
        let copy = try Recovery(from: target).state
        #expect(copy.digest == salvage.state.digest)
        return (salvage, copy)
    }

    @Test("a sound directory is copied whole, and nothing is lost", arguments: [false, true])
    func sound(snapshot: Bool) throws {
        let (salvage, copy) = try salvaged(files(snapshot: snapshot))
        #expect(copy.map(Everything.init) == history.everything[8])
        #expect(salvage.damages.isEmpty)
        #expect(salvage.lastSeen == 16)
        #expect(salvage.leftBehind.isEmpty)
    }

    @Test("whichever bit of the journal is flipped, all before its batch is copied, and what is lost is told")
    func flipped() throws {
        let files = try files(snapshot: false)
        for first in [UInt64(1), 5, 9, 13] {
            let name = FileName.segment(first: first)
            let bytes = try #require(files[name])
            for bit in stride(from: 0, to: bytes.count * 8, by: 29) {
                var damaged = files
                damaged[name]?[bit / 8] ^= 1 << (bit % 8)
                let (salvage, copy) = try salvaged(damaged)
                let revision = copy?.revision ?? 0
                if let copy { #expect(Everything(copy) == history.everything[Int(revision) / 2]) }
                #expect(revision + 1 >= first, "bit \(bit) of `\(name)`")
                #expect(salvage.damages.count == 1)
                #expect(first == 13 || salvage.lastSeen == 16)
            }
        }
    }

    @Test("a damaged snapshot is passed over where the journal still begins with the first record")
    func damagedSnapshot() throws {
        var files = try files(snapshot: true)
        files[FileName.snapshot(at: 8)]?[30] ^= 1
        let (salvage, copy) = try salvaged(files)
        #expect(copy.map(Everything.init) == history.everything[8])
        #expect(salvage.damages.count == 1)
    }

    @Test("where nothing leads to the journal, what it and the snapshot still tell is named, and nothing is made up")
    func noBeginning() throws {
        var files = try files(snapshot: true)
        for first in [UInt64(1), 5] { files[FileName.segment(first: first)] = nil }
        files[FileName.snapshot(at: 8)]?[30] ^= 1
        let (salvage, copy) = try salvaged(files)
        #expect(copy == nil)
        #expect(salvage.lastSeen == 16)
        let last = history.states[8]
        let told = salvage.leftBehind.filter { $0.revision != nil }
        #expect(!told.isEmpty)
        for object in told { #expect(last.object(ObjectID(object.id))?.name == object.name) }
    }

    @Test("a file that cannot be read costs what is in it, and no more")
    func unreadable() throws {
        let files = try files(snapshot: true)
        // Names, the snapshot, then each segment: the calls of a salvage come in a fixed order.
        for call in 2...20 {
            let disk = SimulatedDisk(files)
            disk.fail(call: call, as: .hardware)
            let salvage = try Salvage(of: disk)
            let revision = salvage.state.revision
            #expect(Everything(salvage.state) == history.everything[Int(revision) / 2])
            #expect(revision >= 4, "call \(call)")
        }
    }
}
