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
        var receiver: Receiver?
    }

    /// Who is told what comes for a call.
    private enum Receiver {
        case answer(Deliver)
        /// The inbox of its stream.
        case stream
    }

    /// Bytes that wait for the daemon beyond which uploads wait with theirs.
    static let streamingSizeMax = 1 << 20
    /// Bytes of requests that may wait for a daemon that does not read.
    static let outboxSizeMax = 16 * WireLimits.frameSizeMax

    private var nextStream: UInt32
    private var waiting: [UInt32: Waiting] = [:]
    /// Of streams that somebody holds, also of those that have ended.
    private var inboxes: [UInt32: Inbox] = [:]
    /// To be called when nothing is locked any more.
    private var woken: [Inbox.Wake] = []
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
        _ = add(envelope, flags: .remoteClosed, deadline: deadline, .answer(deliver))
    }

    /// The same of a call that streams. Whoever holds the stream lets go of it.
    mutating func open(_ envelope: [UInt8], flags: FrameFlags, deadline: Int64) -> UInt32 {
        let stream = add(envelope, flags: flags, deadline: deadline, .stream)
        inboxes[stream] = Inbox()
        return stream
    }

    private mutating func add(
        _ envelope: [UInt8], flags: FrameFlags, deadline: Int64, _ receiver: Receiver
    ) -> UInt32 {
        // Ids come round again after two thousand million calls; one whose answer is owed is not given twice.
        while waiting[nextStream] != nil || inboxes[nextStream] != nil { nextStream &+= 2 }
        let stream = nextStream
        put(envelope, .request, flags: flags, on: stream)
        waiting[stream] = Waiting(deadline: deadline, receiver: receiver)
        nextStream &+= 2
        nextDeadline = min(nextDeadline, deadline)
        return stream
    }

    private mutating func put(_ data: [UInt8], _ kind: FrameKind, flags: FrameFlags, on stream: UInt32) {
        FrameHeader(length: UInt32(data.count), streamID: stream, kind: kind, flags: flags).write(to: &outbox)
        outbox += data
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
        if hasRoom { for stream in inboxes.keys { change(stream) { $0.touch() } } }
    }

    /// An answer has come. Who waits for it; nobody, if that call is given up or never was, or if it streams.
    mutating func take(_ answer: Answer, on stream: UInt32) -> Deliver? {
        switch waiting.removeValue(forKey: stream)?.receiver {
        case .answer(let deliver): return deliver
        case .stream: change(stream) { $0.end(answer) }
        case nil: break
        }
        return nil
    }

    /// Gives up the calls whose time has passed. Their answers are still to come, and will be dropped.
    mutating func expire(at now: Int64, _ error: CallError) -> [Deliver] {
        guard nextDeadline <= now else { return [] }
        var expired: [Deliver] = []
        nextDeadline = .max
        for (stream, call) in waiting {
            guard let receiver = call.receiver else { continue }
            if call.deadline <= now {
                waiting[stream]?.receiver = nil
                if case .answer(let deliver) = receiver { expired.append(deliver) }
                change(stream) { $0.end(.failure(error)) }
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
        for stream in inboxes.keys { change(stream) { $0.end(.failure(error)) } }
        return waiting.values.compactMap { call in
            if case .answer(let deliver) = call.receiver { deliver } else { nil }
        }
    }
}

// MARK: - Streams

extension Calls {
    /// Whether uploads may put more behind what waits already.
    var hasRoom: Bool { outbox.count - sent < Self.streamingSizeMax }

    /// Whether so much has come that nobody takes that the connection should not be read.
    var isCongested: Bool { inboxes.values.contains { $0.size >= Inbox.sizeMax } }

    /// A frame of data has come. Those of a stream that nobody holds any more are dropped.
    mutating func take(_ message: [UInt8], flags: FrameFlags, on stream: UInt32) {
        // A call that does not stream is over with its answer alone.
        if case .answer = waiting[stream]?.receiver { return }
        if !flags.contains(.noData) { change(stream) { $0.put(message) } }
        guard flags.contains(.remoteClosed) else { return }
        waiting[stream] = nil
        change(stream) { $0.end(.success([])) }
    }

    /// The next message of a stream. `nil`: wait for a change.
    mutating func next(on stream: UInt32) throws(CallError) -> Step<[UInt8]?> {
        guard var inbox = inboxes[stream] else { preconditionFailure("whoever asks holds the stream") }
        if let message = inbox.take() {
            inboxes[stream] = inbox
            return .done(message)
        }
        switch inbox.ending {
        case .success: return .done(nil)
        case .failure(let error): throw error
        case nil: return .wait(since: inbox.changes)
        }
    }

    /// Sends a message of a stream, as soon as there is room for it.
    mutating func send(_ message: [UInt8], flags: FrameFlags, on stream: UInt32) throws(CallError) -> Step<Void> {
        guard let inbox = inboxes[stream] else { preconditionFailure("whoever sends holds the stream") }
        if case .failure(let error) = inbox.ending { throw error }
        guard inbox.ending == nil else {
            throw CallError(code: .internal, sentence: "the daemon answered before it had all it was sent")
        }
        guard hasRoom else { return .wait(since: inbox.changes) }
        put(message, .data, flags: flags, on: stream)
        return .done(())
    }

    /// Sends a message of a stream that goes on.
    mutating func send(_ message: [UInt8], on stream: UInt32) throws(CallError) -> Step<Void> {
        try send(message, flags: [], on: stream)
    }

    /// Says that no more comes on a stream.
    mutating func close(_ stream: UInt32) throws(CallError) -> Step<Void> {
        // The dry run of an upload is answered by its start alone.
        if case .done(.success) = ending(of: stream) { return .done(()) }
        return try send([], flags: [.remoteClosed, .noData], on: stream)
    }

    /// How a stream ended, as soon as it has.
    func ending(of stream: UInt32) -> Step<Answer> {
        guard let inbox = inboxes[stream] else { preconditionFailure("whoever asks holds the stream") }
        return inbox.ending.map { .done($0) } ?? .wait(since: inbox.changes)
    }

    /// Has `wake` called when something changes on a stream.
    mutating func wait(for stream: UInt32, since seen: Int, _ wake: @escaping Inbox.Wake) {
        if let now = inboxes[stream]?.wait(since: seen, wake) { woken.append(now) }
    }

    /// Nobody holds the stream any more. One that is still open is ended: a daemon that knows no such call, which is an
    /// older one, is told by a frame that no stream of requests may have.
    mutating func release(_ stream: UInt32, sends: Bool, cancelling: (UInt32) -> [UInt8]) {
        let inbox = inboxes.removeValue(forKey: stream)
        guard waiting[stream] != nil, inbox?.ending == nil else { return }
        waiting[stream]?.receiver = nil
        guard failure == nil else { return }
        if sends {
            put([0], .data, flags: .remoteClosed, on: stream)
        } else {
            add(cancelling(stream), deadline: .max) { _ in }
        }
    }

    mutating func takeWoken() -> [Inbox.Wake] {
        defer { woken = [] }
        return woken
    }

    private mutating func change(_ stream: UInt32, _ change: (inout Inbox) -> Void) {
        guard var inbox = inboxes[stream] else { return }
        change(&inbox)
        if let wake = inbox.takeWaiter() { woken.append(wake) }
        inboxes[stream] = inbox
    }
}

/// What somebody wants of a stream: it is done, or has to wait.
enum Step<Result> {
    case done(Result)
    case wait(since: Int)
}
