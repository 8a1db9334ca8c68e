internal import Linux
internal import Service
internal import Systemd

/// Who comes in, and who is let go: those over a limit, those that keep silent, and those that do not read.
extension Server {
    func accept(_ connection: Connection) {
        let id = nextConnection
        nextConnection += 1
        connections[id] = connection
        connection.conversation.number = id
        if !service.admit(&connection.conversation) { turnAway(id) }
        must { () throws(SystemdError) in
            try loop.descriptors.add(connection.socket.descriptor.number, as: id, for: connection.watched)
        }
    }

    /// A connection over a limit stays until it was told so, or until too many do.
    private func turnAway(_ id: Int) {
        turnedAway.append(id)
        guard turnedAway.count > ServiceLimits.turnedAwayMax else { return }
        let first = turnedAway.removeFirst()
        connections[first]?.giveUp()
        touched.insert(first)
    }

    /// Ends connections whose frames do not get whole, or that do nothing.
    func endSilence() throws(SystemdError) {
        let least = min(service.limits.frameTime, service.limits.idleTime)
        let interval = min(max(least / 4, .milliseconds(20)), .seconds(15))
        sources.append(
            try loop.addTimer(every: interval) { [unowned self] in
                let now = Clock.monotonic()
                for (id, connection) in connections {
                    guard let reason = connection.conversation.endIfSilent(at: now) else { continue }
                    log.write(.info, "a peer \(reason), and is let go")
                    touched.insert(id)
                }
            })
    }

    /// Gives up peers that have read nothing of their answers for so long. One of them may be nobody: a socket that was
    /// handed over its own connection lies in its own queue, which is not read before the answers are, and so is open
    /// when every process has closed it.
    func giveUp(after patience: Duration) throws(SystemdError) {
        sources.append(
            try loop.addTimer(every: patience) { [unowned self] in
                for (id, connection) in connections where connection.readsNothing() {
                    log.write(.warning, "a peer read nothing of its answers for \(patience), and is cut off")
                    connection.giveUp()
                    touched.insert(id)
                }
            })
    }

    /// Ends sessions that have gone without a call for so long, or an eighth longer.
    func endSessions(idleFor idle: Duration) throws(SystemdError) {
        sources.append(
            try loop.addTimer(every: idle / Service.idleTicks) { [unowned self] in
                service.endIdleSessions(at: Clock.wall())
            })
    }
}
