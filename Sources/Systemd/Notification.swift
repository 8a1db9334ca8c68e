internal import CSystemd

/// What the daemon tells the service manager about itself. Without one, all of this does nothing.
///
/// A service manager that cannot be told is no reason to stop serving, so nothing here fails.
public enum Notification {
    /// The daemon answers from now on.
    public static func ready(status: String) { send("READY=1\n\(assignment(status))") }

    /// One line for people, shown by `systemctl status`.
    public static func status(_ status: String) { send(assignment(status)) }

    /// The daemon is about to end.
    public static func stopping(status: String) { send("STOPPING=1\n\(assignment(status))") }

    /// The daemon is alive. An event loop with `usesWatchdog` says so by itself.
    public static func watchdog() { send("WATCHDOG=1") }

    /// Starting or stopping needs longer; at most this long until it is said again or done.
    public static func extendTimeout(by duration: Duration) { send("EXTEND_TIMEOUT_USEC=\(duration.microseconds)") }

    /// How often the service manager wants to hear from the daemon at least; nil if it does not wait for that.
    public static var watchdogInterval: Duration? {
        var microseconds: UInt64 = 0
        guard unsafe sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return .microseconds(microseconds)
    }

    // A line break would start an assignment of its own.
    private static func assignment(_ status: String) -> String { "STATUS=\(escaped(status))" }

    private static func send(_ state: String) { _ = unsafe sd_notify(0, state) }
}

extension Duration {
    /// Whole microseconds; none for a duration before zero.
    var microseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return UInt64(seconds) * 1_000_000 + UInt64(attoseconds) / 1_000_000_000_000
    }
}
