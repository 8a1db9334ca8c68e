import Permissions
import TestSupport

@testable import Store

/// Batches of random records, and the state after each of them.
struct History: Sendable {
    let batches: [Batch]
    /// One more than batches: the first one is empty.
    let states: [State]
    let everything: [Everything]

    static let author = Author(user: .root)

    init(seed: UInt64, batches count: Int, recordsInBatch: Int = 2) {
        var random = RandomMutations(seed: seed)
        var store = Store(State())
        var batches: [Batch] = []
        var states = [store.durable]
        while batches.count < count {
            for _ in 0..<recordsInBatch {
                _ = store.commit(
                    random.plan(on: store.applied), by: Self.author, at: Int64(states.count), receipt: random.receipt())
            }
            guard let batch = store.takeBatch() else { break }
            store.confirm()
            batches.append(batch)
            states.append(store.durable)
        }
        self.batches = batches
        self.states = states
        everything = states.map(Everything.init)
    }

    /// Where batch `index` begins in a segment that holds all of them; one more: where the last one ends.
    func offset(of index: Int) -> Int {
        batches[..<index].reduce(SegmentHeader.size) { $0 + BatchHeader.paddedSize(payload: $1.payload.count) }
    }

    /// The bytes of a segment that holds all batches, with a little filler.
    func segment(sealed: Bool) throws -> [UInt8] {
        let disk = SimulatedDisk(seed: 0)
        var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small, makeSeed: { 42 })
        for batch in batches { _ = try journal.append(batch) }
        if sealed { try journal.seal() }
        let size = offset(of: batches.count) + (sealed ? BatchHeader.size : 0) + 24
        let bytes = disk.contents[FileName.segment(first: 1)] ?? []
        return Array((bytes + [UInt8](repeating: 0, count: 64))[..<size])
    }
}

/// What a start from these files finds.
func recover(_ files: [String: [UInt8]]) throws(Recovery.Failure) -> Recovery {
    try Recovery(from: SimulatedDisk(files))
}

/// The damage that a start from these files stops at; `nil` if it starts.
func damage(in files: [String: [UInt8]]) throws -> Damage? {
    do throws(Recovery.Failure) {
        _ = try recover(files)
        return nil
    } catch {
        guard case .damage(let damage) = error else { throw error }
        return damage
    }
}

/// Starts, writes one more batch, and starts again: what is then found.
func writeOn(after files: [String: [UInt8]], seed: UInt64 = 1) throws -> (expected: State, found: Recovery) {
    let disk = SimulatedDisk(files)
    let recovery = try Recovery(from: disk)
    var random = RandomMutations(seed: seed)
    var store = Store(recovery.state)
    var journal = try Journal(on: disk, after: recovery.end, sizes: .small, makeSeed: { 43 })
    _ = store.commit(random.plan(on: store.applied), by: History.author, at: 1)
    if let batch = store.takeBatch() { _ = try journal.append(batch) }
    store.confirm()
    return (store.durable, try Recovery(from: disk.afterPowerLoss(leaving: .nothing)))
}
