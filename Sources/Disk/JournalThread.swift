public import Linux
public import Store

/// Writes batches on a thread of its own, so that the loop never waits for the disk.
public final class JournalThread: Sendable {
    private enum Command: Sendable {
        case write(Batch)
        case rotate
        case drop(through: UInt64)
        case seal
    }

    /// What became of a command. They come in the order of the commands.
    public enum Outcome: Sendable {
        /// The end of the journal is open.
        case opened
        /// The batch that ends with this revision is on disk; with it the checksum that the next one names.
        case written(through: UInt64, chain: UInt64)
        /// Nothing of the batch is on disk.
        case refused(StorageError)
        /// Memory and disk cannot be known to agree: the process must end.
        case failed(StorageError)
        /// Housekeeping that did not succeed, and that nothing depends on.
        case untidied(StorageError)
        /// Nothing is written any more. The journal ends cleanly, unless `untidied` came just before.
        case sealed
    }

    private let commands: Mailbox<Command>
    private let outcomes: Mailbox<Outcome>
    /// Becomes readable when there are outcomes.
    public let wakeUp: EventDescriptor

    /// Starts the thread and opens the end of the journal.
    ///
    /// - Parameter makeSeed: a number for each new segment, which nobody can guess.
    public init(
        on disk: DiskDirectory, after end: JournalEnd, makeSeed: @escaping @Sendable () -> UInt64
    ) throws(StorageError) {
        let opening: Outcome?
        do throws(SystemError) {
            let (commands, outcomes) = (try Mailbox<Command>(), try Mailbox<Outcome>())
            let wakeUp = try EventDescriptor()
            self.commands = commands
            self.outcomes = outcomes
            self.wakeUp = wakeUp
            _ = try Thread.start(named: "journal") {
                let report = { @Sendable (outcome: Outcome) in Self.report(outcome, to: outcomes, wakeUp) }
                do throws(StorageError) {
                    var journal = try Journal(on: disk, after: end, makeSeed: makeSeed)
                    report(.opened)
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

    /// Removes what a snapshot at `revision` makes superfluous.
    public func drop(through revision: UInt64) { put(.drop(through: revision)) }

    /// Marks the clean end of the journal.
    public func seal() { put(.seal) }

    /// Outcomes that have come in since the last time.
    public func takeOutcomes() -> [Outcome] {
        do throws(SystemError) { _ = try wakeUp.drain() } catch {
            fatalError("an event descriptor does not work: \(error)")
        }
        return outcomes.tryTakeAll()
    }

    private func put(_ command: Command) {
        do throws(SystemError) { try commands.put(command) } catch { fatalError("a mailbox does not work: \(error)") }
    }
}

extension JournalThread {
    private static func report(_ outcome: Outcome, to outcomes: Mailbox<Outcome>, _ wakeUp: EventDescriptor) {
        do throws(SystemError) {
            try outcomes.put(outcome)
            try wakeUp.signal()
        } catch {
            fatalError("a mailbox does not work: \(error)")
        }
    }

    private static func work(
        _ commands: Mailbox<Command>, on journal: inout Journal<DiskDirectory>, _ report: (Outcome) -> Void
    ) {
        while true {
            let command: Command?
            do throws(SystemError) { command = try commands.take() } catch {
                fatalError("a mailbox does not work: \(error)")
            }
            guard let command else { return }
            do throws(AppendError) {
                if let outcome = try carryOut(command, on: &journal) { report(outcome) }
            } catch {
                switch error {
                case .failed(let cause): return report(.failed(cause))
                case .refused(let cause):
                    if case .write = command { report(.refused(cause)) } else { report(.untidied(cause)) }
                    // A full disk is no reason never to stop: without its seal the journal is as whole.
                    if case .seal = command { report(.sealed) }
                }
            }
        }
    }

    private static func carryOut(
        _ command: Command, on journal: inout Journal<DiskDirectory>
    ) throws(AppendError) -> Outcome? {
        switch command {
        case .write(let batch):
            let chain = try journal.append(batch)
            return .written(through: batch.last, chain: chain)
        case .rotate:
            try journal.rotate()
        case .drop(let revision):
            do throws(StorageError) { try journal.drop(through: revision) } catch { return .untidied(error) }
        case .seal:
            try journal.seal()
            return .sealed
        }
        return nil
    }
}
