internal import Disk
internal import Linux
internal import Store

/// The snapshots: when they are taken, and the thread that writes them.
struct Snapshots {
    static let interval = Duration.seconds(3_600)

    private let thread: SnapshotThread
    private var schedule: SnapshotSchedule

    init(_ thread: SnapshotThread, revision: UInt64) {
        self.thread = thread
        schedule = SnapshotSchedule(revision: revision, limits: .standard)
    }

    /// The revision of the newest snapshot.
    var revision: UInt64 { schedule.revision }
    var isRunning: Bool { schedule.isRunning }

    /// Whether somebody asked for one, or its time has come.
    var isDue: Bool {
        get { schedule.isDue }
        set { schedule.isDue = newValue }
    }

    /// Becomes readable when a snapshot is done.
    var wakeUp: Int32 { thread.wakeUp.descriptor.number }

    /// Counts what goes into the journal.
    mutating func count(_ batch: Batch) { schedule.count(batch) }

    /// Starts one of this state if it is time. Answers whether it did: the journal then begins a new segment.
    mutating func start(_ state: State, chain: UInt64) -> Bool {
        guard schedule.begin(state) else { return false }
        thread.write(state, chain: chain)
        return true
    }

    /// What became of the running one.
    mutating func takeOutcomes() -> [SnapshotThread.Outcome] {
        let outcomes = thread.takeOutcomes()
        for outcome in outcomes {
            if case .written(let revision) = outcome { schedule.end(at: revision) } else { schedule.end(at: nil) }
        }
        return outcomes
    }
}
