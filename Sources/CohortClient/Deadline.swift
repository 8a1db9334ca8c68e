internal import Linux

extension Duration {
    /// The nanoseconds that are left, as the wire has them: at least one, as none would mean that there is no limit.
    var wireNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, sumOverflows) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return max(overflows || sumOverflows ? (seconds < 0 ? 1 : .max) : sum, 1)
    }

    /// When it has passed, in monotonic nanoseconds.
    var fromNow: Int64 {
        let (sum, overflows) = Clock.monotonic().addingReportingOverflow(wireNanoseconds)
        return overflows ? .max : sum
    }
}

extension Int64 {
    /// How long it is until this many monotonic nanoseconds, as `poll` has it: negative for ever, and never too short.
    var millisecondsFromNow: Int32 {
        guard self < .max else { return -1 }
        let left = Swift.max(self - Clock.monotonic(), 0)
        return Int32(Swift.min(left / 1_000_000 + 1, Int64(Int32.max)))
    }
}
