import CohortClient
import Glibc
import Linux
import Protobuf
import Testing
import Wire

/// A daemon that says what a script wants, at the other end of a socket pair.
///
/// It has a thread of its own, as a client cannot wait for itself.
struct FakeDaemon {
    /// The descriptor of the client's end.
    private let near: Int32
    /// Closed when the script has ended.
    private let done: Mailbox<Bool>

    init(_ script: @escaping @Sendable (FarEnd) throws -> Void) throws {
        var pair: [Int32] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0 else {
            throw SystemError(call: "socketpair", code: errno)
        }
        near = pair[0]
        let far = FarEnd(pair[1])
        let done = try Mailbox<Bool>()
        self.done = done
        _ = try Linux.Thread.start(named: "fake-daemon") {
            do {
                try script(far)
                try done.close()
            } catch {
                Issue.record("the fake daemon failed: \(error)")
            }
        }
    }

    /// A client at the other end.
    func client() throws -> Client {
        guard let socket = StreamSocket(adopting: Descriptor(owning: near)) else {
            throw CallError(code: .internal, sentence: "the pair is no pair")
        }
        return try Client(adopting: socket)
    }

    /// Waits until the script has ended.
    func finish() throws { _ = try done.take() }
}

/// The daemon's end: whole requests come in, any bytes go out. It is closed when nobody holds it.
final class FarEnd: Sendable {
    private let number: Int32

    init(_ number: Int32) { self.number = number }

    /// The end of a connection that was accepted.
    convenience init(adopting accepted: consuming Linux.Connection) {
        let copy = fcntl(accepted.socket.descriptor.number, F_DUPFD_CLOEXEC, 3)
        // What was accepted does not block, and this end waits for whole requests.
        _ = fcntl(copy, F_SETFL, 0)
        self.init(copy)
    }

    deinit { close(number) }

    /// Ends the connection, whoever still holds this.
    func hangUp() { shutdown(number, Int32(SHUT_RDWR)) }

    func requests(_ count: Int) throws -> [(stream: UInt32, request: Ttrpc.Request)] {
        var found: [(UInt32, Ttrpc.Request)] = []
        for _ in 0..<count {
            let header = FrameHeader(parsing: bytes(FrameHeader.size).span)
            found.append((header.streamID, try Ttrpc.Request(serializedBytes: bytes(Int(header.length)))))
        }
        return found
    }

    /// The next frame, of whatever type.
    func frame() -> (header: FrameHeader, data: [UInt8]) {
        let header = FrameHeader(parsing: bytes(FrameHeader.size).span)
        return (header, bytes(Int(header.length)))
    }

    private func bytes(_ count: Int) -> [UInt8] {
        var found: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: count)
        while found.count < count {
            let size = unsafe recv(number, &buffer, count - found.count, 0)
            guard size > 0 else { break }
            found += buffer[..<size]
        }
        return found
    }

    func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let size = unsafe bytes[sent...].withUnsafeBytes { unsafe send(number, $0.baseAddress, $0.count, 0x4000) }
            guard size > 0 else { return }
            sent += size
        }
    }
}

/// A frame of data.
func data(_ stream: UInt32, _ message: (some Message)?, flags: FrameFlags = []) -> [UInt8] {
    let data = message?.serializedBytes() ?? []
    var frame: [UInt8] = []
    FrameHeader(length: UInt32(data.count), streamID: stream, kind: .data, flags: flags).write(to: &frame)
    return frame + data
}

/// The frame of an answer.
func answer(_ stream: UInt32, _ response: Ttrpc.Response) -> [UInt8] {
    let data = response.serializedBytes()
    var frame: [UInt8] = []
    FrameHeader(length: UInt32(data.count), streamID: stream, kind: .response, flags: []).write(to: &frame)
    return frame + data
}

func answer(_ stream: UInt32, revision: UInt64) -> [UInt8] {
    answer(stream, .with { $0.payload = V1.VersionReply.with { $0.revision = revision }.serializedBytes() })
}
