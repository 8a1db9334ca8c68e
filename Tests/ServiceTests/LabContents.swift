import Permissions
import Protobuf
import Store
import TestSupport
import Wire

@testable import Service

/// The folder of what attachments hold, on a disk that fails where a test says so: orders wait until the test has them
/// carried out.
struct Folder {
    let disk = SimulatedDisk(seed: 0)
    private var contents: Contents<SimulatedDisk>
    /// What is ordered and not done.
    fileprivate(set) var orders: [ContentOrder] = []
    private var owners: [TransferID: Lab.Line] = [:]

    init() { contents = Contents(on: disk) }

    /// Names of what lies there.
    var names: [String] { disk.contents.keys.sorted() }

    fileprivate mutating func add(_ order: ContentOrder, for line: Lab.Line?) {
        if let transfer = order.transfer, let line { owners[transfer] = line }
        orders.append(order)
    }

    /// Carries out the first order.
    fileprivate mutating func step() -> [(report: ContentReport, line: Lab.Line?)] {
        var reports: [ContentReport] = []
        contents.carryOut(orders.removeFirst()) { reports.append($0) }
        return reports.map { report in (report, report.transfer.flatMap { owners[$0] }) }
    }

    mutating func forget(_ line: Lab.Line) { owners = owners.filter { $0.value != line } }
}

extension Lab {
    /// Takes what the service has ordered.
    mutating func collect(for line: Line?) {
        for order in service.takeOrders() { folder.add(order, for: line) }
        for order in service.takeTrailOrders() { trail?.add(order, for: line) }
    }

    /// The folder's thread does the next thing, and what came of it is told.
    mutating func step() {
        for (report, line) in folder.step() { take(report, for: line) }
    }

    private mutating func take(_ report: ContentReport, for line: Line?) {
        guard let line else {
            service.take(report)
            return collect(for: nil)
        }
        var conversation = self[line]
        service.take(report, for: &conversation, at: now)
        service.readOn(for: &conversation)
        self[line] = conversation
        collect(for: line)
    }

    /// The folder's thread does all there is to do, and the journal's too.
    mutating func work() {
        repeat {
            while !folder.orders.isEmpty { step() }
            write()
        } while !folder.orders.isEmpty
    }

    /// The peer sends no more.
    mutating func endInput(of line: Line) {
        var conversation = self[line]
        service.endInput(of: &conversation)
        self[line] = conversation
        collect(for: line)
    }

    /// The daemon is told to stop.
    mutating func stopStreams(of line: Line) {
        service.isStopping = true
        var conversation = self[line]
        service.stopStreams(of: &conversation)
        self[line] = conversation
        collect(for: line)
    }

    // MARK: - Streams

    /// Opens an upload with its start. The stream that it goes on.
    mutating func startUpload(_ start: V1.UploadStart, on line: Line, key: String? = nil) -> UInt32 {
        let stream = nextStream
        nextStream += 2
        receive(Frames.open(V1.Attachments.upload, stream: stream, key: key), on: line)
        put(.start(start), on: stream, line)
        return stream
    }

    /// Sends a message of an upload.
    mutating func put(_ part: V1.UploadRequest.Part, on stream: UInt32, _ line: Line) {
        receive(
            Frames.frame(.data, V1.UploadRequest.with { $0.part = part }.serializedBytes(), stream: stream), on: line)
    }

    /// Says that no more comes on a stream.
    mutating func end(_ stream: UInt32, on line: Line) {
        receive(Frames.frame(.data, [], stream: stream, flags: [.remoteClosed, .noData]), on: line)
    }

    /// A whole upload, and its reply.
    mutating func upload(
        _ start: V1.UploadStart, _ chunks: [[UInt8]], on line: Line, key: String? = nil
    ) throws -> V1.UploadReply {
        _ = drain(line)
        let stream = startUpload(start, on: line, key: key)
        for chunk in chunks {
            put(.chunk(chunk), on: stream, line)
            work()
        }
        end(stream, on: line)
        work()
        return try reply(on: stream, line)
    }

    /// The reply of a stream that has ended. Whatever else was said is read over.
    mutating func reply<Answer: Message>(on stream: UInt32, _ line: Line) throws -> Answer {
        guard let reply = answers(on: line).first(where: { $0.header.streamID == stream }) else {
            throw Unanswered(stream: stream)
        }
        if let status = reply.response.status { throw Failure(status: status) }
        return try Answer(serializedBytes: reply.response.payload)
    }

    /// A new attachment of this name, put on nothing or on an object.
    static func new(_ name: String, on object: ObjectID? = nil, size: UInt64? = nil) -> V1.UploadStart {
        .with {
            $0.to = .new(
                .with {
                    $0.name = name
                    $0.annotated = object?.rawValue ?? 0
                })
            $0.size = size
        }
    }

    /// All that a download comes to: its messages, and why it ended, if not with its end.
    mutating func download(_ request: V1.DownloadRequest, on line: Line) -> (messages: [V1.DownloadReply], Failure?) {
        _ = drain(line)
        let stream = nextStream
        nextStream += 2
        receive(Frames.call(V1.Attachments.download, request, stream: stream), on: line)
        var messages: [V1.DownloadReply] = []
        while true {
            work()
            let frames = Frames.parse(drain(line))
            for frame in frames where frame.header.streamID == stream {
                if frame.header.kind == .response { return (messages, Frames.response(frame).status.map(Failure.init)) }
                if !frame.header.flags.contains(.noData) { messages.append(Frames.message(frame)) }
                if frame.header.flags.contains(.remoteClosed) { return (messages, nil) }
            }
            precondition(!frames.isEmpty, "a download goes on until it ends")
        }
    }

    /// All bytes that come back for frames of one stream, up to its end.
    mutating func frames(on line: Line, _ make: (UInt32) -> [UInt8]) -> [UInt8] {
        _ = drain(line)
        let stream = nextStream
        nextStream += 2
        receive(make(stream), on: line)
        work()
        return drain(line)
    }

    /// The bytes of an attachment.
    mutating func bytes(of attachment: UInt64, on line: Line, offset: UInt64 = 0) -> [UInt8]? {
        let (messages, failure) = download(
            .with { ($0.attachment, $0.offset, $0.scope) = (attachment, offset, .all) }, on: line)
        return failure == nil ? messages.flatMap(\.chunk) : nil
    }
}

/// A stream ended without an answer, or has not ended.
struct Unanswered: Error {
    let stream: UInt32
}
