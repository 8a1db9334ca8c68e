internal import Protobuf
internal import Wire

/// Makes the frames of answers: type 2, which ends the call, and those of streams.
enum ReplyWriter {
    /// A successful answer, or the error that it does not fit into a frame.
    static func frame(_ reply: some Message, on stream: UInt32) throws(CallError) -> [UInt8] {
        var writer = Writer(appendingTo: header(stream, .response))
        writer.tag(2 << 3 | 2)
        writer.message(reply)
        return try whole(writer.finish())
    }

    /// The same of a reply that is encoded already.
    static func frame(encoded reply: [UInt8], on stream: UInt32) throws(CallError) -> [UInt8] {
        var writer = Writer(appendingTo: header(stream, .response))
        writer.tag(2 << 3 | 2)
        writer.bytes(reply)
        return try whole(writer.finish())
    }

    private static func whole(_ frame: consuming [UInt8]) throws(CallError) -> [UInt8] {
        let size = frame.count - FrameHeader.size
        guard size <= WireLimits.frameSizeMax else { throw .replyTooLarge(size) }
        frame.setLength()
        return frame
    }

    /// A status that says why there is no reply.
    static func frame(_ status: Ttrpc.Status, on stream: UInt32) -> [UInt8] {
        var writer = Writer(appendingTo: header(stream, .response))
        Ttrpc.Response.with { $0.status = status }.write(to: &writer)
        var frame = writer.finish()
        frame.setLength()
        return frame
    }

    /// A message of a stream that goes on: type 3.
    static func data(_ message: some Message, on stream: UInt32) throws(CallError) -> [UInt8] {
        var writer = Writer(appendingTo: header(stream, .data))
        message.write(to: &writer)
        return try whole(writer.finish())
    }

    /// The end of a stream that has sent all it had to.
    static func end(of stream: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        FrameHeader(length: 0, streamID: stream, kind: .data, flags: [.remoteClosed, .noData]).write(to: &bytes)
        return bytes
    }

    /// A header whose length is not known yet.
    private static func header(_ stream: UInt32, _ kind: FrameKind) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64)
        FrameHeader(length: 0, streamID: stream, kind: kind, flags: []).write(to: &bytes)
        return bytes
    }
}

extension [UInt8] {
    /// Writes the length of the frame's data into its first four bytes.
    fileprivate mutating func setLength() {
        let length = count - FrameHeader.size
        for index in 0..<4 { self[index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * index)) }
    }
}
