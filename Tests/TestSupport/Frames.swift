public import Protobuf
public import Wire

/// Frames as a client makes them.
public enum Frames {
    public static func call<Request: Message, Answer: Message>(
        _ method: MethodDescriptor<Request, Answer>, _ request: Request, stream: UInt32, timeout: Int64 = 0,
        key: String? = nil
    ) -> [UInt8] {
        frame(.request, envelope(method, request.serializedBytes(), timeout: timeout, key: key), stream: stream)
    }

    /// A request without a message, behind which data will follow.
    public static func open<Request: Message, Answer: Message>(
        _ method: MethodDescriptor<Request, Answer>, stream: UInt32, timeout: Int64 = 0, key: String? = nil
    ) -> [UInt8] {
        frame(.request, envelope(method, [], timeout: timeout, key: key), stream: stream, flags: .remoteOpen)
    }

    private static func envelope<Request: Message, Answer: Message>(
        _ method: MethodDescriptor<Request, Answer>, _ payload: [UInt8], timeout: Int64, key: String?
    ) -> [UInt8] {
        Ttrpc.Request.with {
            $0.service = method.service
            $0.method = method.method
            $0.payload = payload
            $0.timeoutNano = timeout
            if let key {
                $0.metadata = [
                    .with { ($0.key, $0.value) = ("trace", "1") },
                    .with { ($0.key, $0.value) = ("idempotency-key", key) },
                ]
            }
        }.serializedBytes()
    }

    public static func frame(
        _ kind: FrameKind, _ data: [UInt8], stream: UInt32, flags: FrameFlags = []
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        FrameHeader(length: UInt32(data.count), streamID: stream, kind: kind, flags: flags).write(to: &bytes)
        return bytes + data
    }

    /// A frame of any kind that the service sent.
    public struct Sent: Sendable {
        public let header: FrameHeader
        public let data: [UInt8]
    }

    /// The frames in an outbox, which holds whole ones only.
    public static func parse(_ bytes: [UInt8]) -> [Sent] {
        var frames: [Sent] = []
        var start = 0
        while start < bytes.count {
            let header = FrameHeader(parsing: bytes.span.extracting(start..<(start + FrameHeader.size)))
            let end = start + FrameHeader.size + Int(header.length)
            precondition(header.length <= WireLimits.frameSizeMax, "no frame is larger than what a client takes")
            frames.append(Sent(header: header, data: Array(bytes[(start + FrameHeader.size)..<end])))
            start = end
        }
        return frames
    }

    public static func response(_ frame: Sent) -> Ttrpc.Response { message(frame) }

    public static func message<Kind: Message>(_ frame: Sent) -> Kind {
        do { return try Kind(serializedBytes: frame.data) } catch { preconditionFailure("a frame is whole: \(error)") }
    }
}

/// A frame that the service sent.
public struct Reply: Equatable, Sendable {
    public let header: FrameHeader
    public let response: Ttrpc.Response

    public var code: Code { response.status.flatMap { Code(rawValue: $0.code) } ?? .ok }

    /// The answers in an outbox.
    public static func parse(_ bytes: [UInt8]) -> [Reply] {
        Frames.parse(bytes).map { frame in
            precondition(frame.header.kind == .response, "streams are read by who opened them")
            return Reply(header: frame.header, response: Frames.response(frame))
        }
    }
}
