public import Linux
internal import Protobuf
internal import Wire

extension Client {
    /// A connection that is bound to the session of a token, to hand over to another program: whoever has the socket
    /// needs no secret. See `PROTOCOL.md` for how a program finds it.
    ///
    /// - Throws: `unauthenticated` if the token binds to no session that this process may join.
    public static func boundSocket(path: String, token: [UInt8]) throws(CallError) -> StreamSocket {
        let request = Ttrpc.Request.with {
            $0.service = V1.Sessions.join.service
            $0.method = V1.Sessions.join.method
            $0.payload = V1.JoinRequest.with { $0.token = token }.serializedBytes()
        }.serializedBytes()
        var frame: [UInt8] = []
        FrameHeader(length: UInt32(request.count), streamID: 1, kind: .request, flags: .remoteClosed).write(to: &frame)
        let socket = try connected(to: path)
        let answer: Answer
        do throws(SystemError) {
            try socket.writeAll(frame + request)
            answer = try firstAnswer(from: socket)
        } catch {
            throw .lost("\(error)")
        }
        let _: V1.JoinReply = try V1.JoinReply(answer: answer)
        return socket
    }

    static func connected(to path: String) throws(CallError) -> StreamSocket {
        do throws(SystemError) {
            return try StreamSocket.connect(to: path)
        } catch {
            throw CallError(code: .unavailable, sentence: "cannot reach cohortd at `\(path)`: \(error)")
        }
    }

    private static func firstAnswer(from socket: borrowing StreamSocket) throws(SystemError) -> Answer {
        var frames = FrameReader()
        while true {
            do throws(CallError) {
                while let (_, content) = try frames.next() { if case .answer(let answer) = content { return answer } }
            } catch {
                return .failure(error)
            }
            if let ending = frames.ending { return .failure(ending) }
            guard try Waiting.firstReady(of: [socket.descriptor.number], within: patience) != nil else {
                return .failure(CallError(code: .deadlineExceeded, sentence: "the daemon did not answer in time"))
            }
            try frames.receive(from: socket)
        }
    }

    /// Joining writes nothing to the disk, so a daemon that takes longer than this does not work.
    private static let patience = Duration.seconds(60)
}
