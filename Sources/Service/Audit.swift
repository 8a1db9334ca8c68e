internal import Permissions
internal import Store
internal import Wire

/// A reading of the audit trail.
struct Audit: Sendable {
    /// Who asks: judged anew with whatever is told.
    let peer: Peer
    let filter: TrailFilter
    /// Whether it goes on with what becomes durable.
    let follows: Bool
    let transfer: TransferID
    /// What was durable when it was asked for.
    let target: UInt64
    /// The revision to be read next; `nil`: it is not known yet where the trail begins.
    var next: UInt64?
    /// Whether the disk was asked, and has not answered.
    var isAsking = false
    /// Whether it was said that everything up to the target is told.
    var isComplete = false

    /// The most that the frame has that was asked for.
    var reading: Int { isAsking ? ServiceLimits.auditFrameSize : 0 }

    /// Whether there is something that the disk can be asked for.
    func canRead(durable: UInt64) -> Bool {
        guard let next, !isAsking else { return false }
        return next <= last(durable: durable)
    }

    /// The last revision to be read now.
    func last(durable: UInt64) -> UInt64 { follows ? durable : target }
}

extension TrailFilter {
    init(_ request: V1.AuditRequest) throws(CallError) {
        self.init()
        user = request.user.map { UserID($0) }
        session = request.session.map { SessionID($0) }
        object = ObjectID(named: request.object)
        group = request.group.map { GroupID($0) }
        since = request.since == 0 ? nil : request.since
        until = request.until == 0 ? nil : request.until
        guard request.kinds.count <= ChangeKind.allCases.count else {
            throw .invalid(.tooMany("kinds", request.kinds.count, max: ChangeKind.allCases.count))
        }
        guard !request.kinds.isEmpty else { return }
        var kinds: Set<ChangeKind> = []
        for kind in request.kinds { kinds.insert(try ChangeKind(kind)) }
        self.kinds = kinds
    }
}

extension ChangeKind {
    fileprivate init(_ kind: V1.ChangeKind) throws(CallError) {
        guard let known = UInt8(exactly: kind.rawValue).flatMap(ChangeKind.init) else {
            throw .invalid(.unknownNumber("kinds", kind.rawValue))
        }
        self = known
    }

    var message: V1.ChangeKind { V1.ChangeKind(rawValue: Int32(rawValue)) }
}
