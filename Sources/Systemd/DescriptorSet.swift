internal import CSystemd
internal import Glibc

/// Many descriptors that an event loop watches, each told of by a number.
///
/// sd-event asks the kernel anew for all that is ready before it handles each source: with thousands ready at once, each
/// would cost as much as all of them. A set asks once for many, and waits for the sources as for one more descriptor.
@safe
public final class DescriptorSet {
    /// Descriptors that are told of at once at most, as a flood must not put off the end of a turn for ever.
    private static let readyMax = 256
    /// The number that the loop's sources have among the descriptors.
    private static let sources = Int.max

    private let poll: Int32
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: readyMax)

    /// Called with the number of each descriptor that is ready. One that was removed in the same turn may be told of all
    /// the same.
    public var handler: ((Int, Readiness) -> Void)?

    init(besides sources: Int32) throws(SystemdError) {
        poll = try attempt("epoll_create1") { answer(of: epoll_create1(Int32(EPOLL_CLOEXEC))) }
        try add(sources, as: Self.sources, for: .readable)
    }

    deinit { _ = close(poll) }

    /// Watches a descriptor, which stays the caller's.
    public func add(_ descriptor: Int32, as number: Int, for readiness: Readiness) throws(SystemdError) {
        try control(EPOLL_CTL_ADD, descriptor, number, readiness)
    }

    /// Watches it for something else from now on; for nothing but the end of the connection if that is empty.
    public func watch(_ descriptor: Int32, as number: Int, for readiness: Readiness) throws(SystemdError) {
        try control(EPOLL_CTL_MOD, descriptor, number, readiness)
    }

    /// Watches it no more. It may be closed then.
    public func remove(_ descriptor: Int32) throws(SystemdError) { try control(EPOLL_CTL_DEL, descriptor, 0, []) }

    private func control(
        _ operation: Int32, _ descriptor: Int32, _ number: Int, _ readiness: Readiness
    ) throws(SystemdError) {
        var event = unsafe epoll_event(events: readiness.rawValue, data: epoll_data_t(u64: UInt64(number)))
        try attempt("epoll_ctl") { answer(of: unsafe epoll_ctl(poll, operation, descriptor, &event)) }
    }

    /// What a wait came to.
    struct Outcome {
        /// Whether the handler was called.
        var told = false
        /// Whether a source may be ready.
        var sources = false
    }

    /// Waits until something is ready, unless it is only to look, and calls the handler.
    func wait(looksOnly: Bool) throws(SystemdError) -> Outcome {
        let count = unsafe epoll_wait(poll, &events, Int32(Self.readyMax), looksOnly ? 0 : -1)
        if count < 0, errno == EINTR { return Outcome() }
        try attempt("epoll_wait") { answer(of: count) }
        var outcome = Outcome()
        for index in 0..<Int(count) {
            let (number, readiness) = unsafe (Int(events[index].data.u64), Readiness(rawValue: events[index].events))
            if number == Self.sources {
                outcome.sources = true
            } else {
                outcome.told = true
                handler?(number, readiness)
            }
        }
        return outcome
    }
}

/// What a call that leaves an errno came to, as calls of libsystemd say it.
private func answer(of result: Int32) -> Int32 { result < 0 ? -errno : result }
