import Glibc
import Linux
import Testing

@Suite("Sockets")
struct SocketTests {
    let scratch: Scratch

    var path: String { "\(scratch.path)/socket" }

    init() throws { scratch = try Scratch() }

    @Test("what one end writes, the other reads, and then the end")
    func pair() throws {
        let pair = try StreamSocket.pair()
        try pair.first.writeAll([1, 2, 3])
        try pair.first.shutdownWriting()
        var buffer = [UInt8](repeating: 0, count: 8)
        #expect(try pair.second.read(into: &buffer, at: 2) == .bytes(3))
        #expect(buffer == [0, 0, 1, 2, 3, 0, 0, 0])
        #expect(try pair.second.read(into: &buffer, at: 0) == .end)
    }

    @Test("a socket that does not block says when there is nothing, and when nothing more fits")
    func wouldBlock() throws {
        let pair = try StreamSocket.pair()
        try pair.first.setBlocking(false)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        #expect(try pair.first.read(into: &buffer, at: 0) == .wouldBlock)
        var sent = Sent.bytes(0)
        while case .bytes = sent { sent = try pair.first.write(buffer.span) }
        #expect(sent == .wouldBlock)
    }

    @Test("a peer that is gone is an answer and no signal")
    func reset() throws {
        let pair = try StreamSocket.pair()
        let first = pair.first
        let second = pair.second
        // Not only closed: a child that another test is just starting may still hold a copy.
        _ = shutdown(second.descriptor.number, Int32(SHUT_RDWR))
        _ = consume second
        #expect(try first.write([1].span) == .reset)
        let error = try #require(throws: SystemError.self) { try first.writeAll([1]) }
        #expect(error.isReset)
    }

    @Test("a blocking read ends when its time is up")
    func timeout() throws {
        let pair = try StreamSocket.pair()
        try pair.first.setReceiveTimeout(.milliseconds(1))
        var buffer: [UInt8] = [0]
        #expect(try pair.first.read(into: &buffer, at: 0) == .wouldBlock)
    }

    @Test("who connects is known by uid, gid and pid")
    func credentials() throws {
        let listener = try ListeningSocket(binding: path, mode: 0o600)
        #expect(try listener.accept() == nil)
        let client = try StreamSocket.connect(to: path)
        guard let connection = try listener.accept() else {
            Issue.record("nobody to accept")
            return
        }
        #expect(connection.peer.uid == geteuid())
        #expect(connection.peer.gid == getegid())
        #expect(connection.peer.pid == getpid())
        try client.writeAll([7])
        var buffer: [UInt8] = [0, 0]
        #expect(try connection.socket.read(into: &buffer, at: 0) == .bytes(1))
        #expect(try connection.socket.read(into: &buffer, at: 0) == .wouldBlock)
    }

    @Test("a listener's path goes with it")
    func unlinking() throws {
        let listener = try ListeningSocket(binding: path, mode: 0o600)
        #expect(try scratch.directory().names() == ["socket"])
        _ = consume listener
        #expect(try scratch.directory().names() == [])
    }

    @Test("a path that another socket took is left to it")
    func unlinkingOthers() throws {
        let listener = try ListeningSocket(binding: path, mode: 0o600)
        try scratch.directory().rename("socket", to: "old")
        let other = try ListeningSocket(binding: path, mode: 0o600)
        _ = consume listener
        #expect(try scratch.directory().names() == ["old", "socket"])
        _ = try StreamSocket.connect(to: path)
        _ = consume other
    }

    @Test("a socket that was left behind is replaced")
    func stale() throws {
        let listener = try ListeningSocket(binding: "\(scratch.path)/first", mode: 0o600)
        try scratch.directory().rename("first", to: "socket")
        _ = shutdown(listener.descriptor.number, Int32(SHUT_RDWR))
        _ = consume listener
        let next = try ListeningSocket(binding: path, mode: 0o600)
        _ = try StreamSocket.connect(to: path)
        _ = consume next
    }

    @Test("a path that is in use is refused")
    func inUse() throws {
        let listener = try ListeningSocket(binding: path, mode: 0o600)
        let path = self.path
        #expect(throws: ListenError.inUse(path: path)) { _ = try ListeningSocket(binding: path, mode: 0o600) }
        _ = consume listener
    }

    @Test("a file that is no socket is refused and stays")
    func notASocket() throws {
        try scratch.directory().createFile("socket").write([1], at: 0)
        let path = self.path
        #expect(throws: ListenError.notASocket(path: path)) { _ = try ListeningSocket(binding: path, mode: 0o600) }
        #expect(try scratch.directory().openFile("socket", for: .reading).readAll() == [1])
    }

    @Test("a path that is too long is refused, not cut", arguments: [107, 108])
    func longPath(size: Int) throws {
        let path = scratch.path + "/" + String(repeating: "x", count: size - scratch.path.utf8.count - 1)
        if size == 107 {
            _ = try ListeningSocket(binding: path, mode: 0o600)
        } else {
            let error = try #require(throws: ListenError.self) { _ = try ListeningSocket(binding: path, mode: 0o600) }
            #expect(error == .system(SystemError(call: "bind", code: ENAMETOOLONG), path: path))
        }
    }

    @Test("only a Unix stream socket that listens is adopted")
    func adoption() throws {
        let own = try ListeningSocket(binding: path, mode: 0o600)
        let adopted = try ListeningSocket(adopting: try own.descriptor.duplicate())
        let client = try StreamSocket.connect(to: path)
        #expect(try adopted.accept() != nil)
        _ = consume client
        let types = [
            socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0), socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0),
            socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0),
        ]
        for number in types {
            #expect(throws: ListenError.notListening(descriptor: number)) {
                _ = try ListeningSocket(adopting: Descriptor(owning: number))
            }
        }
    }

    @Test("only a stream socket is adopted as a connection")
    func streamAdoption() throws {
        let pair = try StreamSocket.pair()
        let isAdopted = StreamSocket(adopting: try pair.first.descriptor.duplicate()) != nil
        #expect(isAdopted)
        let isDatagramAdopted =
            StreamSocket(adopting: Descriptor(owning: socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0))) != nil
        #expect(!isDatagramAdopted)
    }

    @Test("a shortage of descriptors is told, and who waits is still there")
    func shortage() async {
        await #expect(processExitsWith: .success) {
            let scratch = try Scratch()
            let listener = try ListeningSocket(binding: "\(scratch.path)/socket", mode: 0o600)
            let client = try StreamSocket.connect(to: "\(scratch.path)/socket")
            let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
            var limit = rlimit(rlim_cur: 0, rlim_max: 1024)
            unsafe setrlimit(openFiles, &limit)
            do throws(SystemError) {
                _ = try listener.accept()
                preconditionFailure("a descriptor was found")
            } catch {
                precondition(error.isDescriptorShortage)
            }
            limit.rlim_cur = 1024
            unsafe setrlimit(openFiles, &limit)
            let isAccepted = try listener.accept() != nil
            precondition(isAccepted)
            _ = consume client
        }
    }
}
