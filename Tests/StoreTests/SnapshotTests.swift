import Permissions
import TestSupport
import Testing

@testable import Store

@Suite("Snapshots")
struct SnapshotTests {
    let history = History(seed: 13, batches: 12, recordsInBatch: 1)

    private func snapshot(of state: State) throws -> [String: [UInt8]] {
        let disk = SimulatedDisk(seed: 0)
        try SnapshotWriter.write(state, chain: 99, to: disk)
        return disk.contents
    }

    @Test("a snapshot holds the whole state")
    func whole() throws {
        for state in history.states.dropFirst() {
            let recovery = try recover(snapshot(of: state))
            #expect(Everything(recovery.state) == Everything(state))
            #expect(recovery.snapshotRevision == state.revision)
            #expect(recovery.end.chain == 99)
        }
    }

    @Test("a snapshot of many blocks holds the whole state")
    func blocks() throws {
        var state = State()
        state.apply(RandomMutations.foundation, revision: 1)
        let text = Value.bytes((0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) })
        for id in UInt64(1)...8 {
            let object = Object(
                kind: .attachment, owner: .root, group: .user, name: "\(id)", parent: nil, child: nil,
                attributes: Attributes([Attribute(.shapes, text)]))
            state.apply([.createObject(ObjectID(id), object)], revision: id + 1)
        }
        #expect(Everything(try recover(snapshot(of: state)).state) == Everything(state))
    }

    @Test("little of a large snapshot is ever left for one sync")
    func syncs() throws {
        var state = State()
        state.apply(RandomMutations.foundation, revision: 1)
        var dice = SeededGenerator(seed: 1)
        for id in UInt64(1)...10 {
            // What no compression makes smaller.
            let noise = Value.bytes((0..<1_000_000).map { _ in UInt8(truncatingIfNeeded: dice.next()) })
            let object = Object(
                kind: .attachment, owner: .root, group: .user, name: "\(id)", parent: nil, child: nil,
                attributes: Attributes([Attribute(.shapes, noise)]))
            state.apply([.createObject(ObjectID(id), object)], revision: id + 1)
        }
        let disk = SimulatedDisk(seed: 0)
        var writer = SnapshotWriter(state, chain: 99, to: disk)
        var unsyncedMost = 0
        while try writer.step() {
            try disk.sync()
            let (written, kept) = (disk.usedSize, disk.afterPowerLoss(leaving: .nothing).usedSize)
            unsyncedMost = max(unsyncedMost, written - kept)
        }
        #expect(disk.usedSize > 2 * StoreLimits.snapshotUnsyncedMax)
        #expect(unsyncedMost > 0)
        #expect(unsyncedMost < StoreLimits.snapshotUnsyncedMax)
    }

    @Test("cut at any byte, or longer than it was, it is damaged")
    func cut() throws {
        let files = try snapshot(of: history.states[12])
        let (name, bytes) = try #require(files.first)
        for end in 0..<bytes.count { #expect(try damage(in: [name: Array(bytes[..<end])])?.file == name) }
        #expect(try damage(in: [name: bytes + [0]])?.offset == bytes.count)
    }

    @Test("with any bit flipped it is damaged")
    func flipped() throws {
        let files = try snapshot(of: history.states[12])
        let (name, bytes) = try #require(files.first)
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            let found = try damage(in: [name: flipped])
            #expect(found?.file == name, "bit \(bit)")
            #expect(found.map { $0.offset <= bit / 8 } ?? false, "bit \(bit)")
        }
    }

    @Test("under another name, or with blocks in another order, it is damaged")
    func misplaced() throws {
        let files = try snapshot(of: history.states[12])
        let bytes = try #require(files.first).value
        #expect(try damage(in: [FileName.snapshot(at: 5): bytes]) != nil)
        let start = SnapshotFormat.headerSize
        let middle = start + SnapshotFormat.blockHeaderSize + Int(bytes.uint32(at: start))
        let swapped = bytes[..<start] + bytes[middle...] + bytes[start..<middle]
        #expect(try damage(in: [FileName.snapshot(at: 12): Array(swapped)]) != nil)
    }

    @Test("the journal goes on behind a snapshot, wherever in it the snapshot stands")
    func journalAfterwards() throws {
        for (position, rotated) in [(0, false), (4, false), (4, true), (12, false), (12, true)] {
            let disk = SimulatedDisk(seed: 0)
            var journal = try Journal(
                on: disk, after: Recovery(from: disk).end, sizes: .keepingNothing, makeSeed: { 42 })
            var chain: UInt64 = 0
            for (index, batch) in history.batches.enumerated() {
                if index == position, rotated { try journal.rotate() }
                let next = try journal.append(batch)
                if index < position { chain = next }
            }
            if position == 12, rotated { try journal.rotate() }
            if position > 0 { try SnapshotWriter.write(history.states[position], chain: chain, to: disk) }
            try journal.drop(through: UInt64(position), at: 0)
            #expect(
                disk.contents.keys.filter { $0 != FileName.reserve }.count == (position == 0 ? 1 : 2))
            #expect(Everything(try Recovery(from: disk).state) == history.everything[12])
            let (expected, found) = try writeOn(after: disk.contents)
            #expect(Everything(found.state) == Everything(expected))
        }
    }

    @Test("where the last batch is lost but the snapshot holds it, the journal goes on in a new segment")
    func lastBatchLost() throws {
        let disk = SimulatedDisk(seed: 0)
        var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small, makeSeed: { 42 })
        var chain: UInt64 = 0
        for batch in history.batches { chain = try journal.append(batch) }
        try SnapshotWriter.write(history.states[12], chain: chain, to: disk)
        var files = disk.contents
        files[FileName.segment(first: 1)]?[history.offset(of: 11) + 50] ^= 1
        #expect(Everything(try recover(files).state) == history.everything[12])
        let (expected, found) = try writeOn(after: files)
        #expect(Everything(found.state) == Everything(expected))
    }

    @Test("a snapshot of another history is damage")
    func foreign() throws {
        let disk = SimulatedDisk(seed: 0)
        var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small, makeSeed: { 42 })
        for batch in history.batches { _ = try journal.append(batch) }
        try SnapshotWriter.write(history.states[5], chain: 1, to: disk)
        #expect(try damage(in: disk.contents)?.offset == history.offset(of: 4))
    }

    @Test("a file that is only nearly named like one of the store's is left alone")
    func foreignNames() throws {
        for name in ["journal-+00000000000001", "journal-000000000000000A", "snapshot-00000000000000", "lock"] {
            let disk = SimulatedDisk([name: [1]])
            #expect(try Recovery(from: disk).state.revision == 0)
            #expect(disk.contents == [name: [1]])
        }
    }
}
