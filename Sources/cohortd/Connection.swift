internal import Linux
internal import Service
internal import Systemd

/// One peer: its socket, and what it says and is told.
final class Connection {
    let socket: StreamSocket
    var conversation: Conversation
    /// What the loop watches it for.
    private(set) var watched: Readiness = .readable
    /// The deadline that is waited for, and what waits for it.
    var deadline: Int64?
    var timer: TimerSource?
    /// Bytes of the outbox that are sent.
    private var sent = 0
    /// Whether the peer was owed something when that was last asked, and has taken some of it since.
    private var wasOwed = false
    private var tookSome = false
    /// The peer will send no more; what it asked before is still answered.
    private(set) var isHalfClosed = false
    /// Its turn was over before all that has come in was looked at. Until it has another one, nothing is read.
    var isUnserved = false
    /// Nothing can be said to the peer any more.
    private(set) var isGone = false

    /// The kernel says who the peer is, once: whatever becomes of the process, this stays.
    init(_ accepted: consuming Linux.Connection) {
        conversation = Conversation(Peer(uid: accepted.peer.uid))
        socket = accepted.socket
    }

    /// Whether nothing is left to do for the peer.
    var isFinished: Bool {
        isGone || (conversation.isIdle && !isUnserved && (conversation.isBroken || isHalfClosed))
    }

    /// Whether nothing more comes in that could be served.
    var hasEndedInput: Bool {
        conversation.isBroken || (isHalfClosed && !isUnserved && conversation.takesInput)
    }

    /// The peer is gone, or its socket is: nothing more is read or said.
    func giveUp() { isGone = true }

    /// Reads once what there is into the buffer and takes it in.
    func receive(into buffer: inout [UInt8]) throws(SystemError) {
        switch try socket.read(into: &buffer, at: 0) {
        case .bytes(let count): conversation.receive(buffer[..<count])
        case .wouldBlock: break
        case .end: isHalfClosed = true
        case .reset: isGone = true
        }
    }

    /// Sends what the peer takes now.
    func send() throws(SystemError) {
        let count = try send(conversation.outbox, from: sent)
        sent += count
        if count > 0 { tookSome = true }
        guard isGone || sent == conversation.outbox.count else { return }
        conversation.outbox.removeAll(keepingCapacity: conversation.outbox.count <= Self.outboxKept)
        sent = 0
    }

    /// Whether the peer has taken nothing of what it is owed since this was last asked.
    func readsNothing() -> Bool {
        defer { (wasOwed, tookSome) = (!conversation.outbox.isEmpty, false) }
        return wasOwed && !tookSome
    }

    /// How many of the bytes the socket took.
    private func send(_ bytes: [UInt8], from start: Int) throws(SystemError) -> Int {
        var offset = start
        while !isGone, offset < bytes.count {
            switch try socket.write(bytes.span.extracting(droppingFirst: offset)) {
            case .bytes(let count): offset += count
            case .wouldBlock: return offset - start
            case .reset: isGone = true
            }
        }
        return offset - start
    }

    /// Capacity that an empty outbox keeps: most answers fit, and an idle peer costs no more.
    private static var outboxKept: Int { 64 << 10 }

    /// Notes what the peer may do next: it is not read while it does not read. Answers whether that is something else
    /// than before.
    func wishesAnew() -> Bool {
        var wanted: Readiness = []
        if conversation.takesInput && !isHalfClosed { wanted.insert(.readable) }
        if !conversation.outbox.isEmpty { wanted.insert(.writable) }
        defer { watched = wanted }
        // Without a wish, the loop is still told of hang-ups.
        return wanted != watched
    }
}
