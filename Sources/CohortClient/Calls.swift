internal import Wire

/// What came back for a call: the bytes of its reply, or why there are none.
typealias Answer = Result<[UInt8], CallError>

/// Calls under way on one connection, and those of their bytes that it has not taken yet.
struct Calls {
    typealias Deliver = @Sendable (Answer) -> Void

    private struct Waiting {
        /// Monotonic nanoseconds.
        let deadline: Int64
        /// `nil`: nobody waits any more, and the answer is still to come.
        var deliver: Deliver?
    }

    /// Bytes of requests that may wait for a daemon that does not read.
    static let outboxSizeMax = 16 * WireLimits.frameSizeMax

    private var nextStream: UInt32
    private var waiting: [UInt32: Waiting] = [:]
    /// No deadline is before this one.
    private(set) var nextDeadline = Int64.max
    /// Bytes for the daemon, and at their start some that it has taken.
    private(set) var outbox: [UInt8] = []
    private(set) var sent = 0
    /// Why nothing more can be called.
    private(set) var failure: CallError?

    /// - Parameter first: the id of the first stream, which is odd.
    init(from first: UInt32) {
        precondition(first % 2 == 1, "the streams of clients are odd")
        nextStream = first
    }

    /// Whether answers are still to come.
    var areUnderWay: Bool { !waiting.isEmpty }

    /// Whether bytes wait to be sent.
    var hasOutput: Bool { sent < outbox.count }

    /// Numbers a call and puts it behind those before it, in one step: ids reach the daemon in ascending order.
    mutating func add(_ envelope: [UInt8], deadline: Int64, _ deliver: @escaping Deliver) {
        // Ids come round again after two thousand million calls; one whose answer is owed is not given twice.
        while waiting[nextStream] != nil { nextStream &+= 2 }
        FrameHeader(length: UInt32(envelope.count), streamID: nextStream, kind: .request, flags: .remoteClosed)
            .write(to: &outbox)
        outbox += envelope
        waiting[nextStream] = Waiting(deadline: deadline, deliver: deliver)
        nextStream &+= 2
        nextDeadline = min(nextDeadline, deadline)
    }

    /// Why a request of this size cannot be added; `nil` if it can.
    func refusal(of size: Int) -> CallError? {
        if let failure { return failure }
        guard size > WireLimits.frameSizeMax else {
            guard outbox.count - sent + size > Self.outboxSizeMax else { return nil }
            let sentence = "\(outbox.count - sent) bytes of requests wait already, as the daemon does not read them"
            return CallError(code: .resourceExhausted, sentence: sentence)
        }
        let sentence = "the request has \(size) bytes, over the \(WireLimits.frameSizeMax) of a frame"
        return CallError(code: .resourceExhausted, sentence: sentence)
    }

    mutating func didSend(_ count: Int) {
        sent += count
        precondition(sent <= outbox.count)
        // Moved rarely, so that every byte is moved once at most on average.
        if sent > outbox.count / 2 {
            outbox.removeSubrange(..<sent)
            sent = 0
        }
    }

    /// Who waits for the answer on a stream; nobody, if that call is given up or never was.
    mutating func take(_ stream: UInt32) -> Deliver? { waiting.removeValue(forKey: stream)?.deliver }

    /// Gives up the calls whose time has passed. Their answers are still to come, and will be dropped.
    mutating func expire(at now: Int64) -> [Deliver] {
        guard nextDeadline <= now else { return [] }
        var expired: [Deliver] = []
        nextDeadline = .max
        for (stream, call) in waiting {
            guard let deliver = call.deliver else { continue }
            if call.deadline <= now {
                expired.append(deliver)
                waiting[stream]?.deliver = nil
            } else {
                nextDeadline = min(nextDeadline, call.deadline)
            }
        }
        return expired
    }

    /// Ends every call, and those to come.
    mutating func fail(_ error: CallError) -> [Deliver] {
        failure = failure ?? error
        defer { waiting = [:] }
        return waiting.values.compactMap(\.deliver)
    }
}
