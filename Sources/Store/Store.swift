public import Permissions

/// The four copies of the state, and the batch that gathers between them. One thread owns it.
///
/// - `applied` is what plans are made against and applied to; it is ahead of the disk.
/// - `submitted` is `applied` as it was when the running batch was handed over.
/// - `durable` is what readers see: nobody reads what a crash could take back.
/// - A copy of `durable` that a snapshot walks is held by whoever writes it.
public struct Store: Sendable {
    public private(set) var applied: State
    public private(set) var durable: State
    private var submitted: State
    private var gathering: Batch
    /// The batch that is being written, and whether it may use the reserve.
    private var isRunning = false
    private var runningRelieves = false
    /// What the disk last had no room for, until it takes such a batch again.
    private var shortage: Shortage?
    private var released = ReleasedContents()
    /// What the newest records changed, also of those that are not durable yet.
    public private(set) var changes: RecentChanges

    /// Begins with what recovery found.
    public init(_ state: State) { self.init(state, keeping: .standard) }

    /// The same, with less or more kept for those who watch.
    public init(_ state: State, keeping limits: ChangeLimits) {
        applied = state
        submitted = state
        durable = state
        gathering = Batch(first: state.revision + 1)
        changes = RecentChanges(after: state.revision, within: limits)
    }

    /// Whether so much waits for the disk that no more should be planned.
    public var isFull: Bool { gathering.payload.count >= StoreLimits.batchSizeMax }

    /// Applies a plan and adds its record to the batch that gathers. Returns the revision: what is answered about it
    /// leaves when `durable` has reached that.
    public mutating func commit(
        _ mutations: [Mutation], by author: Author, at time: Int64, receipt: Receipt? = nil
    ) -> UInt64 {
        precondition(!mutations.isEmpty, "a record changes something")
        var record = Record(
            revision: applied.revision + 1, time: time, author: author, mutations: mutations, receipt: receipt)
        record.subjects = applied.subjects(of: mutations)
        released.note(mutations, in: applied, revision: record.revision)
        let note = ChangeNote(mutations, in: applied)
        applied.apply(record)
        changes.append(note, as: applied)
        gathering.append(record)
        return record.revision
    }

    /// The batch to write now, if there is one and none is being written.
    public mutating func takeBatch() -> Batch? {
        guard !isRunning, !gathering.isEmpty else { return nil }
        let batch = gathering
        isRunning = true
        runningRelieves = batch.relieves
        submitted = applied
        gathering = Batch(first: applied.revision + 1)
        return batch
    }

    /// The running batch is on disk.
    public mutating func confirm() {
        precondition(isRunning, "only a batch that was taken can be confirmed")
        isRunning = false
        durable = submitted
        if runningRelieves { shortage?.yieldsLeft = 0 } else { shortage = nil }
    }

    /// The running batch is not on disk: what it changed, and what was planned on top of it, never was.
    public mutating func refuse() {
        precondition(isRunning, "only a batch that was taken can be refused")
        isRunning = false
        applied = durable
        submitted = durable
        released.refuse(beyond: durable.revision)
        changes.refuse(beyond: durable.revision)
        gathering = Batch(first: durable.revision + 1)
    }

    /// The running batch is not on disk, and why.
    public mutating func refuse(_ error: StorageError) {
        refuse()
        if error.isSpaceShortage { shortage = Shortage(reason: "\(error)", yieldsLeft: shortage?.yieldsLeft ?? 0) }
    }

    /// Bytes that were put on disk and that no record came to speak of: they go, unless another one does.
    public mutating func release(_ digest: ContentDigest) { released.note(digest, durable.revision) }

    /// Contents that nothing refers to any more, on disk or on its way there: their files can go. Each is told once.
    public mutating func takeReleased() -> [ContentDigest] { released.take(durable: durable, applied: applied) }

    /// Whether every record is on disk.
    public var isSettled: Bool { !isRunning && gathering.isEmpty }
}

// MARK: - When the disk is full

extension Store {
    /// What keeps changes apart from those that may use the reserve, while the disk is full: in one batch with them, or
    /// behind them, nothing would get through.
    private struct Shortage {
        /// Changes that are turned away once something that frees space had to be.
        static let yields = 16

        let reason: String
        var yieldsLeft: Int
    }

    /// Why these changes cannot be committed now, as the disk is full; `nil` if they can be tried.
    public mutating func turnsAway(_ mutations: [Mutation]) -> String? {
        guard let shortage else { return nil }
        let relieves = mutations.allSatisfy(\.relieves)
        let isMixed =
            (isRunning && runningRelieves != relieves) || (!gathering.isEmpty && gathering.relieves != relieves)
        if relieves, isMixed { self.shortage?.yieldsLeft = Shortage.yields }
        guard !relieves, shortage.yieldsLeft > 0 else { return isMixed ? shortage.reason : nil }
        self.shortage?.yieldsLeft -= 1
        return shortage.reason
    }
}
