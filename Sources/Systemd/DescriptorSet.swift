internal import CSystemd
internal import Glibc

/// Many descriptors that an event loop watches as one source.
///
/// sd-event asks the kernel anew for all that is ready before it handles each source: with thousands ready at once, each
/// would cost as much as all of them. A set asks once for many.
@safe
public final class DescriptorSet {
    /// Descriptors that are told of at once at most, as a flood must not put off the end of a turn for ever.
    private static let readyMax = 256

    private let poll: Int32
    private var source: DescriptorSource?
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: readyMax)
    private let handler: (Int, Readiness) -> Void

    init(on loop: EventLoop, handler: @escaping (Int, Readiness) -> Void) throws(SystemdError) {
        self.handler = handler
        poll = try attempt("epoll_create1") { answer(of: epoll_create1(Int32(EPOLL_CLOEXEC))) }
        source = try loop.add(poll, for: .readable) { [unowned self] _ in tell() }
    }

    deinit {
        source = nil
        _ = close(poll)
    }

    /// Watches a descriptor, which stays the caller's, and tells of it by this number.
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

    /// One that was removed since it was ready is told of all the same: whoever is told knows by the number.
    private func tell() {
        let count = unsafe epoll_wait(poll, &events, Int32(Self.readyMax), 0)
        guard count > 0 else { return }
        for index in 0..<Int(count) {
            let (number, readiness) = unsafe (events[index].data.u64, events[index].events)
            handler(Int(number), Readiness(rawValue: readiness))
        }
    }
}

/// What a call that leaves an errno came to, as calls of libsystemd say it.
private func answer(of result: Int32) -> Int32 { result < 0 ? -errno : result }
