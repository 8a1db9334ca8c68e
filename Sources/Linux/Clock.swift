internal import Glibc

/// What time it is, in nanoseconds.
public enum Clock {
    /// Since 1970. It can go back: never measure with it.
    public static func wall() -> Int64 { now(CLOCK_REALTIME) }

    /// Since some moment before the process started. It never goes back.
    public static func monotonic() -> Int64 { now(CLOCK_MONOTONIC) }

    /// Keeps this thread waiting. Signals that come in the meantime do not shorten it.
    public static func sleep(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        guard duration > .zero else { return }
        var asked = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        var left = timespec()
        while unsafe nanosleep(&asked, &left) != 0, errno == EINTR { asked = left }
    }

    private static func now(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        let result = unsafe clock_gettime(clock, &time)
        precondition(result == 0)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
