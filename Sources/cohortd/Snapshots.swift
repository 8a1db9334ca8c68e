internal import Disk
internal import Linux
internal import Store

/// When snapshots are taken: on request, after many records or bytes, and now and then if anything changed.
struct Snapshots {
    /// Records after which a start would take noticeably longer.
    static let recordsMax: UInt64 = 250_000
    /// Bytes of the journal after which a start would, and the disk would miss them.
    static let bytesMax = 256 << 20
    static let interval = Duration.seconds(3_600)

    private let thread: SnapshotThread
    /// The revision of the newest snapshot.
    private(set) var revision: UInt64
    /// The revision of the newest one that was tried.
    private var attempted: UInt64
    private(set) var isRunning = false
    /// Bytes of batches since the newest one began.
    private var bytes = 0
    /// Whether somebody asked for one, or its time has come.
    var isDue = false

    init(_ thread: SnapshotThread, revision: UInt64) {
        self.thread = thread
        self.revision = revision
        attempted = revision
    }

    /// Becomes readable when a snapshot is done.
    var wakeUp: Int32 { thread.wakeUp.descriptor.number }

    /// Counts what goes into the journal.
    mutating func count(_ batch: Batch) { bytes += batch.size }

    /// Starts one of this state if it is time. Answers whether it did: the journal then begins a new segment.
    mutating func start(_ state: State, chain: UInt64) -> Bool {
        // Counted from the last attempt: one that failed is not made again at once, and again.
        let isOverdue = state.revision - attempted >= Self.recordsMax || bytes >= Self.bytesMax
        guard !isRunning, isDue || isOverdue else { return false }
        isDue = false
        guard state.revision > revision else { return false }
        isRunning = true
        attempted = state.revision
        bytes = 0
        thread.write(state, chain: chain)
        return true
    }

    /// What became of the running one.
    mutating func takeOutcomes() -> [SnapshotThread.Outcome] {
        let outcomes = thread.takeOutcomes()
        for outcome in outcomes {
            isRunning = false
            if case .written(let revision) = outcome { self.revision = revision }
        }
        return outcomes
    }
}
