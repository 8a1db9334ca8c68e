internal import Linux
internal import Service
internal import Systemd

/// Connections whose lists and watches can go on by themselves, in the order in which they take turns.
struct Line {
    private var waiting: [Int] = []
    /// Those at the start that have had their turn.
    private var gone = 0
    private var members: Set<Int> = []

    var isEmpty: Bool { members.isEmpty }

    /// Puts a connection at the end, unless it waits already.
    mutating func append(_ id: Int) {
        if members.insert(id).inserted { waiting.append(id) }
    }

    mutating func popFirst() -> Int? {
        guard gone < waiting.count else { return nil }
        let id = waiting[gone]
        gone += 1
        // Moved rarely, so that each is moved once at most on average.
        if gone > waiting.count / 2 {
            waiting.removeSubrange(..<gone)
            gone = 0
        }
        members.remove(id)
        return id
    }
}

/// What goes on without anybody asking: lists and watches, a little in each turn of the loop, and deadlines.
extension Server {
    /// How often those who watch are told up to where they were told all, and looked at whether they still may.
    private static let reminding = Duration.seconds(30)

    func remindWatchersAlways() throws(SystemdError) {
        sources.append(try loop.addTimer(every: Self.reminding) { [unowned self] in remindWatchers() })
    }

    /// Lines up connections where something can go on.
    func lineUp(_ id: Int, _ connection: Connection) {
        if connection.conversation.wantsTurn { line.append(id) }
    }

    /// Has those go on whose turn it is: so many objects, about, and then all others are served again.
    func takeTurns() {
        for (watcher, revision) in service.takeStirred() {
            guard let connection = connections[watcher.conversation] else { continue }
            connection.conversation.stir(watcher, from: revision)
            lineUp(watcher.conversation, connection)
        }
        var effort = 0
        while effort < ServiceLimits.turnEffort, let id = line.popFirst() {
            guard let connection = connections[id] else { continue }
            effort += service.goOn(&connection.conversation, at: Clock.wall())
            touched.insert(id)
            lineUp(id, connection)
        }
    }

    private func remindWatchers() {
        for (id, connection) in connections {
            service.remindWatchers(of: &connection.conversation)
            lineUp(id, connection)
        }
    }
}

// MARK: - Deadlines

extension Server {
    /// Waits for the first deadline of a connection's streams.
    func watchDeadline(of id: Int, _ connection: Connection) {
        let deadline = connection.conversation.nextDeadline
        guard deadline != connection.deadline else { return }
        connection.deadline = deadline
        guard let deadline else { return must { () throws(SystemdError) in try connection.timer?.setEnabled(false) } }
        let delay = Duration.nanoseconds(max(0, deadline - Clock.monotonic()))
        must { () throws(SystemdError) in
            if let timer = connection.timer { return try timer.restart(after: delay) }
            connection.timer = try loop.addTimer(after: delay) { [unowned self] in expire(id) }
        }
    }

    /// The moment is that which was waited for, whatever the clock says by now.
    private func expire(_ id: Int) {
        guard let connection = connections[id], let deadline = connection.deadline else { return }
        connection.deadline = nil
        service.expire(&connection.conversation, at: deadline)
        order(for: id)
        touched.insert(id)
    }
}
