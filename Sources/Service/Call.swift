internal import Permissions
internal import Protobuf
internal import Store

/// One call: what was asked, by whom, when.
struct Call {
    let stream: UInt32
    /// The encoded request.
    let payload: ArraySlice<UInt8>
    let peer: Peer
    /// The key that it carries.
    var key: String?
    /// Wall clock, nanoseconds since 1970.
    let now: Int64
    /// What came behind the request in frames of its own, by its digest: as much a part of what is asked.
    var content: [UInt8] = []

    func request<Request: Message>() throws(CallError) -> Request { try Request(received: payload) }
}

extension Message {
    /// A message as a client sent it.
    init(received bytes: ArraySlice<UInt8>) throws(CallError) {
        do throws(DecodingError) { try self.init(serializedBytes: bytes) } catch { throw .unreadablePayload(error) }
    }
}

/// What a call comes to.
struct Answer {
    /// The frame to send.
    var frame: [UInt8]
    /// It leaves when this revision is durable; 0: at once.
    var revision: UInt64 = 0
    /// It leaves when a snapshot of that revision, or a later one, is on disk.
    var needsSnapshot = false
    /// The peer as it is bound from now on.
    var peer: Peer?
}

extension Author {
    /// Whose doing it is what a caller does.
    init(_ caller: Caller, in records: some Records) {
        if let id = caller.session {
            guard let session = records.session(id) else { preconditionFailure("a caller's session is there") }
            self.init(in: id, session)
        } else {
            self.init(user: caller.user)
        }
    }
}
