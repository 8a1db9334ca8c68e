public import Wire

extension Client {
    /// Begins a download, and waits for what will come.
    ///
    /// Bytes that are not taken wait here, a megabyte of them; beyond it the connection is not read, and its other calls
    /// wait too. So take all of it before you wait for another call of this client.
    ///
    /// - Parameter timeout: how long all of it may take. `nil`: for ever.
    public func download(
        _ request: V1.DownloadRequest, timeout: Duration? = nil
    ) throws(CallError) -> Download {
        let stream = try open(V1.Attachments.download, request, timeout, nil)
        return try Download(stream, head: stream.perform { (calls, id) throws(CallError) in try calls.next(on: id) })
    }

    /// The same; the task is suspended instead.
    public func download(
        _ request: V1.DownloadRequest, timeout: Duration? = nil
    ) async throws(CallError) -> Download {
        let stream = try open(V1.Attachments.download, request, timeout, nil)
        return try await Download(
            stream, head: stream.performSuspending { (calls, id) throws(CallError) in try calls.next(on: id) })
    }
}

/// Bytes on their way out of an attachment. One task or thread reads at a time.
public final class Download: Sendable {
    /// Bytes of the whole content, wherever the download begins.
    public let size: UInt64
    /// SHA-256 of the whole content.
    public let digest: [UInt8]
    /// Of the state that the download was judged by.
    public let revision: UInt64

    private let stream: OpenStream

    init(_ stream: OpenStream, head: [UInt8]?) throws(CallError) {
        guard let head else { throw CallError(code: .internal, sentence: "the daemon did not say what will come") }
        let message = try V1.DownloadReply(answer: .success(head))
        (size, digest, revision) = (message.size, message.digest, message.revision)
        self.stream = stream
    }

    /// The next bytes; `nil` behind the last.
    ///
    /// - Throws: `dataLoss` if the daemon finds that it has other bytes than were once uploaded, at the end at the latest.
    public func next() throws(CallError) -> [UInt8]? {
        let message = try stream.perform { (calls, id) throws(CallError) in try calls.next(on: id) }
        return try message.map { bytes throws(CallError) in try V1.DownloadReply(answer: .success(bytes)).chunk }
    }

    /// The same; the task is suspended instead.
    public func next() async throws(CallError) -> [UInt8]? {
        let message = try await stream.performSuspending { (calls, id) throws(CallError) in try calls.next(on: id) }
        return try message.map { bytes throws(CallError) in try V1.DownloadReply(answer: .success(bytes)).chunk }
    }
}
