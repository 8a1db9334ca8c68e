import Linux
import Testing

@Suite("A connection that several processes hold")
struct SharedSocketTests {
    @Test("reading and writing never wait, although the socket blocks")
    func neverWaiting() throws {
        let pair = try StreamSocket.pair()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        #expect(try pair.first.readNow(into: &buffer) == .wouldBlock)
        let piece = [UInt8](repeating: 7, count: 1 << 16)
        var sent = 0
        while case .bytes(let count) = try pair.first.writeNow(piece.span) { sent += count }
        var received = 0
        while case .bytes(let count) = try pair.second.readNow(into: &buffer) { received += count }
        #expect(sent > 0)
        #expect(received == sent)
    }

    @Test("waiting tells what was asked for, and whether the event was signalled")
    func waiting() throws {
        let pair = try StreamSocket.pair()
        let event = try EventDescriptor()
        func ready(_ reads: Bool, _ writes: Bool) throws -> SocketReadiness {
            try pair.first.wait(toRead: reads, toWrite: writes, or: event, within: 0)
        }
        #expect(try ready(true, true) == SocketReadiness(reads: false, writes: true, isSignalled: false))
        try pair.second.writeAll([1])
        #expect(try ready(true, false) == SocketReadiness(reads: true, writes: false, isSignalled: false))
        #expect(try ready(false, false) == SocketReadiness(reads: false, writes: false, isSignalled: false))
        try event.signal()
        #expect(try ready(false, false).isSignalled)
    }

    @Test(
        "one process at a time has the connection to itself",
        .enabled(if: Environment.executable(named: "python3") != nil))
    func claiming() throws {
        let pair = try StreamSocket.pair()
        let python = try #require(Environment.executable(named: "python3"))
        let attempt = """
            import fcntl, sys
            try: fcntl.lockf(3, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError: sys.exit(1)
            """
        func otherMayClaim() throws -> Bool {
            var launch = Launch(
                executable: python, arguments: ["python3", "-c", attempt], environment: Environment.all())
            launch.handovers = [Launch.Handover(pair.first.descriptor.number, as: 3)]
            return try Process(launch).wait() == .exited(0)
        }
        try pair.first.claim()
        #expect(try !otherMayClaim())
        try pair.first.release()
        #expect(try otherMayClaim())
    }
}
