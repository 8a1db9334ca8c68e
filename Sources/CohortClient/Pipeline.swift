internal import Linux
internal import Protobuf
internal import Synchronization
internal import Wire

/// Sends calls over one connection and hands out their answers.
///
/// Whoever calls writes what the connection takes at once; a thread writes the rest, reads, and keeps the deadlines.
/// Nobody waits while holding the lock, so a daemon that stops reading until it is read from finds a reader.
final class Pipeline: Sendable {
    private struct State {
        var calls: Calls
        /// What the thread waits for: a call that wants more must wake it.
        var wait = Wait()
    }

    private struct Wait {
        var reads = false
        var writes = false
        /// Monotonic nanoseconds.
        var until = Int64.max
    }

    private let socket: StreamSocket
    /// Other processes speak on the same connection. Each has it to itself while it has calls under way, and reads only
    /// then: it would take the answers of others.
    private let isShared: Bool
    private let wakeUp: EventDescriptor
    private let state: Mutex<State>

    init(_ socket: consuming StreamSocket, isShared: Bool) throws(SystemError) {
        self.socket = socket
        self.isShared = isShared
        wakeUp = try EventDescriptor()
        // An answer that another process left behind must not be taken for one of ours.
        let first = isShared ? UInt32.random(in: 0..<(1 << 31)) * 2 + 1 : 1
        state = Mutex(State(calls: Calls(from: first)))
        _ = try Thread.start(named: "cohort-client") { [self] in run() }
    }

    /// Sends a call. `deliver` is called once, from whatever thread knows the answer first.
    func send<Request, Reply>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, _ timeout: Duration?, _ key: String?,
        deliver: @escaping Calls.Deliver
    ) {
        let envelope = Self.envelope(method, request.serializedBytes(), timeout, key)
        let deadline = timeout?.fromNow ?? .max
        let wakes: Bool
        do throws(CallError) {
            wakes = try state.withLock { (state) throws(CallError) in
                if let refusal = state.calls.refusal(of: envelope.count) { throw refusal }
                try claim(for: state.calls)
                state.calls.add(envelope, deadline: deadline, deliver)
                return begin(&state.calls, state.wait) || deadline < state.wait.until
            }
        } catch {
            return deliver(.failure(error))
        }
        if wakes { wake() }
    }

    private static func envelope<Request, Reply>(
        _ method: MethodDescriptor<Request, Reply>, _ payload: [UInt8], _ timeout: Duration?, _ key: String?
    ) -> [UInt8] {
        Ttrpc.Request.with {
            $0.service = method.service
            $0.method = method.method
            $0.payload = payload
            $0.timeoutNano = timeout?.wireNanoseconds ?? 0
            if let key { $0.metadata = [.with { ($0.key, $0.value) = ("idempotency-key", key) }] }
        }.serializedBytes()
    }

    /// The request that ends another call.
    static func cancellation(of stream: UInt32) -> [UInt8] {
        envelope(V1.Meta.cancel, V1.CancelRequest.with { $0.stream = stream }.serializedBytes(), nil, nil)
    }

    /// Writes what the connection takes. Answers whether the thread must see to the rest.
    private func begin(_ calls: inout Calls, _ wait: Wait) -> Bool {
        // Whatever is wrong with the connection, the thread finds it too, and says it to everyone who waits.
        do throws(SystemError) { try flush(&calls) } catch { return true }
        return calls.hasOutput && !wait.writes || isShared && !wait.reads
    }

    /// Nothing more is called, and the thread ends.
    func close() {
        fail(CallError(code: .cancelled, sentence: "the connection was closed on this side"))
        wake()
    }

    private func wake() {
        do throws(SystemError) { try wakeUp.signal() } catch { fatalError("an event does not work: \(error)") }
    }

    private func fail(_ error: CallError) {
        for deliver in locked({ $0.calls.fail(error) }) { deliver(.failure(error)) }
    }
}

// MARK: - The thread

extension Pipeline {
    private func run() {
        var frames = FrameReader()
        while let wait = nextWait() {
            do throws(CallError) {
                try turn(wait, &frames)
            } catch {
                fail(error)
            }
        }
    }

    /// What to wait for now; `nil` if nothing more will come.
    private func nextWait() -> Wait? {
        state.withLock { state in
            guard state.calls.failure == nil else { return nil }
            state.wait = Wait(
                reads: (!isShared || state.calls.areUnderWay) && !state.calls.isCongested,
                writes: state.calls.hasOutput,
                until: state.calls.nextDeadline)
            return state.wait
        }
    }

    private func turn(_ wait: Wait, _ frames: inout FrameReader) throws(CallError) {
        do throws(SystemError) {
            let ready = try socket.wait(
                toRead: wait.reads, toWrite: wait.writes, or: wakeUp, within: wait.until.millisecondsFromNow)
            if ready.isSignalled { try wakeUp.drain() }
            if ready.reads { try frames.receive(from: socket) }
            try locked { (state) throws(SystemError) in try flush(&state.calls) }
        } catch {
            throw .lost("\(error)")
        }
        while let (stream, content) = try frames.next() { try deliver(content, for: stream) }
        if let ending = frames.ending { throw ending }
        expire()
    }

    private func flush(_ calls: inout Calls) throws(SystemError) {
        while calls.hasOutput {
            switch try socket.writeNow(calls.outbox.span.extracting(calls.sent..<calls.outbox.count)) {
            case .bytes(let count): calls.didSend(count)
            // Answers that came before the end are still read; the reader finds the end behind them.
            case .wouldBlock, .reset: return
            }
        }
    }

    /// A late answer to a call that nobody waits for any more is dropped.
    private func deliver(_ content: FrameReader.Content, for stream: UInt32) throws(CallError) {
        switch content {
        case .answer(let answer):
            let deliver = try locked { (state) throws(CallError) in
                let deliver = state.calls.take(answer, on: stream)
                try release(after: state.calls)
                return deliver
            }
            deliver?(answer)
        case .data(let message, let flags):
            try locked { (state) throws(CallError) in
                state.calls.take(message, flags: flags, on: stream)
                if flags.contains(.remoteClosed) { try release(after: state.calls) }
            }
        }
    }

    private func expire() {
        let now = Clock.monotonic()
        let error = CallError(code: .deadlineExceeded, sentence: "the daemon did not answer in time")
        for deliver in locked({ $0.calls.expire(at: now, error) }) { deliver(.failure(error)) }
    }

    /// Wakes whoever waits for what has changed, once the lock is free again.
    private func locked<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var woken: [Inbox.Wake] = []
        defer { for wake in woken { wake() } }
        return try state.withLock { (state) throws(Failure) in
            defer { woken = state.calls.takeWoken() }
            return try body(&state)
        }
    }
}

// MARK: - Streams

extension Pipeline {
    /// Opens a stream: with its only request, or, without one, for requests that follow.
    func open<Request, Reply>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request?, _ timeout: Duration?, _ key: String?
    ) throws(CallError) -> UInt32 {
        let envelope = Self.envelope(method, request?.serializedBytes() ?? [], timeout, key)
        let deadline = timeout?.fromNow ?? .max
        var wakes = false
        let stream = try locked { (state) throws(CallError) in
            if let refusal = state.calls.refusal(of: envelope.count) { throw refusal }
            try claim(for: state.calls)
            let flags: FrameFlags = request == nil ? .remoteOpen : .remoteClosed
            let stream = state.calls.open(envelope, flags: flags, deadline: deadline)
            wakes = begin(&state.calls, state.wait) || deadline < state.wait.until
            return stream
        }
        if wakes { wake() }
        return stream
    }

    /// Does what it can on a stream. What it writes goes out, and what it takes makes room for more.
    func step<Result>(
        _ step: (inout Calls) throws(CallError) -> Step<Result>
    ) throws(CallError) -> Step<Result> {
        var wakes = false
        defer { if wakes { wake() } }
        return try locked { (state) throws(CallError) in
            let wasCongested = state.calls.isCongested
            let result = try step(&state.calls)
            wakes = begin(&state.calls, state.wait) || (wasCongested && !state.calls.isCongested)
            return result
        }
    }

    /// Has `wake` called when something changes on a stream.
    func wait(for stream: UInt32, since seen: Int, _ wake: @escaping Inbox.Wake) {
        locked { $0.calls.wait(for: stream, since: seen, wake) }
    }
}

// MARK: - Taking turns with other processes

extension Pipeline {
    private func claim(for calls: Calls) throws(CallError) {
        guard isShared, !calls.areUnderWay else { return }
        do throws(SystemError) { try socket.claim() } catch { throw .lost("\(error)") }
    }

    private func release(after calls: Calls) throws(CallError) {
        guard isShared, !calls.areUnderWay else { return }
        do throws(SystemError) { try socket.release() } catch { throw .lost("\(error)") }
    }
}
