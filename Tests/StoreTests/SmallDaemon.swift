import TestSupport

@testable import Store

/// What the daemon does with store and journal, and nothing else of it: random changes, written in batches.
struct SmallDaemon: ~Copyable {
    /// What is asked of it.
    enum Step: Equatable {
        /// Commits so many records and writes them; so many more come in while the disk is busy.
        case write(records: Int, meanwhile: Int)
        case rotate
        /// Writes a snapshot, and removes what it makes superfluous.
        case snapshot
        case seal
    }

    private let disk: SimulatedDisk
    private var random: RandomMutations
    private var journal: Journal<SimulatedDisk>
    private var chain: UInt64
    private(set) var store: Store
    /// The state with a batch in it of which nobody knows whether it is on disk.
    private(set) var doubtful: State?
    private(set) var untidied: [StorageError] = []

    /// Starts from what is on a disk.
    init(on disk: SimulatedDisk, seed: UInt64) throws(Recovery.Failure) {
        let recovery = try Recovery(from: disk)
        do throws(StorageError) {
            journal = try Journal(on: disk, after: recovery.end, sizes: .small, makeSeed: { seed ^ 0x5eed })
        } catch {
            throw .storage(error)
        }
        self.disk = disk
        random = RandomMutations(seed: seed)
        chain = recovery.end.chain
        store = Store(recovery.state)
    }

    /// After `.refused` it goes on; after `.failed` it must end.
    mutating func take(_ step: Step) throws(AppendError) {
        try carryOut(step)
        // Nothing depends on the reserve: the daemon says so and goes on.
        do throws(StorageError) { if journal.wantsRefill { try journal.refill() } } catch { untidied.append(error) }
    }

    private mutating func carryOut(_ step: Step) throws(AppendError) {
        switch step {
        case .write(let records, let meanwhile): try write(records, meanwhile)
        case .rotate: try journal.rotate()
        case .seal: try journal.seal()
        case .snapshot:
            do throws(StorageError) {
                try SnapshotWriter.write(store.durable, chain: chain, to: disk)
                try journal.drop(through: store.durable.revision, at: 0)
            } catch {
                throw .refused(error)
            }
        }
    }

    private mutating func write(_ records: Int, _ meanwhile: Int) throws(AppendError) {
        commit(records)
        guard let batch = store.takeBatch() else { return }
        doubtful = store.applied
        commit(meanwhile)
        do throws(AppendError) {
            chain = try journal.append(batch)
            store.confirm()
            doubtful = nil
        } catch {
            if case .refused(let cause) = error {
                store.refuse(cause)
                doubtful = nil
            }
            throw error
        }
    }

    private mutating func commit(_ records: Int) {
        for _ in 0..<records {
            _ = store.commit(
                random.plan(on: store.applied), by: History.author, at: 0, receipt: random.receipt())
        }
    }
}
