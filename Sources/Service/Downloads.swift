internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// Bytes on their way out of an attachment.
struct Download: Sendable {
    let attachment: ObjectID
    let transfer: TransferID
    /// What it is to hold, by the record.
    let content: Content
    /// The state that it was judged by.
    let revision: UInt64
    /// The next byte to send.
    var offset: Int
    /// The next byte to ask the disk for. `nil`: the file is not open yet.
    var asked: Int?

    var size: Int { Int(content.size) }

    /// Bytes of frames that the disk was asked for and that have not come.
    var reading: Int {
        let count = (asked ?? offset) - offset
        return (count + ServiceLimits.readSize - 1) / ServiceLimits.readSize * ServiceLimits.readFrameSize
    }
}

/// `cohort.v1.Attachments.Download`: judged when it starts, as any look is.
extension Service {
    mutating func openDownload(
        _ call: Call, _ deadline: Int64, of conversation: inout Conversation
    ) throws(CallError) {
        let request: V1.DownloadRequest = try call.request()
        let state = store.durable
        let caller = try call.peer.caller(at: call.now, in: state)
        do throws(CallError) {
            try state.checkPresent(request.atLeastRevision)
            let looking = try caller.looking(request.scope)
            let id = ObjectID(request.attachment)
            let content = try lawful { () throws(Refusal) in try Attaching.content(of: id, for: looking, in: state) }
            guard let content, let digest = ContentDigest(content.digest) else { throw .noContent(id) }
            guard request.offset <= UInt64(content.size) else {
                throw .invalid(.offset(request.offset, size: UInt64(content.size)))
            }
            let offset = Int(request.offset)
            let transfer = try beginTransfer(for: call.peer)
            conversation.streams[call.stream] = Stream(
                work: .download(
                    Download(
                        attachment: id, transfer: transfer, content: content, revision: state.revision, offset: offset)),
                deadline: deadline)
            order(.open(transfer, digest, offset: offset))
        } catch {
            refuse(error, to: caller, call, of: &conversation)
        }
    }

    /// The file is open: the first message says what will come.
    mutating func opened(
        _ download: Download, size: Int, on id: UInt32, of conversation: inout Conversation
    ) throws(CallError) {
        guard size == download.size else { throw .contentLost(download.attachment) }
        let head = V1.DownloadReply.with {
            $0.size = UInt64(download.size)
            $0.digest = download.content.digest
            $0.revision = download.revision
        }
        conversation.send(try ReplyWriter.data(head, on: id))
        var begun = download
        begun.asked = download.offset
        conversation.streams[id]?.work = .download(begun)
        finish(begun, on: id, of: &conversation)
    }

    /// More of the file is there.
    mutating func take(
        _ bytes: [UInt8], in download: Download, on id: UInt32, of conversation: inout Conversation
    ) throws(CallError) {
        var download = download
        conversation.send(try ReplyWriter.data(V1.DownloadReply.with { $0.chunk = bytes }, on: id))
        download.offset += bytes.count
        conversation.streams[id]?.work = .download(download)
        finish(download, on: id, of: &conversation)
    }

    /// Ends the stream behind the last byte.
    private mutating func finish(_ download: Download, on id: UInt32, of conversation: inout Conversation) {
        if download.offset == download.size { finish(id, of: &conversation) }
    }

    /// Asks the disk for what may be sent next: as much as fits, so that a slow reader holds back its own reading.
    /// To be called whenever bytes have left.
    public mutating func readOn(for conversation: inout Conversation) {
        guard !conversation.streams.isEmpty else { return }
        readAudits(for: &conversation)
        var isAsking = true
        while isAsking {
            isAsking = false
            for id in conversation.streams.keys.sorted() {
                guard case .download(var download) = conversation.streams[id]?.work, let asked = download.asked,
                    asked < download.size, conversation.readingRoom >= ServiceLimits.readFrameSize
                else { continue }
                let count = min(ServiceLimits.readSize, download.size - asked)
                order(.read(download.transfer, count))
                download.asked = asked + count
                conversation.streams[id]?.work = .download(download)
                isAsking = true
            }
        }
    }
}
