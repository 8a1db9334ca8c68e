internal import Disk
internal import Linux
internal import Service
internal import Store
internal import Systemd

/// What the loop does when the disk has done something: answers leave, batches are refused, snapshots begin and end.
extension Server {
    func journalReported() {
        for outcome in journal.takeOutcomes() {
            switch outcome {
            case .opened: break
            case .written(_, let chain):
                service.chain = chain
                service.store.confirm()
                releaseAnswers()
                wakeFollowers()
                beginIfSettled()
            case .refused(let error): refuseBatch(error)
            case .failed(let error):
                log.write(.error, "the journal cannot be trusted any more, so cohortd ends: \(error); start it again")
                loop.exit(ExitStatus.diskFailed)
            case .untidied(let error): log.write(.warning, "old files of the journal are left over: \(error)")
            case .sealed: sealed()
            }
        }
    }

    private func releaseAnswers() {
        let revision = service.store.durable.revision
        eachWaiting { $0.release(durable: revision) }
    }

    /// Tells something to every conversation with calls that wait; what it says leaves at the end of the turn.
    private func eachWaiting(_ tell: (inout Conversation) -> Void) {
        for id in waiting {
            guard let connection = connections[id] else { continue }
            tell(&connection.conversation)
            touched.insert(id)
        }
    }

    private func refuseBatch(_ error: StorageError) {
        guard ready == nil else {
            log.write(.error, "cannot start, as the disk does not take what a start changes: \(error)")
            return loop.exit(ExitStatus.notStarted)
        }
        log.write(.error, "changes are refused, as the disk does not take them: \(error)")
        service.store.refuse(error)
        let revision = service.store.durable.revision
        eachWaiting { $0.refuse(beyond: revision, because: "\(error)") }
    }

    /// Snapshots begin between two batches, so that a segment of the journal ends where the snapshot stands.
    func startSnapshot() {
        guard service.store.isSettled, !snapshots.isRunning else { return }
        if snapshots.start(service.store.durable, chain: service.chain) { journal.rotate() }
        // Nothing changed since the newest one: whoever asked has it.
        if !snapshots.isRunning { releaseSnapshot() }
    }

    func snapshotReported() {
        for outcome in snapshots.takeOutcomes() {
            switch outcome {
            case .written(let revision):
                log.write(.info, "wrote a snapshot", [Log.Field("REVISION", revision)])
                journal.drop(through: revision, at: Clock.wall())
                releaseSnapshot()
            case .failed(let error):
                log.write(.error, "the snapshot could not be written, and the journal is kept: \(error)")
                eachWaiting { $0.refuseSnapshots(because: "\(error)") }
            }
            if stopping == .snapshot { seal() }
        }
    }

    private func releaseSnapshot() {
        let revision = snapshots.revision
        eachWaiting { $0.release(snapshot: revision) }
    }
}
