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

    private let exchange: Exchange<Task, Outcome>

    public init(on disk: DiskDirectory) throws(SystemError) {
        let exchange = try Exchange<Task, Outcome>()
        self.exchange = exchange
        _ = try Thread.start(named: "snapshot") {
            while true { exchange.report(Self.carryOut(exchange.nextOrder(), on: disk)) }
        }
    }

    /// Becomes readable when there are outcomes.
    public var wakeUp: EventDescriptor { exchange.wakeUp }

    /// Writes a state that ends with the batch of this checksum.
    public func write(_ state: State, chain: UInt64) { exchange.put(Task(state: state, chain: chain)) }

    /// Outcomes that have come in since the last time.
    public func takeOutcomes() -> [Outcome] { exchange.takeReports() }

    private static func carryOut(_ task: Task, on disk: DiskDirectory) -> Outcome {
        do throws(StorageError) {
            try SnapshotWriter.write(task.state, chain: task.chain, to: disk)
            return .written(at: task.state.revision)
        } catch {
            return .failed(error)
        }
    }
}
