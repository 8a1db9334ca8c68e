internal import Disk
internal import Linux
internal import Service
internal import Store
internal import Systemd

/// The loop: reads what is ready, serves it, hands over one batch, and sends what may leave.
///
/// One thread runs it and owns the state. Nothing in it waits for the disk or for a peer.
final class Server {
    let loop: EventLoop
    let log: Log
    var service: Service
    let journal: JournalThread
    var snapshots: Snapshots
    let contents: ContentThread
    let trail: TrailThread
    /// Whose each upload, download and reading of the audit trail is, until the disk has nothing more to do with it.
    var transferOwners: [TransferID: Int] = [:]
    var listeners: [Listener] = []
    var connections: [Int: Connection] = [:]
    /// Connections over a limit that wait to be told so, the first that came first.
    var turnedAway: [Int] = []
    var nextConnection = 0
    /// Connections that something happened to in this turn.
    var touched: Set<Int> = []
    /// Those of them that are being finished; kept for the room that it has.
    private var round: Set<Int> = []
    /// Connections whose turn was over before all that they had sent was looked at.
    var unserved: Set<Int> = []
    /// Connections with calls that wait for the disk.
    var waiting: Set<Int> = []
    /// Connections whose lists and watches can go on.
    var line = Line()
    /// Connections that are told when records become durable.
    private(set) var followers: Set<Int> = []
    var sources: [EventSource] = []
    /// Called once, when the first peers can be served; `nil` from then on.
    private(set) var ready: (() -> Void)?
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    var stopping: Stopping?
    /// Whether peers that do not read their last answers are left behind.
    var isOutOfPatience = false

    init(
        _ service: Service, journal: JournalThread, snapshots: Snapshots, contents: ContentThread, trail: TrailThread,
        loop: EventLoop, log: Log
    ) throws(SystemdError) {
        self.service = service
        self.journal = journal
        self.snapshots = snapshots
        self.contents = contents
        self.trail = trail
        self.loop = loop
        self.log = log
        sources = [
            try loop.add(journal.wakeUp.descriptor.number, for: .readable) { [unowned self] _ in journalReported() },
            try loop.add(contents.wakeUp.descriptor.number, for: .readable) { [unowned self] _ in contentsReported() },
            try loop.add(trail.wakeUp.descriptor.number, for: .readable) { [unowned self] _ in trailReported() },
            try loop.add(snapshots.wakeUp, for: .readable) { [unowned self] _ in snapshotReported() },
            try loop.addTimer(every: Snapshots.interval) { [unowned self] in self.snapshots.isDue = true },
        ]
        loop.descriptors.handler = { [unowned self] id, readiness in peerIsReady(id, readiness) }
        try remindWatchersAlways()
        loop.turnEnd = { [unowned self] in endTurn() }
    }

    /// Serves from the moment on at which all that the start itself changed is on disk: until then a reader would see
    /// a state without its first accounts.
    func begin(_ listeners: [Listener], then ready: @escaping () -> Void) {
        self.listeners = listeners
        self.ready = ready
        submitBatch()
        beginIfSettled()
    }

    func beginIfSettled() {
        guard let ready, service.store.isSettled, stopping == nil else { return }
        self.ready = nil
        for listener in listeners { must { () throws(SystemdError) in try listener.start(on: self) } }
        ready()
    }

    // MARK: - Peers

    private func peerIsReady(_ id: Int, _ readiness: Readiness) {
        guard let connection = connections[id] else { return }
        guard !connection.isUnserved else { return }
        touched.insert(id)
        guard connection.conversation.takesInput, !connection.isHalfClosed else {
            // Nothing is read now, so a hang-up would be told again and again.
            if readiness.contains(.hangUp) || readiness.contains(.failure) { connection.giveUp() }
            return
        }
        do throws(SystemError) {
            try connection.receive(into: &buffer)
        } catch {
            log.write(.warning, "a peer's socket failed, and is closed: \(error)")
            connection.giveUp()
        }
        serve(connection, id)
    }

    // MARK: - The end of a turn

    private func endTurn() {
        takeTurns()
        // Finishing one peer may serve what it had sent before, and so give work to another round.
        repeat {
            if service.wantsSnapshot {
                service.wantsSnapshot = false
                snapshots.isDue = true
            }
            submitBatch()
            startSnapshot()
            swap(&round, &touched)
            for id in round { finish(id) }
            round.removeAll(keepingCapacity: true)
        } while !touched.isEmpty || service.wantsSnapshot
        order(for: nil)
        serveOn()
        stopIfDrained()
        if !line.isEmpty { loop.turnAgain() }
    }

    private func submitBatch() {
        // Nothing is written behind the seal. What is committed that late is the end of a script session, and those are
        // ended by the next start.
        guard stopping != .sealing, let batch = service.store.takeBatch() else { return }
        snapshots.count(batch)
        journal.write(batch)
    }

    /// Sends what may leave, serves what was left waiting in the input, and closes what is done.
    private func finish(_ id: Int) {
        guard let connection = connections[id] else { return }
        do throws(SystemError) {
            try connection.send()
            try serveRest(of: connection, id)
            if connection.hasEndedInput {
                service.endInput(of: &connection.conversation)
                try connection.send()
            }
            // Behind all sending: what has left last makes room, too.
            service.readOn(for: &connection.conversation)
            order(for: id)
            lineUp(id, connection)
        } catch {
            log.write(.warning, "a peer's socket failed, and is closed: \(error)")
            connection.giveUp()
        }
        guard !connection.isFinished else { return close(id, connection) }
        if !connection.conversation.isWaiting { waiting.remove(id) }
        if connection.conversation.follows { followers.insert(id) } else { followers.remove(id) }
        watchDeadline(of: id, connection)
        guard connection.wishesAnew() else { return }
        must { () throws(SystemdError) in
            try loop.descriptors.watch(connection.socket.descriptor.number, as: id, for: connection.watched)
        }
    }

    /// What came in while the outbox was full, or too much waited for the disk.
    private func serveRest(of connection: Connection, _ id: Int) throws(SystemError) {
        while !connection.isGone, !connection.isUnserved, connection.conversation.takesInput,
            connection.conversation.inputLeft > 0
        {
            let before = connection.conversation.inputLeft
            serve(connection, id)
            guard connection.conversation.inputLeft < before else { return }
            submitBatch()
            try connection.send()
        }
    }

    private func close(_ id: Int, _ connection: Connection) {
        must { () throws(SystemdError) in try loop.descriptors.remove(connection.socket.descriptor.number) }
        connections[id] = nil
        turnedAway.removeAll { $0 == id }
        waiting.remove(id)
        followers.remove(id)
        service.close(connection.conversation, at: Clock.wall())
        order(for: nil)
        submitBatch()
    }

    /// The loop's own calls fail only when something of ours is broken.
    func must<Result>(_ body: () throws(SystemdError) -> Result) -> Result {
        do throws(SystemdError) { return try body() } catch { fatalError("the event loop does not work: \(error)") }
    }
}
