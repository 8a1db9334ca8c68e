public import Linux
public import Store

/// Writes snapshots on a thread of its own, from a copy of the state that nothing else changes.
public final class SnapshotThread: Sendable {
    private struct Task: Sendable {
        let state: State
        let chain: UInt64
    }

    /// What became of a snapshot.
    public enum Outcome: Sendable {
        /// It is on disk; the journal before it is superfluous.
        case written(at: UInt64)
        /// The snapshot before it, and the journal, are what they were.
        case failed(StorageError)
    }

    private let tasks: Mailbox<Task>
    private let outcomes: Mailbox<Outcome>
    /// Becomes readable when there are outcomes.
    public let wakeUp: EventDescriptor

    public init(on disk: DiskDirectory) throws(SystemError) {
        let (tasks, outcomes) = (try Mailbox<Task>(), try Mailbox<Outcome>())
        let wakeUp = try EventDescriptor()
        self.tasks = tasks
        self.outcomes = outcomes
        self.wakeUp = wakeUp
        _ = try Thread.start(named: "snapshot") {
            do throws(SystemError) {
                while let task = try tasks.take() {
                    try outcomes.put(Self.carryOut(task, on: disk))
                    try wakeUp.signal()
                }
            } catch {
                fatalError("a mailbox does not work: \(error)")
            }
        }
    }

    /// Writes a state that ends with the batch of this checksum.
    public func write(_ state: State, chain: UInt64) {
        do throws(SystemError) {
            try tasks.put(Task(state: state, chain: chain))
        } catch {
            fatalError("a mailbox does not work: \(error)")
        }
    }

    /// Outcomes that have come in since the last time.
    public func takeOutcomes() -> [Outcome] {
        do throws(SystemError) { _ = try wakeUp.drain() } catch {
            fatalError("an event descriptor does not work: \(error)")
        }
        return outcomes.tryTakeAll()
    }

    private static func carryOut(_ task: Task, on disk: DiskDirectory) -> Outcome {
        do throws(StorageError) {
            try SnapshotWriter.write(task.state, chain: task.chain, to: disk)
            return .written(at: task.state.revision)
        } catch {
            return .failed(error)
        }
    }
}
