import Permissions
import Protobuf
import Store
import TestSupport
import Wire

@testable import Service

/// A service whose disk is the test: batches lie in memory until the test confirms or refuses them. People speak to it
/// in real frames.
struct Lab {
    var service: Service
    /// Wall clock, nanoseconds since 1970.
    var now: Int64 = 1_000 * second
    /// Where what attachments hold lies, and what is still to be done there.
    var folder = Folder()
    var lines: [Conversation] = []
    /// Connections whose lists and watches get no turn for now.
    var held: Set<Line> = []
    /// What is written down of it, once a test has asked for that.
    var trail: LabTrail?
    var nextStream: UInt32 = 1

    static let second: Int64 = 1_000_000_000

    /// A connection of somebody.
    struct Line: Hashable {
        let index: Int
    }

    /// The fixed accounts are there, and on disk; uid 0 is `root`.
    init() { self.init(keeping: .standard) }

    /// The same, with other limits for those who watch.
    init(keeping limits: ChangeLimits) {
        service = Service(Store(State(), keeping: limits))
        service.found(rootUID: 0, at: now)
        write()
    }

    var state: State { service.store.durable }

    // MARK: - The disk

    /// Writes all that waits for it, and lets go of the answers.
    mutating func write() {
        while let batch = service.store.takeBatch() {
            trail?.append(batch)
            confirm()
        }
    }

    /// The batch that was taken is on disk.
    mutating func confirm() {
        service.store.confirm()
        for index in lines.indices { lines[index].release(durable: state.revision) }
        collect(for: nil)
        stirWatchers()
    }

    /// The batch that gathers is refused: the disk is full.
    mutating func refuse() {
        precondition(service.store.takeBatch() != nil, "something must be there to refuse")
        service.store.refuse()
        for index in lines.indices {
            lines[index].refuse(beyond: state.revision, because: "no space left")
        }
        collect(for: nil)
    }

    // MARK: - Peers

    mutating func connect(uid: UInt32) -> Line {
        var conversation = Conversation(Peer(uid: uid))
        conversation.number = lines.count
        lines.append(conversation)
        return Line(index: conversation.number)
    }

    subscript(line: Line) -> Conversation {
        get { lines[line.index] }
        set { lines[line.index] = newValue }
    }

    mutating func close(_ line: Line) {
        service.close(lines[line.index], at: now)
        lines[line.index] = Conversation(Peer(uid: 0))
        folder.forget(line)
        collect(for: nil)
    }

    /// Bytes come in, and what is whole is served.
    mutating func receive(_ bytes: [UInt8], on line: Line) {
        lines[line.index].receive(bytes[...])
        serve(line)
    }

    mutating func serve(_ line: Line) {
        service.serveAll(&lines[line.index], at: now)
        service.readOn(for: &lines[line.index])
        takeTurns(on: line)
        collect(for: line)
    }

    /// The bytes that are ready for the peer, as if it had read them.
    mutating func drain(_ line: Line) -> [UInt8] {
        let bytes = lines[line.index].outbox
        lines[line.index].outbox = []
        service.readOn(for: &lines[line.index])
        takeTurns(on: line)
        collect(for: line)
        return bytes
    }

    mutating func answers(on line: Line) -> [Reply] { Reply.parse(drain(line)) }

    // MARK: - Calls

    /// Sends a call and does not wait for the disk; the stream that it was sent on.
    @discardableResult
    mutating func send<Request: Message, Answer: Message>(
        _ method: MethodDescriptor<Request, Answer>, _ request: Request, on line: Line
    ) -> UInt32 {
        let stream = nextStream
        nextStream += 2
        receive(Frames.call(method, request, stream: stream), on: line)
        return stream
    }

    /// The whole of a call: it is sent, the disk takes what it changes, and it is answered.
    mutating func call<Request: Message, Answer: Message>(
        _ method: MethodDescriptor<Request, Answer>, _ request: Request, on line: Line
    ) throws -> Answer {
        let reply = reply(method, request, on: line)
        if let status = reply.response.status { throw Failure(status: status) }
        return try Answer(serializedBytes: reply.response.payload)
    }

    /// The status that refuses a call, and `nil` if it is done.
    mutating func failure<Request: Message, Answer: Message>(
        _ method: MethodDescriptor<Request, Answer>, _ request: Request, on line: Line
    ) -> Failure? {
        reply(method, request, on: line).response.status.map(Failure.init)
    }

    /// The bytes that answer a call, but for the stream id.
    mutating func bytes<Request: Message, Answer: Message>(
        _ method: MethodDescriptor<Request, Answer>, _ request: Request, on line: Line
    ) -> [UInt8] {
        reply(method, request, on: line).response.serializedBytes()
    }

    private mutating func reply<Request: Message, Answer: Message>(
        _ method: MethodDescriptor<Request, Answer>, _ request: Request, on line: Line
    ) -> Reply {
        _ = drain(line)
        let stream = send(method, request, on: line)
        write()
        guard let reply = answers(on: line).first(where: { $0.header.streamID == stream }) else {
            preconditionFailure("a call is answered once the disk has what it speaks of")
        }
        return reply
    }
}

/// A call was refused.
struct Failure: Error {
    let status: Ttrpc.Status

    var code: Code? { Code(rawValue: status.code) }
    var rule: String? { detail?.rule }

    var detail: V1.RefusalDetail? {
        guard let bytes = status.details.first?.value else { return nil }
        do { return try V1.RefusalDetail(serializedBytes: bytes) } catch { preconditionFailure("a detail is whole") }
    }
}
