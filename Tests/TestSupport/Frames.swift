public import Protobuf
public import Wire

/// Frames as a client makes them.
public enum Frames {
    public static func call<Request: Message, Answer: Message>(
        _ method: MethodDescriptor<Request, Answer>, _ request: Request, stream: UInt32, timeout: Int64 = 0,
        key: String? = nil
    ) -> [UInt8] {
        let envelope = Ttrpc.Request.with {
            $0.service = method.service
            $0.method = method.method
            $0.payload = request.serializedBytes()
            $0.timeoutNano = timeout
            if let key {
                $0.metadata = [
                    .with { ($0.key, $0.value) = ("trace", "1") },
                    .with { ($0.key, $0.value) = ("idempotency-key", key) },
                ]
            }
        }
        return frame(.request, envelope.serializedBytes(), stream: stream)
    }

    public static func frame(_ kind: FrameKind, _ data: [UInt8], stream: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        FrameHeader(length: UInt32(data.count), streamID: stream, kind: kind, flags: []).write(to: &bytes)
        return bytes + data
    }
}

/// A frame that the service sent.
public struct Reply: Equatable, Sendable {
    public let header: FrameHeader
    public let response: Ttrpc.Response

    public var code: Code { response.status.flatMap { Code(rawValue: $0.code) } ?? .ok }

    /// The frames in an outbox, which holds whole ones only.
    public static func parse(_ bytes: [UInt8]) -> [Reply] {
        var replies: [Reply] = []
        var start = 0
        while start < bytes.count {
            let header = FrameHeader(parsing: bytes.span.extracting(start..<(start + FrameHeader.size)))
            let end = start + FrameHeader.size + Int(header.length)
            precondition(header.length <= WireLimits.frameSizeMax, "no frame is larger than what a client takes")
            do {
                let response = try Ttrpc.Response(serializedBytes: bytes[(start + FrameHeader.size)..<end])
                replies.append(Reply(header: header, response: response))
            } catch {
                preconditionFailure("an answer is a response: \(error)")
            }
            start = end
        }
        return replies
    }
}
