import Testing
import Wire

@testable import CohortClient

@Suite("Calls under way")
struct CallsTests {
    private static let late = CallError(code: .deadlineExceeded, sentence: "late")

    private func streams(of calls: Calls) -> [UInt32] {
        var streams: [UInt32] = []
        var start = calls.sent
        while start < calls.outbox.count {
            let header = FrameHeader(parsing: calls.outbox.span.extracting(start..<(start + FrameHeader.size)))
            streams.append(header.streamID)
            start += FrameHeader.size + Int(header.length)
        }
        return streams
    }

    @Test("ids come round again")
    func wrapping() {
        var calls = Calls(from: .max)
        for _ in 0..<2 { calls.add([], deadline: .max) { _ in } }
        #expect(streams(of: calls) == [.max, 1])
        var crowded = Calls(from: .max)
        crowded.add([], deadline: .max) { _ in }
        #expect(crowded.take(.success([]), on: .max) != nil)
        #expect(crowded.take(.success([]), on: .max) == nil)
        #expect(!crowded.areUnderWay)
    }

    @Test("a call that is given up is still under way, until its answer has come and is dropped")
    func givenUp() {
        var calls = Calls(from: 1)
        calls.add([], deadline: 10) { _ in }
        calls.add([], deadline: 20) { _ in }
        #expect(calls.nextDeadline == 10)
        #expect(calls.expire(at: 9, Self.late).isEmpty)
        #expect(calls.expire(at: 10, Self.late).count == 1)
        #expect(calls.nextDeadline == 20)
        #expect(calls.expire(at: 19, Self.late).isEmpty)
        #expect(calls.take(.success([]), on: 3) != nil)
        #expect(calls.areUnderWay)
        #expect(calls.take(.success([]), on: 1) == nil)
        #expect(!calls.areUnderWay)
    }

    @Test("a request fits into a frame, and what waits into the outbox, to the last byte")
    func limits() {
        var calls = Calls(from: 1)
        #expect(calls.refusal(of: WireLimits.frameSizeMax) == nil)
        #expect(calls.refusal(of: WireLimits.frameSizeMax + 1)?.code == .resourceExhausted)
        while calls.outbox.count <= Calls.outboxSizeMax - WireLimits.frameSizeMax {
            calls.add([UInt8](repeating: 0, count: WireLimits.frameSizeMax), deadline: .max) { _ in }
        }
        let left = Calls.outboxSizeMax - calls.outbox.count
        #expect(calls.refusal(of: left - 1) == nil)
        #expect(calls.refusal(of: left) == nil)
        #expect(calls.refusal(of: left + 1)?.code == .resourceExhausted)
        calls.didSend(1)
        #expect(calls.refusal(of: left + 1) == nil)
    }

    @Test("what was sent is forgotten, at whatever place the connection stops taking", arguments: 0...24)
    func sending(cut: Int) {
        var calls = Calls(from: 1)
        calls.add([1, 2], deadline: .max) { _ in }
        calls.add([3, 4], deadline: .max) { _ in }
        let all = calls.outbox
        #expect(all.count == 24)
        calls.didSend(cut)
        #expect(Array(calls.outbox[calls.sent...]) == Array(all[cut...]))
        #expect(calls.hasOutput == (cut < 24))
    }

    @Test("durations become what the wire and the kernel take", arguments: [-1, 0, 1, 292, 293, Int64.max])
    func durations(years: Int64) {
        let (seconds, overflows) = years.multipliedReportingOverflow(by: 365 * 86_400)
        let duration = Duration.seconds(overflows ? .max : seconds)
        #expect(duration.wireNanoseconds >= 1)
        #expect(duration.fromNow > 0)
        #expect(duration.fromNow.millisecondsFromNow >= 0 || duration.fromNow == .max)
        #expect(Duration.nanoseconds(7).wireNanoseconds == 7)
    }
}
