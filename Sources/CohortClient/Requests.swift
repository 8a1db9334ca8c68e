internal import Protobuf
internal import Wire

/// The requests of one call, sent one after the other, and its reply: the counterpart of `Replies`. One task or thread
/// sends at a time. Letting go of it before it is finished breaks the call off.
final class Requests<Reply: Message>: Sendable {
    private let stream: OpenStream

    init(_ stream: OpenStream) { self.stream = stream }

    /// Sends an encoded request. Waits while as much as a megabyte of what was sent before is not taken.
    ///
    /// - Throws: why the daemon has refused the call, as soon as it has.
    func send(_ message: [UInt8]) throws(CallError) {
        try stream.perform { (calls, id) throws(CallError) in try calls.send(message, on: id) }
    }

    /// The same; the task is suspended instead.
    func send(_ message: [UInt8]) async throws(CallError) {
        try await stream.performSuspending { (calls, id) throws(CallError) in try calls.send(message, on: id) }
    }

    /// Says that all is sent, and waits for the reply.
    func finish() throws(CallError) -> Reply {
        try stream.perform { (calls, id) throws(CallError) in try calls.close(id) }
        return try Reply(answer: stream.perform { (calls, id) throws(CallError) in calls.ending(of: id) })
    }

    /// The same; the task is suspended instead.
    func finish() async throws(CallError) -> Reply {
        try await stream.performSuspending { (calls, id) throws(CallError) in try calls.close(id) }
        return try await Reply(
            answer: stream.performSuspending { (calls, id) throws(CallError) in calls.ending(of: id) })
    }
}
