internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// Bytes on their way into an attachment.
struct Upload: Sendable {
    /// Who began it: what comes of a group that is switched to meanwhile, is not its business.
    let peer: Peer
    let key: String?
    /// What the first message asked for.
    private(set) var start: V1.UploadStart?
    private(set) var transfer: TransferID?
    /// Bytes that have come.
    private(set) var size: UInt64 = 0
    /// What they are, once they are all on disk.
    private(set) var content: Content?

    init(peer: Peer, key: String?) {
        self.peer = peer
        self.key = key
    }

    fileprivate mutating func begin(_ start: V1.UploadStart, as transfer: TransferID) {
        self.start = start
        self.transfer = transfer
    }

    fileprivate mutating func add(_ count: Int) { size += UInt64(count) }

    /// All bytes are on disk, and this is what they are.
    mutating func seal(as digest: ContentDigest) { content = Content(digest: digest.bytes, size: Int64(size)) }

    /// The call that it is in the end. Equal starts with other bytes are other calls.
    fileprivate func call(on stream: UInt32, at now: Int64) -> Call {
        let payload = start?.serializedBytes() ?? []
        return Call(
            stream: stream, payload: payload[...], peer: peer, key: key, now: now, content: content?.digest ?? [])
    }
}

/// `cohort.v1.Attachments.Upload`: judged when it starts, so that nothing is taken in vain, and again when it is whole.
extension Service {
    /// Takes a message of the client. Answers what ends the call, if it does.
    mutating func take(
        _ message: ArraySlice<UInt8>, in upload: inout Upload, on id: UInt32, of conversation: inout Conversation,
        at now: Int64
    ) throws(CallError) -> Answer? {
        let request = try V1.UploadRequest(received: message)
        switch (request.part, upload.transfer) {
        case (.start(let start), nil): return try begin(&upload, start, on: id, at: now)
        case (.chunk(let bytes), let transfer?): try take(bytes, in: &upload, transfer, of: &conversation)
        case (.start, _?): throw .invalid(.startedTwice)
        case (.chunk, nil): throw .invalid(.missing("start"))
        case (nil, _): throw .invalid(.missing("part"))
        }
        return nil
    }

    private mutating func begin(
        _ upload: inout Upload, _ start: V1.UploadStart, on id: UInt32, at now: Int64
    ) throws(CallError) -> Answer? {
        if let size = start.size { try checkSize(size) }
        let payload = start.serializedBytes()
        let call = Call(stream: id, payload: payload[...], peer: upload.peer, key: upload.key, now: now)
        // Sizes and digests come with the bytes; no rule asks for them.
        let unknown = Content(digest: [UInt8](repeating: 0, count: Content.digestSize), size: 0)
        if start.dryRun { return try change(call, Self.attach(unknown)) }
        if let refusal = try refusal(of: call, Self.attach(unknown)) { return refusal }
        let transfer = try beginTransfer(for: upload.peer)
        upload.begin(start, as: transfer)
        order(.begin(transfer))
        return nil
    }

    private mutating func take(
        _ bytes: [UInt8], in upload: inout Upload, _ transfer: TransferID, of conversation: inout Conversation
    ) throws(CallError) {
        upload.add(bytes.count)
        try checkSize(upload.size)
        if let announced = upload.start?.size, upload.size > announced {
            throw .invalid(.contentSize(upload.size, announced: announced))
        }
        guard !bytes.isEmpty else { return }
        conversation.unwritten += bytes.count + ServiceLimits.chunkOverhead
        order(.write(transfer, bytes))
    }

    private func checkSize(_ size: UInt64) throws(CallError) {
        guard size <= attachmentSizeMax else { throw .contentTooLarge(size, max: attachmentSizeMax) }
    }

    /// All bytes have come.
    mutating func seal(_ upload: Upload) throws(CallError) {
        guard let transfer = upload.transfer else { throw .invalid(.missing("start")) }
        if let announced = upload.start?.size, upload.size != announced {
            throw .invalid(.contentSize(upload.size, announced: announced))
        }
        order(.seal(transfer))
    }

    /// The bytes have their name: the attachment is made, or refused, as if all had been asked for just now.
    mutating func commit(_ upload: Upload, on id: UInt32, at now: Int64) -> Answer {
        guard let content = upload.content else { preconditionFailure("what is placed was sealed") }
        do throws(CallError) {
            return try change(upload.call(on: id, at: now), Self.attach(content))
        } catch {
            return Answer(frame: ReplyWriter.frame(Status.of(error), on: id))
        }
    }

    private static func attach(
        _ content: Content
    ) -> (V1.UploadStart, Caller, State) throws(CallError) -> Change<V1.UploadReply> {
        { (start, caller, state) throws(CallError) in
            let caller = try caller.looking(start.scope)
            var reply = V1.UploadReply()
            (reply.size, reply.digest) = (UInt64(content.size), content.digest)
            switch start.to {
            case .new(let new):
                let creation = try make(new, content, caller, state)
                try creation.plan.checkSizes()
                reply.id = creation.ids[0].rawValue
                if creation.ids.count > 1 { reply.link = creation.ids[1].rawValue }
                return Change(creation.plan, reply)
            case .attachment(let id):
                reply.id = id
                let plan = try lawful { () throws(Refusal) in
                    try Attaching.replace(ObjectID(id), with: content, by: caller, in: state)
                }
                try plan.checkSizes()
                return Change(plan, reply)
            case nil: throw .invalid(.missing("to"))
            }
        }
    }

    private static func make(
        _ new: V1.NewAttachment, _ content: Content, _ caller: Caller, _ state: State
    ) throws(CallError) -> Creation {
        let attributes = try Attributes(new.attributes)
        return try lawful { () throws(Refusal) in
            try Attaching.create(
                name: new.name, attributes: attributes, content: content, on: ObjectID(named: new.annotated),
                by: caller, in: state)
        }
    }
}

extension Plan {
    /// Refuses objects that, with what is said of their content, would crowd out everything else in a frame.
    fileprivate func checkSizes() throws(CallError) {
        for mutation in mutations {
            switch mutation {
            case .createObject(_, let object): try object.attributes.checkSize(with: object.name)
            case .updateObject(_, let name, let attributes): try attributes.checkSize(with: name)
            default: break
            }
        }
    }
}
