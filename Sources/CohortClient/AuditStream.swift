public import Wire

extension Client {
    /// Begins to read the audit trail, and waits for what it says of its beginning.
    ///
    /// With `follow` it goes on for as long as somebody holds it. As with a download, what is not taken waits here, and
    /// beyond a megabyte the connection is not read: follow on a client of its own.
    ///
    /// - Parameter timeout: how long all of it may take. `nil`: for ever.
    public func audit(_ request: V1.AuditRequest, timeout: Duration? = nil) throws(CallError) -> AuditStream {
        let stream = try open(V1.Admin.audit, request, timeout, nil)
        return try AuditStream(stream, head: stream.perform { (calls, id) throws(CallError) in try calls.next(on: id) })
    }

    /// The same; the task is suspended instead.
    public func audit(_ request: V1.AuditRequest, timeout: Duration? = nil) async throws(CallError) -> AuditStream {
        let stream = try open(V1.Admin.audit, request, timeout, nil)
        return try await AuditStream(
            stream, head: stream.performSuspending { (calls, id) throws(CallError) in try calls.next(on: id) })
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

    private let stream: OpenStream

    init(_ stream: OpenStream, head: [UInt8]?) throws(CallError) {
        guard let head else { throw CallError(code: .internal, sentence: "the daemon did not say what will come") }
        let message = try V1.AuditReply(answer: .success(head))
        (firstRevision, revision, isComplete) = (message.firstRevision, message.revision, message.complete)
        self.stream = stream
    }

    /// What comes next; `nil` at the end, which a reading that follows has not.
    public func next() throws(CallError) -> V1.AuditReply? {
        let message = try stream.perform { (calls, id) throws(CallError) in try calls.next(on: id) }
        return try message.map { bytes throws(CallError) in try V1.AuditReply(answer: .success(bytes)) }
    }

    /// The same; the task is suspended instead.
    public func next() async throws(CallError) -> V1.AuditReply? {
        let message = try await stream.performSuspending { (calls, id) throws(CallError) in try calls.next(on: id) }
        return try message.map { bytes throws(CallError) in try V1.AuditReply(answer: .success(bytes)) }
    }
}
