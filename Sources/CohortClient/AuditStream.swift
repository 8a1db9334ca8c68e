public import Wire

extension Client {
    /// Begins to read the audit trail, and waits for what it says of its beginning.
    ///
    /// With `follow` it goes on for as long as somebody holds it. As with a download, what is not taken waits here, and
    /// beyond a megabyte the connection is not read: follow on a client of its own.
    ///
    /// - Parameter timeout: how long all of it may take. `nil`: for ever.
    public func audit(_ request: V1.AuditRequest, timeout: Duration? = nil) throws(CallError) -> AuditStream {
        let replies = try stream(V1.Admin.audit, request, timeout: timeout)
        return try AuditStream(replies, head: replies.next())
    }

    /// The same; the task is suspended instead.
    public func audit(_ request: V1.AuditRequest, timeout: Duration? = nil) async throws(CallError) -> AuditStream {
        let replies = try stream(V1.Admin.audit, request, timeout: timeout)
        return try await AuditStream(replies, head: replies.next())
    }
}

/// A reading of the audit trail. One task or thread reads at a time.
public final class AuditStream: Sendable {
    /// The revision from which on the trail is there.
    public let firstRevision: UInt64
    /// Of the state when the reading began.
    public let revision: UInt64
    /// Whether there was nothing to tell when it began.
    public let isComplete: Bool

    private let replies: Replies<V1.AuditReply>

    init(_ replies: Replies<V1.AuditReply>, head: V1.AuditReply?) throws(CallError) {
        guard let head else { throw .noHead }
        (firstRevision, revision, isComplete) = (head.firstRevision, head.revision, head.complete)
        self.replies = replies
    }

    /// What comes next; `nil` at the end, which a reading that follows has not.
    public func next() throws(CallError) -> V1.AuditReply? { try replies.next() }

    /// The same; the task is suspended instead.
    public func next() async throws(CallError) -> V1.AuditReply? { try await replies.next() }
}
