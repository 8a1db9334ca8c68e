import Glibc
import Linux
import Synchronization
import Testing

@Suite("Threads")
struct ThreadTests {
    @Test("a thread takes values in the order in which they were put")
    func ordering() throws {
        let inbox = try Mailbox<Int>()
        let outbox = try Mailbox<Int>()
        let thread = try Thread.start(named: "doubling") {
            while let value = orEnd({ try inbox.take() }) { orEnd { try outbox.put(value * 2) } }
        }
        for value in 0..<1000 { try inbox.put(value) }
        var taken: [Int] = []
        while taken.count < 1000 { taken += try outbox.takeAll() }
        try inbox.close()
        thread.join()
        #expect(taken == (0..<1000).map { $0 * 2 })
    }

    @Test("values that are put before a mailbox closes are taken after it")
    func closing() throws {
        let mailbox = try Mailbox<Int>()
        try mailbox.put(1)
        try mailbox.put(2)
        try mailbox.close()
        #expect(try mailbox.take() == 1)
        #expect(try mailbox.takeAll() == [2])
        #expect(try mailbox.take() == nil)
        #expect(try mailbox.takeAll() == [])
    }

    @Test("taking without waiting takes what there is")
    func trying() throws {
        let mailbox = try Mailbox<Int>()
        #expect(mailbox.tryTake() == nil)
        for value in 1...3 { try mailbox.put(value) }
        #expect(mailbox.tryTake() == 1)
        #expect(mailbox.tryTakeAll() == [2, 3])
        #expect(mailbox.tryTakeAll() == [])
    }

    @Test("every value is taken by exactly one of several threads")
    func several() throws {
        let mailbox = try Mailbox<Int>()
        let total = Sum()
        let work: @Sendable () -> Void = {
            while let value = orEnd({ try mailbox.take() }) { total.add(value) }
        }
        let first = try Thread.start(named: "first", work)
        let second = try Thread.start(named: "second", work)
        for value in 1...2000 { try mailbox.put(value) }
        try mailbox.close()
        first.join()
        second.join()
        #expect(total.value == 2000 * 2001 / 2)
    }

    @Test("an event that is signalled twice is drained once")
    func events() throws {
        let event = try EventDescriptor()
        #expect(try !event.drain())
        let thread = try Thread.start(named: "signalling") {
            orEnd { try event.signal() }
            orEnd { try event.signal() }
        }
        thread.join()
        #expect(try event.drain())
        #expect(try !event.drain())
    }

    @Test("a thread is named, and blocks the signals that are the loop's")
    func threadState() throws {
        let name = try Mailbox<String>()
        let thread = try Thread.start(named: "a-name-that-is-far-too-long") {
            orEnd {
                let file = try Directory(opening: "/proc/thread-self").openFile("status", for: .reading)
                try name.put(String(decoding: try file.read(4096, at: 0), as: UTF8.self))
            }
        }
        let status = try #require(try name.take()).split(separator: "\n")
        thread.join()
        #expect(status.contains("Name:\ta-name-that-is-"))
        let blocked = try #require(status.first { $0.hasPrefix("SigBlk:") }?.split(separator: "\t").last)
        #expect(UInt64(blocked, radix: 16).map { $0 & (1 << UInt64(SIGTERM - 1)) != 0 } == true)
    }

    @Test("the monotonic clock never goes back, and the wall clock is past 2020")
    func clocks() {
        let times = (0..<1000).map { _ in Clock.monotonic() }
        #expect(times == times.sorted())
        #expect(Clock.wall() > 1_577_836_800_000_000_000)
    }
}

/// A total that several threads add to.
private final class Sum: Sendable {
    private let total = Atomic(0)

    var value: Int { total.load(ordering: .relaxed) }

    func add(_ number: Int) { total.add(number, ordering: .relaxed) }
}

/// What the body answers; a thread that it fails on has nobody to tell, so the process ends.
@discardableResult
private func orEnd<Value>(_ body: () throws -> Value) -> Value {
    do {
        return try body()
    } catch {
        fatalError("\(error)")
    }
}
