/// What a journal is told to do, on whichever thread it lives.
public enum JournalCommand: Sendable {
    case write(Batch)
    /// Begins a new segment, so that the one before can go once a snapshot holds what is in it.
    case rotate
    /// Removes what a snapshot at this revision makes superfluous, at this time: nanoseconds since 1970.
    case drop(through: UInt64, at: Int64)
    /// Marks the clean end of the journal.
    case seal
}

/// What became of a command. They come in the order of the commands.
public enum JournalOutcome: Sendable {
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

extension Journal {
    /// Carries out a command and reports what became of it. Answers whether the journal can go on.
    public mutating func carryOut(_ command: JournalCommand, _ report: (JournalOutcome) -> Void) -> Bool {
        do throws(AppendError) {
            if let outcome = try outcome(of: command) { report(outcome) }
        } catch {
            switch error {
            case .failed(let cause):
                report(.failed(cause))
                return false
            case .refused(let cause):
                if case .write = command { report(.refused(cause)) } else { report(.untidied(cause)) }
                // A full disk is no reason never to stop: without its seal the journal is as whole.
                if case .seal = command { report(.sealed) }
            }
        }
        tidy(report)
        return true
    }

    /// Fills the reserve if it may have room. Nobody waits for this: it comes after what somebody does wait for.
    public mutating func tidy(_ report: (JournalOutcome) -> Void) {
        guard wantsRefill else { return }
        do throws(StorageError) { try refill() } catch { report(.untidied(error)) }
    }

    private mutating func outcome(of command: JournalCommand) throws(AppendError) -> JournalOutcome? {
        switch command {
        case .write(let batch):
            let chain = try append(batch)
            return .written(through: batch.last, chain: chain)
        case .rotate:
            try rotate()
        case .drop(let revision, let now):
            do throws(StorageError) { try drop(through: revision, at: now) } catch { return .untidied(error) }
        case .seal:
            try seal()
            return .sealed
        }
        return nil
    }
}
