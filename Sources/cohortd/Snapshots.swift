internal import Disk
internal import Linux
internal import Store

/// When snapshots are taken: on request, after many records, and now and then if anything changed.
struct Snapshots {
    /// Records after which a start would take noticeably longer.
    static let recordsMax: UInt64 = 250_000
    static let interval = Duration.seconds(3_600)

    private let thread: SnapshotThread
    /// The revision of the newest snapshot.
    private(set) var revision: UInt64
    private(set) var isRunning = false
    /// Whether somebody asked for one, or its time has come.
    var isDue = false

    init(_ thread: SnapshotThread, revision: UInt64) {
        self.thread = thread
        self.revision = revision
    }

    /// Becomes readable when a snapshot is done.
    var wakeUp: Int32 { thread.wakeUp.descriptor.number }

    /// Starts one of this state if it is time. Answers whether it did: the journal then begins a new segment.
    mutating func start(_ state: State, chain: UInt64) -> Bool {
        let isOverdue = state.revision - revision >= Self.recordsMax
        guard !isRunning, isDue || isOverdue else { return false }
        isDue = false
        guard state.revision > revision else { return false }
        isRunning = true
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
