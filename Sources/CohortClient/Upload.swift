internal import Protobuf
public import Wire

extension Client {
    /// Begins an upload: the bytes of a new attachment, or other ones for one that is there. Nothing of it is made
    /// before `finish` has returned; letting go of it before breaks it off.
    ///
    /// - Parameters:
    ///   - timeout: how long all of it may take. `nil`: for ever.
    ///   - key: by which the daemon knows the upload again if all of it is made once more (`PROTOCOL.md`, section 8).
    public func upload(
        _ start: V1.UploadStart, timeout: Duration? = nil, key: String? = nil
    ) throws(CallError) -> Upload {
        let requests = Requests<V1.UploadReply>(try open(V1.Attachments.upload, nil, timeout, key))
        try requests.send(Upload.message(.start(start)))
        return Upload(requests)
    }

    /// The same; the task is suspended while bytes of other uploads wait for the daemon.
    public func upload(
        _ start: V1.UploadStart, timeout: Duration? = nil, key: String? = nil
    ) async throws(CallError) -> Upload {
        let requests = Requests<V1.UploadReply>(try open(V1.Attachments.upload, nil, timeout, key))
        try await requests.send(Upload.message(.start(start)))
        return Upload(requests)
    }
}

/// Bytes on their way into an attachment. One task or thread writes at a time.
public final class Upload: Sendable {
    /// Bytes of a message: few enough that calls between them do not wait long.
    private static let chunkSizeMax = 256 << 10

    private let requests: Requests<V1.UploadReply>

    init(_ requests: Requests<V1.UploadReply>) { self.requests = requests }

    /// Sends the next bytes, any number of them. Waits while as much as a megabyte of what was sent before is not taken.
    ///
    /// - Throws: why the daemon has refused the upload, as soon as it has.
    public func write(_ bytes: [UInt8]) throws(CallError) {
        for chunk in Self.chunks(of: bytes) { try requests.send(Self.message(.chunk(Array(chunk)))) }
    }

    /// The same; the task is suspended instead.
    public func write(_ bytes: [UInt8]) async throws(CallError) {
        for chunk in Self.chunks(of: bytes) { try await requests.send(Self.message(.chunk(Array(chunk)))) }
    }

    /// Says that all bytes are sent, and waits until the attachment is on disk, or refused.
    public func finish() throws(CallError) -> V1.UploadReply { try requests.finish() }

    /// The same; the task is suspended instead.
    public func finish() async throws(CallError) -> V1.UploadReply { try await requests.finish() }

    private static func chunks(of bytes: [UInt8]) -> some Sequence<ArraySlice<UInt8>> {
        stride(from: 0, to: bytes.count, by: chunkSizeMax).lazy.map { start in
            bytes[start..<min(start + chunkSizeMax, bytes.count)]
        }
    }

    fileprivate static func message(_ part: V1.UploadRequest.Part) -> [UInt8] {
        V1.UploadRequest.with { $0.part = part }.serializedBytes()
    }
}
