/// When snapshots are taken: on request, after many records or bytes, and now and then if anything changed.
public struct SnapshotSchedule: Sendable {
    /// After how much of the journal a snapshot is due.
    public struct Limits: Sendable {
        let records: UInt64
        let bytes: Int

        public init(records: UInt64, bytes: Int) {
            self.records = records
            self.bytes = bytes
        }

        /// More records would make a start take noticeably longer; so would more bytes, and the disk would miss them.
        public static let standard = Limits(records: 250_000, bytes: 256 << 20)
    }

    private let limits: Limits
    /// The revision of the newest snapshot.
    public private(set) var revision: UInt64
    /// The revision of the newest one that was tried.
    private var attempted: UInt64
    public private(set) var isRunning = false
    /// Bytes of batches since the newest one began.
    private var bytes = 0
    /// Whether somebody asked for one, or its time has come.
    public var isDue = false

    /// Begins where the newest snapshot stands; 0: there is none.
    public init(revision: UInt64, limits: Limits) {
        self.revision = revision
        self.limits = limits
        attempted = revision
    }

    /// Counts what goes into the journal.
    public mutating func count(_ batch: Batch) { bytes += batch.size }

    /// Begins one of this state if it is time. Answers whether it did: it is to be written, and the journal to begin a
    /// new segment.
    public mutating func begin(_ state: State) -> Bool {
        // Counted from the last attempt: one that failed is not made again at once, and again.
        let isOverdue = state.revision - attempted >= limits.records || bytes >= limits.bytes
        guard !isRunning, isDue || isOverdue else { return false }
        isDue = false
        guard state.revision > revision else { return false }
        isRunning = true
        attempted = state.revision
        bytes = 0
        return true
    }

    /// The running one is over.
    ///
    /// - Parameter revision: where it stands; `nil` if it could not be written.
    public mutating func end(at revision: UInt64?) {
        precondition(isRunning, "only a snapshot that was begun can end")
        isRunning = false
        if let revision { self.revision = revision }
    }
}
