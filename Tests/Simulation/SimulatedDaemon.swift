import Service
import Store
import TestSupport

/// The whole daemon but its sockets, in one thread: each of its threads takes a step when it is told to.
struct SimulatedDaemon: ~Copyable {
    private let disk: SimulatedDisk
    var service: Service
    private var journal: Journal<SimulatedDisk>
    private var commands: [JournalCommand] = []
    private var outcomes: [JournalOutcome] = []
    private var schedule: SnapshotSchedule
    private var snapshot: SnapshotWriter<SimulatedDisk>?
    private var snapshotRevision: UInt64 = 0
    private var follower: Follower
    /// How the running snapshot ended: where it stands, or why there is none.
    private var snapshotOutcome: Result<UInt64, StorageError>?
    var lines: [Int: Conversation] = [:]
    /// The last revision that the journal was told to write.
    private(set) var handedOver: UInt64
    /// Whether memory and disk cannot be known to agree: the process has ended.
    private(set) var hasFailed = false
    /// The journal's thread has reported that, and does nothing more.
    private var hasJournalEnded = false
    private(set) var isSealed = false
    /// Housekeeping that did not succeed.
    private(set) var untidied = 0

    /// Starts from what was found on a disk.
    init(_ recovery: Recovery, on disk: SimulatedDisk, seed: UInt64) throws(StorageError) {
        journal = try Journal(on: disk, after: recovery.end, sizes: .small, makeSeed: { seed })
        self.disk = disk
        follower = Follower(on: disk)
        service = Service(Store(recovery.state))
        service.chain = recovery.end.chain
        handedOver = recovery.state.revision
        schedule = SnapshotSchedule(
            revision: recovery.snapshotRevision, limits: SnapshotSchedule.Limits(records: 40, bytes: 20_000))
    }

    var isSettled: Bool { service.store.isSettled && commands.isEmpty && outcomes.isEmpty && !schedule.isRunning }

    // MARK: - The loop

    /// What the loop does at the end of each turn.
    mutating func endTurn() {
        if service.wantsSnapshot {
            service.wantsSnapshot = false
            schedule.isDue = true
        }
        if let batch = service.store.takeBatch() {
            schedule.count(batch)
            handedOver = batch.last
            commands.append(.write(batch))
        }
        guard service.store.isSettled, !schedule.isRunning else { return }
        if schedule.begin(service.store.durable) {
            snapshot = SnapshotWriter(service.store.durable, chain: service.chain, to: disk)
            snapshotRevision = service.store.durable.revision
            commands.append(.rotate)
        } else {
            releaseSnapshot()
        }
    }

    mutating func wantSnapshot() { schedule.isDue = true }

    /// The loop hears what the journal's thread reported.
    mutating func hearJournal() {
        let reported = outcomes
        outcomes = []
        for outcome in reported {
            switch outcome {
            case .opened: break
            case .written(_, let chain):
                service.chain = chain
                service.store.confirm()
                tell { $0.release(durable: $1) }
            case .refused(let error):
                service.store.refuse(error)
                tell { $0.refuse(beyond: $1, because: "\(error)") }
            case .failed: hasFailed = true
            case .untidied: untidied += 1
            case .sealed: isSealed = true
            }
        }
        endTurn()
    }

    /// The loop hears what the snapshot's thread reported.
    ///
    /// - Parameter now: wall clock, nanoseconds since 1970.
    mutating func hearSnapshot(at now: Int64) {
        switch snapshotOutcome {
        case .success(let revision):
            schedule.end(at: revision)
            commands.append(.drop(through: revision, at: now))
            releaseSnapshot()
        case .failure(let error):
            schedule.end(at: nil)
            for line in lines.keys { lines[line]?.refuseSnapshots(because: "\(error)") }
        case nil: return
        }
        snapshotOutcome = nil
        endTurn()
    }

    private mutating func releaseSnapshot() {
        for line in lines.keys { lines[line]?.release(snapshot: schedule.revision) }
    }

    private mutating func tell(_ what: (inout Conversation, UInt64) -> Void) {
        let revision = service.store.durable.revision
        for line in lines.keys {
            guard var conversation = lines.removeValue(forKey: line) else { continue }
            what(&conversation, revision)
            lines[line] = conversation
        }
    }

    /// Asks for a clean end.
    mutating func seal() { commands.append(.seal) }

    // MARK: - The other threads

    /// The journal's thread carries out the next command. A failed one has ended.
    mutating func stepJournal() {
        guard !commands.isEmpty, !hasJournalEnded else { return }
        var reported: [JournalOutcome] = []
        let goesOn = journal.carryOut(commands.removeFirst()) { reported.append($0) }
        outcomes += reported
        hasJournalEnded = !goesOn
    }

    /// Whoever follows the audit trail is told as much as there is room for.
    mutating func stepFollower() throws { try follower.step(&service) }

    /// The snapshot's thread takes one step.
    mutating func stepSnapshot() {
        guard var writer = snapshot.take() else { return }
        do throws(StorageError) {
            if try writer.step() { snapshot = consume writer } else { snapshotOutcome = .success(snapshotRevision) }
        } catch {
            snapshotOutcome = .failure(error)
        }
    }
}
