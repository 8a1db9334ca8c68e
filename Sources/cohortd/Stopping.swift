internal import Disk
internal import Service
internal import Store
internal import Systemd

/// How far a clean stop has come.
enum Stopping {
    /// Calls that were read are answered, and the disk takes what it must.
    case draining
    /// A last snapshot is written, so that the next start is quick.
    case snapshot
    /// The journal is marked as whole.
    case sealing
}

extension Server {
    /// How long peers may take to read their last answers.
    private static let drainMax = Duration.seconds(5)

    /// Takes no more connections and changes, and ends when everything that was acknowledged is on disk and said.
    func stop(because reason: String) {
        guard stopping == nil else { return }
        log.write(.notice, "stopping: \(reason)")
        Notification.stopping(status: "finishing what was asked")
        listeners = []
        service.isStopping = true
        for (id, connection) in connections {
            service.stopStreams(of: &connection.conversation)
            order(for: id)
            touched.insert(id)
        }
        stopping = .draining
        must { () throws(SystemdError) in
            sources.append(try loop.addTimer(after: Self.drainMax) { [unowned self] in self.isOutOfPatience = true })
        }
    }

    /// Goes on with the stop when the step before is done. Asked at the end of each turn.
    func stopIfDrained() {
        guard stopping == .draining, service.store.isSettled, !snapshots.isRunning else { return }
        let isDrained = unserved.isEmpty && connections.values.allSatisfy(\.conversation.isIdle)
        guard isDrained || isOutOfPatience else { return }
        stopping = .snapshot
        snapshots.isDue = true
        startSnapshot()
        if !snapshots.isRunning { seal() }
    }

    /// The last snapshot is there, or could not be had; the journal is there in any case.
    func seal() {
        stopping = .sealing
        journal.seal()
    }

    func sealed() {
        log.write(.notice, "stopped at revision \(service.store.durable.revision)")
        loop.exit(0)
    }
}
