public import Protobuf
internal import Service
internal import Store
internal import Wire

/// The whole service in memory: frames go in, frames come out, and its disk takes everything at once.
public struct MemoryTransport: Transport {
    private var service = Service(Store(State()))
    private var conversations: [Conversation] = []
    private var nextStream: UInt32 = 1

    /// The uid that speaks for `root`.
    public static let rootUID: UInt32 = 0

    public init() {
        service.found(rootUID: Self.rootUID, at: 0)
        write()
    }

    private mutating func write() {
        while service.store.takeBatch() != nil { service.store.confirm() }
    }

    public mutating func connect(uid: UInt32) throws(StageError) -> Int {
        conversations.append(Conversation(Peer(uid: uid)))
        return conversations.count - 1
    }

    public mutating func call<Request: Message, Reply: Message>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, on connection: Int
    ) throws(StageError) -> Reply {
        conversations[connection].receive(frame(method, request)[...])
        service.serveAll(&conversations[connection], at: 0)
        write()
        conversations[connection].release(durable: service.store.durable.revision)
        let bytes = conversations[connection].outbox
        conversations[connection].outbox = []
        let response: Ttrpc.Response = try decoded(bytes[FrameHeader.size...])
        if let status = response.status { throw StageError(status) }
        return try decoded(response.payload[...])
    }

    private func decoded<Answer: Message>(_ bytes: ArraySlice<UInt8>) throws(StageError) -> Answer {
        do throws(DecodingError) {
            return try Answer(serializedBytes: bytes)
        } catch {
            throw StageError(rule: "", sentence: "the answer cannot be read: \(error)")
        }
    }

    private mutating func frame<Request: Message, Reply: Message>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request
    ) -> [UInt8] {
        let envelope = Ttrpc.Request.with {
            ($0.service, $0.method, $0.payload) = (method.service, method.method, request.serializedBytes())
        }.serializedBytes()
        var bytes: [UInt8] = []
        FrameHeader(length: UInt32(envelope.count), streamID: nextStream, kind: .request, flags: []).write(to: &bytes)
        nextStream += 2
        return bytes + envelope
    }
}
