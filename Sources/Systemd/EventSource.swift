internal import CSystemd
internal import Glibc

/// What a descriptor is watched for, and what it turned out to be.
public struct Readiness: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let readable = Readiness(rawValue: EPOLLIN.rawValue)
    public static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer will send no more. Only told if it was asked for.
    public static let endOfInput = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// Nothing more can be read or written. Always told.
    public static let hangUp = Readiness(rawValue: EPOLLHUP.rawValue)
    /// The descriptor is in error. Always told.
    public static let failure = Readiness(rawValue: EPOLLERR.rawValue)
}

/// Something that an event loop waits for. It is forgotten when this, its owner, goes away, even from its own handler:
/// keep it in a property, since a local variable that is not used any more may go early.
@safe
public class EventSource {
    // Held from the first call of `attach` on.
    private var source: OpaquePointer?
    private let loop: EventLoop

    init(_ loop: EventLoop) { self.loop = loop }

    deinit { unsafe sd_event_source_disable_unref(source) }

    /// Whether the handler is called.
    public func setEnabled(_ isEnabled: Bool) throws(SystemdError) {
        try setEnabled(isEnabled ? Int32(SD_EVENT_ON) : Int32(SD_EVENT_OFF))
    }

    /// Sources that are ready at the same time are handled in ascending order of this number, 0 for all by default.
    public func setPriority(_ priority: Int) throws(SystemdError) {
        try attempt("sd_event_source_set_priority") { unsafe sd_event_source_set_priority(source, Int64(priority)) }
    }

    /// Has the loop make the source, which calls back with the pointer: to this object, which outlives it.
    func attach(
        _ call: String, _ body: (inout OpaquePointer?, UnsafeMutableRawPointer) -> Int32
    ) throws(SystemdError) {
        loop.sourcesChanged()
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        try attempt(call) { unsafe body(&source, me) }
    }

    func setEnabled(_ state: Int32) throws(SystemdError) {
        loop.sourcesChanged()
        try attempt("sd_event_source_set_enabled") { unsafe sd_event_source_set_enabled(source, state) }
    }

    func withSource(_ call: String, _ body: (OpaquePointer?) -> Int32) throws(SystemdError) {
        loop.sourcesChanged()
        try attempt(call) { unsafe body(source) }
    }
}

/// A descriptor that an event loop watches. It must stay open for as long as it is watched.
public final class DescriptorSource: EventSource {
    private let handler: (Readiness) -> Void

    init(
        _ loop: EventLoop, _ descriptor: Int32, _ readiness: Readiness, _ handler: @escaping (Readiness) -> Void
    ) throws(SystemdError) {
        self.handler = handler
        super.init(loop)
        try unsafe attach("sd_event_add_io") { source, me in
            unsafe sd_event_add_io(
                loop.loop, &source, descriptor, readiness.rawValue,
                { _, _, events, me in
                    let source = unsafe Unmanaged<DescriptorSource>.fromOpaque(me!).takeUnretainedValue()
                    source.handler(Readiness(rawValue: events))
                    return 0
                }, me)
        }
    }

    /// Watches for something else from now on; for nothing but the end of the connection if it is empty.
    public func watch(for readiness: Readiness) throws(SystemdError) {
        try unsafe withSource("sd_event_source_set_io_events") {
            unsafe sd_event_source_set_io_events($0, readiness.rawValue)
        }
    }
}

/// A signal that an event loop waits for.
public final class SignalSource: EventSource {
    private let handler: () -> Void

    init(_ loop: EventLoop, _ signal: Int32, _ handler: @escaping () -> Void) throws(SystemdError) {
        self.handler = handler
        super.init(loop)
        try unsafe attach("sd_event_add_signal") { source, me in
            // With this flag sd-event blocks the signal in this thread, and lets it through again at the end.
            unsafe sd_event_add_signal(
                loop.loop, &source, signal | SD_EVENT_SIGNAL_PROCMASK,
                { _, _, me in
                    unsafe Unmanaged<SignalSource>.fromOpaque(me!).takeUnretainedValue().handler()
                    return 0
                }, me)
        }
    }
}

/// A moment that an event loop waits for, once or again and again.
public final class TimerSource: EventSource {
    /// How late a timer may be, so that several can share one waking.
    private static let accuracy: UInt64 = 1000

    private let interval: Duration?
    private let handler: () -> Void

    init(
        _ loop: EventLoop, _ delay: Duration, _ interval: Duration?, _ handler: @escaping () -> Void
    ) throws(SystemdError) {
        self.interval = interval
        self.handler = handler
        super.init(loop)
        try unsafe attach("sd_event_add_time_relative") { source, me in
            unsafe sd_event_add_time_relative(
                loop.loop, &source, CLOCK_MONOTONIC, delay.microseconds, Self.accuracy,
                { _, _, me in
                    unsafe Unmanaged<TimerSource>.fromOpaque(me!).takeUnretainedValue().fire()
                    return 0
                }, me)
        }
    }

    /// Waits once more, this long from now, whether or not the timer has fired before.
    public func restart(after delay: Duration) throws(SystemdError) {
        try unsafe withSource("sd_event_source_set_time_relative") {
            unsafe sd_event_source_set_time_relative($0, delay.microseconds)
        }
        try setEnabled(Int32(SD_EVENT_ONESHOT))
    }

    // Re-armed before the handler runs, so that the handler may stop it.
    private func fire() {
        if let interval {
            do throws(SystemdError) {
                try restart(after: interval)
            } catch {
                fatalError("a timer cannot be set again: \(error)")
            }
        }
        handler()
    }
}
