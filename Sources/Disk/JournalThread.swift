public import Linux
public import Store

/// Writes batches on a thread of its own, so that the loop never waits for the disk.
public final class JournalThread: Sendable {
    private let commands: Mailbox<JournalCommand>
    private let outcomes: Mailbox<JournalOutcome>
    /// Becomes readable when there are outcomes.
    public let wakeUp: EventDescriptor

    /// Starts the thread and opens the end of the journal.
    ///
    /// - Parameter makeSeed: a number for each new segment, which nobody can guess.
    public init(
        on disk: DiskDirectory, after end: JournalEnd, sizes: JournalSizes, makeSeed: @escaping @Sendable () -> UInt64
    ) throws(StorageError) {
        let opening: JournalOutcome?
        do throws(SystemError) {
            let (commands, outcomes) = (try Mailbox<JournalCommand>(), try Mailbox<JournalOutcome>())
            let wakeUp = try EventDescriptor()
            self.commands = commands
            self.outcomes = outcomes
            self.wakeUp = wakeUp
            _ = try Thread.start(named: "journal") {
                let report = { @Sendable (outcome: JournalOutcome) in Self.report(outcome, to: outcomes, wakeUp) }
                do throws(StorageError) {
                    var journal = try Journal(on: disk, after: end, sizes: sizes, makeSeed: makeSeed)
                    report(.opened)
                    journal.tidy(report)
                    Self.work(commands, on: &journal, report)
                } catch {
                    report(.failed(error))
                }
            }
            opening = try outcomes.take()
        } catch {
            throw StorageError(error, file: "journal thread")
        }
        if case .failed(let error)? = opening { throw error }
    }

    public func write(_ batch: Batch) { put(.write(batch)) }

    /// Begins a new segment, so that the one before can go once a snapshot holds what is in it.
    public func rotate() { put(.rotate) }

    /// Removes what a snapshot at `revision` makes superfluous, at a time in nanoseconds since 1970.
    public func drop(through revision: UInt64, at now: Int64) { put(.drop(through: revision, at: now)) }

    /// Marks the clean end of the journal.
    public func seal() { put(.seal) }

    /// Outcomes that have come in since the last time.
    public func takeOutcomes() -> [JournalOutcome] {
        do throws(SystemError) { _ = try wakeUp.drain() } catch {
            fatalError("an event descriptor does not work: \(error)")
        }
        return outcomes.tryTakeAll()
    }

    private func put(_ command: JournalCommand) {
        do throws(SystemError) { try commands.put(command) } catch { fatalError("a mailbox does not work: \(error)") }
    }
}

extension JournalThread {
    private static func report(
        _ outcome: JournalOutcome, to outcomes: Mailbox<JournalOutcome>, _ wakeUp: EventDescriptor
    ) {
        do throws(SystemError) {
            try outcomes.put(outcome)
            try wakeUp.signal()
        } catch {
            fatalError("a mailbox does not work: \(error)")
        }
    }

    private static func work(
        _ commands: Mailbox<JournalCommand>, on journal: inout Journal<DiskDirectory>,
        _ report: (JournalOutcome) -> Void
    ) {
        while true {
            let command: JournalCommand?
            do throws(SystemError) { command = try commands.take() } catch {
                fatalError("a mailbox does not work: \(error)")
            }
            guard let command, journal.carryOut(command, report) else { return }
        }
    }
}
