import Glibc
import Linux
import Systemd
import Testing

@Suite("The event loop")
struct EventLoopTests {
    let loop: EventLoop

    init() throws { loop = try EventLoop() }

    @Test("a loop returns the code that it is left with")
    func leaving() throws {
        let timer = try loop.addTimer(after: .zero) { [loop] in loop.exit(7) }
        #expect(try loop.run(keeping: [timer]) == 7)
    }

    @Test("a descriptor that is readable calls its handler, and its end does too")
    func descriptors() throws {
        let pair = try StreamSocket.pair()
        let first = pair.first
        let second = Ending(pair.second)
        try first.writeAll([1, 2])
        let source = try loop.add(second.socket.descriptor.number, for: .readable) { [loop] readiness in
            second.seen.append(readiness)
            var buffer: [UInt8] = [0, 0, 0, 0]
            #expect(throws: Never.self) {
                switch try second.socket.read(into: &buffer, at: 0) {
                case .bytes: try first.shutdownWriting()
                case .wouldBlock, .end, .reset: loop.exit(0)
                }
            }
        }
        #expect(try loop.run(keeping: [source]) == 0)
        #expect(second.seen == [.readable, .readable])
    }

    @Test("a descriptor is watched for what was asked last")
    func watching() throws {
        let pair = try StreamSocket.pair()
        let seen = Box<[Readiness]>([])
        let source = try loop.add(pair.first.descriptor.number, for: .readable) { [loop] readiness in
            seen.value.append(readiness)
            loop.exit(0)
        }
        try source.watch(for: .writable)
        #expect(try loop.run(keeping: [source]) == 0)
        #expect(seen.value == [.writable])
    }

    @Test("a source that was disabled or let go of is silent")
    func silence() throws {
        let pair = try StreamSocket.pair()
        let calls = Box(0)
        let disabled = try loop.add(pair.first.descriptor.number, for: .writable) { _ in calls.value += 1 }
        try disabled.setEnabled(false)
        _ = try loop.add(pair.second.descriptor.number, for: .writable) { _ in calls.value += 1 }
        let timer = try loop.addTimer(after: .milliseconds(1)) { [loop] in loop.exit(0) }
        #expect(try loop.run(keeping: [timer]) == 0)
        #expect(calls.value == 0)
    }

    @Test("a handler may let go of its own source")
    func suicide() throws {
        let pair = try StreamSocket.pair()
        let source = Box<DescriptorSource?>(nil)
        let calls = Box(0)
        source.value = try loop.add(pair.first.descriptor.number, for: .writable) { _ in
            source.value = nil
            calls.value += 1
        }
        let timer = try loop.addTimer(after: .milliseconds(1)) { [loop] in loop.exit(0) }
        #expect(try loop.run(keeping: [timer]) == 0)
        #expect(calls.value == 1)
    }

    @Test("a timer fires once, a repeating one until it is stopped, and a restarted one again")
    func timers() throws {
        let fired = Box<[String]>([])
        let once = Box<TimerSource?>(nil)
        once.value = try loop.addTimer(after: .zero) { fired.value.append("once") }
        let repeating = try loop.addTimer(every: .milliseconds(1)) { [loop] in
            fired.value.append("again")
            if fired.value.count == 4 { #expect(throws: Never.self) { try once.value?.restart(after: .zero) } }
            if fired.value.count >= 6 { loop.exit(0) }
        }
        #expect(try loop.run(keeping: [repeating]) == 0)
        #expect(fired.value.filter { $0 == "once" }.count == 2)
        #expect(fired.value.filter { $0 == "again" }.count == 4)
    }

    @Test("a signal calls its handler instead of ending the process")
    func signals() async {
        await #expect(processExitsWith: .success) {
            let loop = try EventLoop()
            let source = try loop.add(signal: SIGHUP) { loop.exit(SIGHUP) }
            // For this thread, the one that blocks it; the process's other threads here do not.
            pthread_kill(pthread_self(), SIGHUP)
            let code = try loop.run(keeping: [source])
            precondition(code == SIGHUP)
        }
    }

    @Test("another thread wakes the loop")
    func waking() throws {
        let event = try EventDescriptor()
        let source = try loop.add(event.descriptor.number, for: .readable) { [loop] _ in
            #expect(throws: Never.self) { try event.drain() }
            loop.exit(0)
        }
        let thread = try Thread.start(named: "waking") { #expect(throws: Never.self) { try event.signal() } }
        #expect(try loop.run(keeping: [source]) == 0)
        thread.join()
    }

    @Test("a turn ends once, after all that was ready together")
    func turns() throws {
        let pair = try StreamSocket.pair()
        let calls = Box<[String]>([])
        let sources = Box<[DescriptorSource]>([])
        for number in [pair.first.descriptor.number, pair.second.descriptor.number] {
            let index = sources.value.count
            let source = try loop.add(number, for: .writable) { _ in
                calls.value.append("ready")
                #expect(throws: Never.self) { try sources.value[index].setEnabled(false) }
            }
            sources.value.append(source)
        }
        loop.turnEnd = { [loop] in
            calls.value.append("end")
            loop.exit(0)
        }
        #expect(try loop.run() == 0)
        #expect(calls.value == ["ready", "ready", "end"])
    }

    @Test("a flood does not put off the end of a turn for ever")
    func flood() throws {
        let pair = try StreamSocket.pair()
        let calls = Box(0)
        let sources = try [pair.first.descriptor.number, pair.second.descriptor.number].map { number in
            try loop.add(number, for: .writable) { _ in calls.value += 1 }
        }
        loop.turnEnd = { [loop] in loop.exit(0) }
        #expect(try loop.run(keeping: sources) == 0)
        #expect(calls.value <= 256)
    }

    @Test("a turn is ended before the loop is left")
    func lastTurn() throws {
        let ends = Box(0)
        loop.turnEnd = { ends.value += 1 }
        let timer = try loop.addTimer(after: .zero) { [loop] in loop.exit(0) }
        #expect(try loop.run(keeping: [timer]) == 0)
        #expect(ends.value == 1)
    }

    @Test("a turn that was asked for ends though nothing is ready, and others are handled in between")
    func anotherTurn() throws {
        let pair = try StreamSocket.pair()
        let calls = Box<[String]>([])
        let source = Box<DescriptorSource?>(nil)
        let timer = try loop.addTimer(after: .zero) { calls.value.append("timer") }
        loop.turnEnd = { [loop] in
            calls.value.append("end")
            switch calls.value.count {
            case 2: loop.turnAgain()
            case 3:
                loop.turnAgain()
                #expect(throws: Never.self) {
                    source.value = try loop.add(pair.first.descriptor.number, for: .writable) { _ in
                        calls.value.append("ready")
                    }
                }
            default: loop.exit(0)
            }
        }
        #expect(try loop.run(keeping: [timer]) == 0)
        #expect(calls.value == ["timer", "end", "end", "ready", "end"])
        source.value = nil
    }

    @Test("a set tells which of its descriptors are ready and for what, as was asked last")
    func set() throws {
        let first = try StreamSocket.pair()
        let second = try StreamSocket.pair()
        let told = Box<[Int: Readiness]>([:])
        let set = loop.descriptors
        set.handler = { number, readiness in told.value[number] = readiness }
        loop.turnEnd = { [loop] in loop.exit(0) }
        try set.add(first.first.descriptor.number, as: 0, for: .readable)
        try set.add(first.second.descriptor.number, as: 1, for: .readable)
        try set.add(second.first.descriptor.number, as: 2, for: .readable)
        try first.second.writeAll([1])
        try second.second.writeAll([1])
        try set.watch(first.second.descriptor.number, as: 7, for: [.readable, .writable])
        try set.remove(second.first.descriptor.number)
        #expect(try loop.run() == 0)
        #expect(told.value == [0: .readable, 7: .writable])
    }

    @Test("a timer that a descriptor's handler sets fires, though only descriptors are ready")
    func timerAmongDescriptors() throws {
        let pair = try StreamSocket.pair()
        let timer = Box<TimerSource?>(nil)
        let ends = Box(0)
        loop.descriptors.handler = { [loop] _, _ in
            guard timer.value == nil else { return }
            #expect(throws: Never.self) { timer.value = try loop.addTimer(after: .zero) { loop.exit(3) } }
        }
        loop.turnEnd = { ends.value += 1 }
        try loop.descriptors.add(pair.first.descriptor.number, as: 0, for: .writable)
        #expect(try loop.run() == 3)
        #expect(ends.value > 1)
        timer.value = nil
        try loop.descriptors.remove(pair.first.descriptor.number)
    }

    @Test("a regular file cannot be watched")
    func regularFile() throws {
        let file = try Directory(opening: "/etc").openFile("passwd", for: .reading)
        let error = try #require(throws: SystemdError.self) {
            _ = try loop.add(file.descriptor.number, for: .readable) { _ in }
        }
        #expect("\(error)" == "sd_event_add_io: Operation not permitted")
    }
}

extension EventLoop {
    /// Runs with these sources alive: a local variable alone does not keep what is not used any more.
    func run(keeping sources: [EventSource]) throws(SystemdError) -> Int32 {
        defer { withExtendedLifetime(sources) {} }
        return try run()
    }
}

/// A value that handlers share.
final class Box<Value> {
    var value: Value

    init(_ value: Value) { self.value = value }
}

/// One end of a connection, and what was said of it.
private final class Ending {
    let socket: StreamSocket
    var seen: [Readiness] = []

    init(_ socket: consuming StreamSocket) { self.socket = socket }
}
