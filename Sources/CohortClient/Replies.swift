public import Protobuf
internal import Wire

extension Client {
    /// Begins a call that is answered by a stream of replies, such as `Objects.ListAll` and `Watch.Changes`. Letting go
    /// of it before its end has the daemon end it.
    ///
    /// Replies that are not taken wait here, a megabyte of them; beyond it the connection is not read, and its other
    /// calls wait too. A watch that is read seldom wants a connection of its own.
    ///
    /// - Parameter timeout: how long all of it may take. `nil`: for ever.
    public func stream<Request, Reply>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, timeout: Duration? = nil
    ) throws(CallError) -> Replies<Reply> {
        precondition(method.streamsReplies && !method.streamsRequests, "the method is one that streams its replies")
        return Replies(try open(method, request, timeout, nil))
    }
}

/// The replies of one call, one after the other. One task or thread reads at a time.
public final class Replies<Reply: Message>: Sendable {
    private let stream: OpenStream

    init(_ stream: OpenStream) { self.stream = stream }

    /// The next reply, as soon as it has come; `nil` behind the last.
    ///
    /// - Throws: why the daemon has ended the stream.
    public func next() throws(CallError) -> Reply? {
        let message = try stream.perform { (calls, id) throws(CallError) in try calls.next(on: id) }
        return try message.map { bytes throws(CallError) in try Reply(answer: .success(bytes)) }
    }

    /// The same; the task is suspended instead.
    public func next() async throws(CallError) -> Reply? {
        let message = try await stream.performSuspending { (calls, id) throws(CallError) in try calls.next(on: id) }
        return try message.map { bytes throws(CallError) in try Reply(answer: .success(bytes)) }
    }
}

extension CallError {
    /// A stream that begins with what will come has ended without it.
    static var noHead: CallError { CallError(code: .internal, sentence: "the daemon did not say what will come") }
}
