internal import Linux
internal import Service
internal import Systemd

/// Whose turn it is: a peer that has sent much is served a part of it, and then the others are.
extension Server {
    /// Nanoseconds that one peer is served for while others may wait. One call may take longer, and is never cut short.
    private static var peerTurn: Int64 { 100_000 }

    /// Serves what has come in from a peer, until its turn is over.
    func serve(_ connection: Connection, _ id: Int) {
        service.uptime = Clock.monotonic()
        let end = service.uptime + Self.peerTurn
        connection.isUnserved = false
        while service.serveNext(&connection.conversation, at: Clock.wall()) {
            guard Clock.monotonic() < end else {
                connection.isUnserved = true
                unserved.insert(id)
                break
            }
        }
        order(for: id)
        if connection.conversation.isWaiting { waiting.insert(id) }
        lineUp(id, connection)
    }

    /// Gives those another turn who needed more than one. What they are answered leaves at the end of the loop's next
    /// turn, which also serves whoever came in the meantime.
    func serveOn() {
        guard !unserved.isEmpty else { return }
        let peers = unserved
        unserved = []
        for id in peers {
            guard let connection = connections[id], !connection.isGone else { continue }
            serve(connection, id)
            touched.insert(id)
        }
        loop.turnAgain()
    }
}
