public import Linux
public import Store

/// Writes batches on a thread of its own, so that the loop never waits for the disk.
public final class JournalThread: Sendable {
    private let exchange: Exchange<JournalCommand, JournalOutcome>

    /// Starts the thread and opens the end of the journal.
    ///
    /// - Parameter makeSeed: a number for each new segment, which nobody can guess.
    public init(
        on disk: DiskDirectory, after end: JournalEnd, sizes: JournalSizes, makeSeed: @escaping @Sendable () -> UInt64
    ) throws(StorageError) {
        do throws(SystemError) {
            let exchange = try Exchange<JournalCommand, JournalOutcome>()
            self.exchange = exchange
            _ = try Thread.start(named: "journal") {
                do throws(StorageError) {
                    var journal = try Journal(on: disk, after: end, sizes: sizes, makeSeed: makeSeed)
                    exchange.report(.opened)
                    journal.tidy(exchange.report)
                    while journal.carryOut(exchange.nextOrder(), exchange.report) {}
                } catch {
                    exchange.report(.failed(error))
                }
            }
        } catch {
            throw StorageError(error, file: "journal thread")
        }
        if case .failed(let error) = exchange.nextReport() { throw error }
    }

    /// Becomes readable when there are outcomes.
    public var wakeUp: EventDescriptor { exchange.wakeUp }

    public func write(_ batch: Batch) { exchange.put(.write(batch)) }

    /// Begins a new segment, so that the one before can go once a snapshot holds what is in it.
    public func rotate() { exchange.put(.rotate) }

    /// Removes what a snapshot at `revision` makes superfluous, at a time in nanoseconds since 1970.
    public func drop(through revision: UInt64, at now: Int64) { exchange.put(.drop(through: revision, at: now)) }

    /// Marks the clean end of the journal.
    public func seal() { exchange.put(.seal) }

    /// Outcomes that have come in since the last time.
    public func takeOutcomes() -> [JournalOutcome] { exchange.takeReports() }
}
