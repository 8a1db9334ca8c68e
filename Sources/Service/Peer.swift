internal import Permissions

/// Who is at the other end of a connection, and as whom it acts: fixed when it was accepted, and bound at most once.
public struct Peer: Sendable {
    /// The OS account that the kernel named. Nothing in a request can change it.
    public let uid: UInt32
    /// The session that the connection was bound to; `nil`: the peer's own.
    private(set) var session: SessionID?
    /// The group that it switched to.
    var group: GroupID?
    /// The backup that it takes.
    var backup: UInt64?

    public init(uid: UInt32) { self.uid = uid }

    /// Binds the connection to a session, for good.
    mutating func bind(to session: SessionID) {
        precondition(self.session == nil, "a connection is bound once")
        self.session = session
        group = nil
    }
}

extension Peer {
    /// The caller as of now: rights that were lost since the last call are lost for this one.
    func caller(at now: Int64, in records: some Records) throws(CallError) -> Caller {
        if let session {
            // Whoever is bound to it knew it: it is not missing, it has ended.
            guard records.session(session) != nil else { throw .refusal(.sessionEnded(session)) }
            return try lawful { () throws(Refusal) in
                try Sessions.caller(in: session, group: group, at: now, records: records)
            }
        }
        guard let user = records.user(uid: uid) else { throw .unknownUID(uid) }
        return try lawful { () throws(Refusal) in try Sessions.caller(user, in: group, records: records) }
    }
}
