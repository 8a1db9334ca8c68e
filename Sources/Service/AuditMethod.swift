internal import Permissions
internal import Protobuf
public import Store
internal import Wire

/// `cohort.v1.Admin.Audit`: what the trail tells is read elsewhere, part by part, as much as the peer takes.
extension Service {
    mutating func openAudit(_ call: Call, _ deadline: Int64, of conversation: inout Conversation) throws(CallError) {
        let request: V1.AuditRequest = try call.request()
        let state = store.durable
        let caller = try auditor(call.peer, at: call.now)
        do throws(CallError) {
            try state.checkPresent(request.atLeastRevision)
            // What has been told is told again by no one: there must be a state that holds it.
            if request.fromRevision > 0 { try state.checkPresent(request.fromRevision - 1) }
            let filter = try TrailFilter(request)
            let transfer = try beginTransfer(for: call.peer)
            conversation.streams[call.stream] = Stream(
                work: .audit(
                    Audit(
                        peer: call.peer, filter: filter, follows: request.follow, transfer: transfer,
                        target: state.revision, next: request.fromRevision == 0 ? nil : request.fromRevision,
                        isAsking: true)), deadline: deadline)
            trailOrders.append(.open(transfer, from: request.fromRevision, filter))
        } catch {
            refuse(error, to: caller, call, of: &conversation)
        }
    }

    /// Whoever may ask for the trail: everyone, of themselves at least. A script sees one group, and the trail has none.
    private func auditor(_ peer: Peer, at now: Int64) throws(CallError) -> Caller {
        let caller = try peer.caller(at: now, in: store.durable)
        guard !caller.isConfined else { throw .refusal(.confinedSession) }
        return caller
    }

    /// What is to be read of the audit trail, in this order. To be taken whenever something was served or reported.
    public mutating func takeTrailOrders() -> [TrailOrder] {
        defer { trailOrders = [] }
        return trailOrders
    }

    /// Asks for what may be told next, if there is room for it. To be called whenever bytes have left, or records have
    /// become durable.
    mutating func readAudits(for conversation: inout Conversation) {
        let durable = store.durable.revision
        for (id, stream) in conversation.streams.sorted(by: { $0.key < $1.key }) {
            guard case .audit(var audit) = stream.work, audit.canRead(durable: durable),
                conversation.readingRoom >= ServiceLimits.auditFrameSize
            else { continue }
            trailOrders.append(.read(audit.transfer, through: audit.last(durable: durable)))
            audit.isAsking = true
            conversation.streams[id]?.work = .audit(audit)
        }
    }
}

// MARK: - What the disk answers

extension Service {
    /// What came of an order of a connection that is there.
    ///
    /// - Parameter now: wall clock, nanoseconds since 1970.
    public mutating func take(_ report: TrailReport, for conversation: inout Conversation, at now: Int64) {
        if let id = conversation.stream(of: report.transfer), !endsLate(id, of: &conversation),
            case .audit(let audit) = conversation.streams[id]?.work
        {
            serve(report, audit, on: id, of: &conversation, at: now)
        }
        take(report)
    }

    /// What came of an order of a connection that is gone.
    public mutating func take(_ report: TrailReport) {
        if case .ended(let transfer) = report { transfers.end(transfer) }
    }

    private mutating func serve(
        _ report: TrailReport, _ audit: Audit, on id: UInt32, of conversation: inout Conversation, at now: Int64
    ) {
        var audit = audit
        audit.isAsking = false
        do throws(CallError) {
            switch report {
            case .opened(_, let first):
                audit.next = audit.next ?? first
                try tell([], beginning: first, &audit, on: id, of: &conversation, at: now)
            case .read(_, let entries, let next):
                audit.next = next
                try tell(entries, beginning: nil, &audit, on: id, of: &conversation, at: now)
            case .failed(_, let error): throw .trailUnreadable("\(error)")
            case .ended: break
            }
        } catch {
            return fail(id, error, of: &conversation)
        }
        conversation.streams[id]?.work = .audit(audit)
        guard audit.isComplete, !audit.follows else { return }
        finish(id, of: &conversation)
    }

    /// Says what there is to say: where the trail begins, what was found, that it is all.
    private func tell(
        _ entries: [TrailEntry], beginning: UInt64?, _ audit: inout Audit, on id: UInt32,
        of conversation: inout Conversation, at now: Int64
    ) throws(CallError) {
        let state = store.durable
        // A right that was lost since the last message is lost for this one.
        let caller = try auditor(audit.peer, at: now)
        let next = audit.next ?? 0
        let wasComplete = audit.isComplete
        audit.isComplete = next > audit.target
        let reply = V1.AuditReply.with {
            $0.entries = entries.compactMap { AuditView.message($0, audit.filter, for: caller, in: state) }
            $0.nextRevision = next
            $0.complete = audit.isComplete
            $0.firstRevision = beginning ?? 0
            $0.revision = state.revision
        }
        guard beginning != nil || !reply.entries.isEmpty || audit.isComplete != wasComplete else { return }
        conversation.send(try ReplyWriter.data(reply, on: id))
    }
}
