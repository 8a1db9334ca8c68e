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
        let replies = try stream(V1.Attachments.download, request, timeout: timeout)
        return try Download(replies, head: replies.next())
    }

    /// The same; the task is suspended instead.
    public func download(
        _ request: V1.DownloadRequest, timeout: Duration? = nil
    ) async throws(CallError) -> Download {
        let replies = try stream(V1.Attachments.download, request, timeout: timeout)
        return try await Download(replies, head: replies.next())
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

    private let replies: Replies<V1.DownloadReply>

    init(_ replies: Replies<V1.DownloadReply>, head: V1.DownloadReply?) throws(CallError) {
        guard let head else { throw .noHead }
        (size, digest, revision) = (head.size, head.digest, head.revision)
        self.replies = replies
    }

    /// The next bytes; `nil` behind the last.
    ///
    /// - Throws: `dataLoss` if the daemon finds that it has other bytes than were once uploaded, at the end at the latest.
    public func next() throws(CallError) -> [UInt8]? { try replies.next()?.chunk }

    /// The same; the task is suspended instead.
    public func next() async throws(CallError) -> [UInt8]? { try await replies.next()?.chunk }
}
