internal import CSystemd
internal import Glibc

/// Waits for descriptors, signals and moments, and calls their handlers: all on the thread that runs it.
///
/// Handlers run in **turns**. A turn handles whatever is ready, and ends before the loop waits again; what needs to be
/// done once for many handlers, such as writing their answers, belongs into the end of the turn.
@safe
public final class EventLoop {
    /// Handlers that run in one turn at most: a flood must not put off the end of the turn for ever.
    private static let turnMax = 256

    let loop: OpaquePointer
    /// Descriptors that come and go in great numbers.
    public let descriptors: DescriptorSet
    private var isWaitedFor = false
    /// Whether sources have changed since the loop was armed: a moment that they wait for may have come nearer.
    private var isStale = false

    /// Called at the end of each turn. Whoever captures the loop in it keeps the loop alive.
    public var turnEnd: (() -> Void)?

    public init() throws(SystemdError) {
        var loop: OpaquePointer?
        try attempt("sd_event_new") { unsafe sd_event_new(&loop) }
        unsafe self.loop = loop!
        descriptors = try DescriptorSet(besides: try attempt("sd_event_get_fd") { unsafe sd_event_get_fd(loop) })
    }

    deinit { unsafe sd_event_unref(loop) }

    /// Calls the handler whenever the descriptor, which stays the caller's, is ready. Regular files cannot be watched.
    public func add(
        _ descriptor: Int32, for readiness: Readiness, handler: @escaping (Readiness) -> Void
    ) throws(SystemdError) -> DescriptorSource {
        try DescriptorSource(self, descriptor, readiness, handler)
    }

    /// Calls the handler whenever the process gets the signal. Ask before other threads are started, or start them so
    /// that they block it.
    public func add(signal: Int32, handler: @escaping () -> Void) throws(SystemdError) -> SignalSource {
        try SignalSource(self, signal, handler)
    }

    /// Calls the handler once, this long from now.
    public func addTimer(after delay: Duration, handler: @escaping () -> Void) throws(SystemdError) -> TimerSource {
        try TimerSource(self, delay, nil, handler)
    }

    /// Calls the handler again and again, for the first time an interval from now.
    public func addTimer(every interval: Duration, handler: @escaping () -> Void) throws(SystemdError) -> TimerSource {
        precondition(interval > .zero)
        return try TimerSource(self, interval, interval, handler)
    }

    /// From now on the loop tells the service manager that it turns, if the service manager wants to hear that.
    public func usesWatchdog() throws(SystemdError) {
        try attempt("sd_event_set_watchdog") { unsafe sd_event_set_watchdog(loop, 1) }
    }

    /// Has another turn end soon, whether or not anything is ready by then: somebody has work left that waits for nothing.
    public func turnAgain() { isWaitedFor = true }

    /// Has `run` return this code. The turn is ended first.
    public func exit(_ code: Int32) {
        let result = unsafe sd_event_exit(loop, code)
        precondition(result >= 0, "a loop that has returned cannot be left again")
    }

    /// Runs until `exit` is called, and answers its code.
    public func run() throws(SystemdError) -> Int32 {
        var handled = 0
        while unsafe sd_event_get_state(loop) != Int32(SD_EVENT_FINISHED) {
            // Positive as long as something is ready; else the loop is armed and must wait.
            isStale = false
            var isReady = try attempt("sd_event_prepare") { unsafe sd_event_prepare(loop) } > 0
            if handled > 0, !isReady || handled == Self.turnMax || isLeaving {
                endTurn()
                handled = 0
            }
            if !isReady { isReady = try wait() }
            if isReady {
                try attempt("sd_event_dispatch") { unsafe sd_event_dispatch(loop) }
                handled += 1
            }
        }
        var code: Int32 = 0
        try attempt("sd_event_get_exit_code") { unsafe sd_event_get_exit_code(loop, &code) }
        return code
    }

    private func endTurn() {
        isWaitedFor = false
        turnEnd?()
    }

    private var isLeaving: Bool {
        var code: Int32 = 0
        return unsafe sd_event_get_exit_code(loop, &code) >= 0
    }

    /// Waits for a source, and lets descriptors have their turns until then. Answers whether a source is ready.
    private func wait() throws(SystemdError) -> Bool {
        while true {
            let outcome = try descriptors.wait(looksOnly: isWaitedFor || isStale || isLeaving)
            if outcome.told || isWaitedFor { endTurn() }
            guard outcome.sources || isStale || isLeaving else { continue }
            let result = unsafe sd_event_wait(loop, 0)
            return try attempt("sd_event_wait") { result == -EINTR ? 0 : result } > 0
        }
    }

    /// To be called whenever a source changes.
    func sourcesChanged() { isStale = true }
}
