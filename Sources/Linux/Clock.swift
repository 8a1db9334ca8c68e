internal import Glibc

/// What time it is, in nanoseconds.
public enum Clock {
    /// Since 1970. It can go back: never measure with it.
    public static func wall() -> Int64 { now(CLOCK_REALTIME) }

    /// Since some moment before the process started. It never goes back.
    public static func monotonic() -> Int64 { now(CLOCK_MONOTONIC) }

    private static func now(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        let result = unsafe clock_gettime(clock, &time)
        precondition(result == 0)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
