internal import Permissions
public import Store
internal import Wire

/// The daemon without its sockets, its clock and its disk: requests go in, answers, batches and orders come out.
///
///     bytes -> frame -> request -> caller -> plan | refusal -> record -> state -> reply
public struct Service: Sendable {
    /// The state, and the batch that gathers.
    public var store: Store
    /// Script sessions that a connection is bound to, or was: nobody else joins them.
    var boundScripts: Set<SessionID> = []
    /// The checksum of the batch that the durable state ends with: a backup says what goes on from it.
    public var chain: UInt64 = 0
    /// Backups under way, by number.
    var backups: [UInt64: SnapshotEncoder] = [:]
    var nextBackup: UInt64 = 1
    /// Whether somebody asked for a snapshot since this was last cleared.
    public var wantsSnapshot = false
    /// Whether no more changes are taken on.
    public var isStopping = false
    /// Bytes that an attachment may hold.
    public var attachmentSizeMax = ServiceLimits.attachmentSizeDefault
    /// Seconds that a session may live.
    public var sessionLifetimeMax = ServiceLimits.sessionLifetimeDefault
    var transfers = Transfers()
    /// What is to be read of the audit trail.
    var trailOrders: [TrailOrder] = []
    var intakes = Intakes()
    var sessionUse = SessionUse()
    var watchers = Watchers()
    /// What an operator has set for connections to come.
    public var limits = PeerLimits()
    var admission = Admission()
    /// Monotonic nanoseconds, as whoever serves last looked: deadlines are counted by them, as the wall clock can jump.
    public var uptime: Int64 = 0

    public init(_ store: Store) { self.store = store }

    /// Serves every frame that is there whole, in order.
    ///
    /// - Parameter now: wall clock, nanoseconds since 1970.
    public mutating func serveAll(_ conversation: inout Conversation, at now: Int64) {
        while serveNext(&conversation, at: now) {}
    }

    /// Serves the next frame. Answers whether there was one that is whole.
    ///
    /// - Parameter now: wall clock, nanoseconds since 1970.
    public mutating func serveNext(_ conversation: inout Conversation, at now: Int64) -> Bool {
        guard let frame = conversation.nextFrame() else { return false }
        if let session = conversation.peer.session { sessionUse.note(callIn: session) }
        switch frame.header.kind {
        case .request: serve(frame, of: &conversation, at: now)
        case .data: serveData(frame, of: &conversation, at: now)
        // Types that we do not know are skipped.
        default: break
        }
        return true
    }

    private mutating func serve(_ frame: Conversation.Frame, of conversation: inout Conversation, at now: Int64) {
        let stream = frame.header.streamID
        if let refusal = conversation.refusal {
            conversation.refuse(refusal, on: stream)
            return conversation.end()
        }
        do throws(CallError) {
            guard stream % 2 == 1 else { throw .streamID(stream) }
            guard !conversation.isActive(stream) else { throw .streamInUse(stream) }
            let data = conversation.input[frame.data]
            let envelope = try Envelope(parsing: data.span)
            guard envelope.timeout >= 0 else { throw .deadlinePassed }
            let method = try Method(
                service: data.span.extracting(envelope.service), method: data.span.extracting(envelope.method))
            let start = frame.data.lowerBound
            let payload = data[(start + envelope.payload.lowerBound)..<(start + envelope.payload.upperBound)]
            let call = Call(
                stream: stream, payload: payload, peer: conversation.peer, key: envelope.key, now: now)
            if method == .cancel { return try cancel(call, of: &conversation) }
            guard !method.isStream else {
                let (deadline, isNever) = uptime.addingReportingOverflow(envelope.timeout)
                return try open(
                    method, call, flags: frame.header.flags,
                    deadline: envelope.timeout == 0 || isNever ? .max : deadline, of: &conversation)
            }
            let answer = try answer(method, call)
            conversation.take(answer, on: stream, durable: store.durable.revision, dropsData: false)
            // Whoever works in another group now, or as somebody else, watches as that.
            if answer.peer != nil { conversation.eachWatch { $0.stir(from: watchers.noticed + 1) } }
        } catch {
            conversation.refuse(error, on: stream)
        }
    }

    /// A connection has ended: what was bound to it ends too. The peer's calls that were read are carried out.
    public mutating func close(_ conversation: Conversation, at now: Int64) {
        if conversation.isCounted { admission.leave(conversation.peer.uid) }
        for stream in conversation.streams.values { abandon(stream) }
        if let backup = conversation.peer.backup { backups[backup] = nil }
        guard let id = conversation.peer.session, boundScripts.contains(id) else { return }
        // The disk may refuse the end: until it has it, the session is bound to a connection that is gone.
        boundScripts = boundScripts.filter { store.durable.session($0) != nil }
        end(id, at: now)
    }
}
