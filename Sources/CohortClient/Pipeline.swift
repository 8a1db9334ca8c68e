internal import Linux
internal import Protobuf
internal import Synchronization
internal import Wire

/// What came back for a call: the bytes of its reply, or why there are none.
typealias Answer = Result<[UInt8], CallError>

/// Calls under way on one connection. One thread reads; whoever calls writes.
final class Pipeline: Sendable {
    private struct Calls {
        var nextStream: UInt32 = 1
        var waiting: [UInt32: Waiting] = [:]
        /// Why nothing more can be called.
        var failure: CallError?
    }

    private struct Waiting {
        /// Monotonic nanoseconds; `nil`: for ever.
        let deadline: Int64?
        let deliver: @Sendable (Answer) -> Void
    }

    /// How often the reader looks whether a deadline has passed, when nothing comes in.
    private static let tick = Duration.milliseconds(100)

    private let socket: StreamSocket
    private let calls = Mutex(Calls())

    init(_ socket: consuming StreamSocket) throws(SystemError) {
        try socket.setBlocking(true)
        try socket.setReceiveTimeout(Self.tick)
        self.socket = socket
        _ = try Thread.start(named: "cohort-client") { [self] in read() }
    }

    /// Sends a call. `deliver` is called once, from whatever thread knows the answer first.
    func send<Request, Reply>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, _ timeout: Duration?,
        deliver: @escaping @Sendable (Answer) -> Void
    ) {
        let envelope = Ttrpc.Request.with {
            $0.service = method.service
            $0.method = method.method
            $0.payload = request.serializedBytes()
            $0.timeoutNano = timeout?.nanoseconds ?? 0
        }.serializedBytes()
        guard envelope.count <= WireLimits.frameSizeMax else {
            let sentence = "the request has \(envelope.count) bytes, over the \(WireLimits.frameSizeMax) of a frame"
            return deliver(.failure(CallError(code: .resourceExhausted, sentence: sentence)))
        }
        let deadline = timeout.map { Clock.monotonic() + $0.nanoseconds }
        let failure = calls.withLock { calls in
            if calls.failure == nil { write(envelope, Waiting(deadline: deadline, deliver: deliver), &calls) }
            return calls.failure
        }
        if let failure { fail(failure, also: deliver) }
    }

    /// Numbers the call and sends it in one step: ids must reach the daemon in ascending order.
    private func write(_ envelope: [UInt8], _ waiting: Waiting, _ calls: inout Calls) {
        let stream = calls.nextStream
        var frame: [UInt8] = []
        frame.reserveCapacity(FrameHeader.size + envelope.count)
        FrameHeader(length: UInt32(envelope.count), streamID: stream, kind: .request, flags: .remoteClosed)
            .write(to: &frame)
        frame += envelope
        do throws(SystemError) {
            try socket.writeAll(frame)
            calls.nextStream += 2
            calls.waiting[stream] = waiting
        } catch {
            calls.failure = .lost("\(error)")
        }
    }

    /// Nothing more is called; the reader ends when it notices.
    func close() {
        fail(CallError(code: .cancelled, sentence: "the connection was closed on this side"), also: nil)
    }

    /// Ends every call that waits.
    private func fail(_ error: CallError, also deliver: (@Sendable (Answer) -> Void)?) {
        let waiting = calls.withLock { calls in
            defer { calls.waiting = [:] }
            calls.failure = calls.failure ?? error
            return calls.waiting.values.map(\.deliver)
        }
        for deliver in waiting + [deliver].compactMap({ $0 }) { deliver(.failure(error)) }
    }
}

// MARK: - Reading

extension Pipeline {
    private func read() {
        var frames = FrameReader()
        while calls.withLock({ $0.failure == nil }) {
            do throws(SystemError) {
                switch try frames.receive(from: socket) {
                case .bytes: break
                case .wouldBlock: expire()
                case .end: fail(.lost("it was closed by the daemon"), also: nil)
                case .reset: fail(.lost("it was cut off"), also: nil)
                }
            } catch {
                fail(.lost("\(error)"), also: nil)
            }
            do throws(CallError) {
                while let (stream, answer) = try frames.next() { deliver(answer, for: stream) }
            } catch {
                fail(error, also: nil)
            }
        }
    }

    /// A late answer to a call that nobody waits for any more is dropped.
    private func deliver(_ answer: Answer, for stream: UInt32) {
        calls.withLock { $0.waiting.removeValue(forKey: stream) }?.deliver(answer)
    }

    private func expire() {
        let now = Clock.monotonic()
        let expired = calls.withLock { calls in
            let late = calls.waiting.filter { ($0.value.deadline ?? .max) <= now }
            for stream in late.keys { calls.waiting[stream] = nil }
            return late.values.map(\.deliver)
        }
        let error = CallError(code: .deadlineExceeded, sentence: "the daemon did not answer in time")
        for deliver in expired { deliver(.failure(error)) }
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
