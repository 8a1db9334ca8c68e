internal import CLinux

/// Signals that the process gets, as something to wait for. The thread that makes it does not get them otherwise.
public struct SignalDescriptor: ~Copyable, Sendable {
    /// Becomes readable when there is a signal.
    public let descriptor: Descriptor

    public init(_ signals: [Int32]) throws(SystemError) {
        descriptor = Descriptor(
            owning: try attempt("signalfd") { unsafe cohort_signals(signals, Int32(signals.count)) })
    }

    /// The next signal, if there is one.
    public func take() -> Int32? {
        let signal = cohort_signal_take(descriptor.number)
        return signal > 0 ? signal : nil
    }
}

/// What the process makes of signals that it does not wait for.
public enum Signals {
    /// Lets a signal do nothing, to this process and to the programs that it becomes.
    public static func ignore(_ signal: Int32) throws(SystemError) {
        _ = try attempt("signal") { cohort_signal_ignore(signal) }
    }
}

/// Waiting for several descriptors at once, where there is no event loop.
public enum Waiting {
    /// The place of the first descriptor that is ready; nil if none is in time.
    public static func firstReady(
        of descriptors: [Int32], within duration: Duration
    ) throws(SystemError) -> Int? {
        let (seconds, attoseconds) = duration.components
        let milliseconds = min(max(seconds * 1000 + attoseconds / 1_000_000_000_000_000, 0), Int64(Int32.max))
        let place = try attempt("poll") {
            unsafe cohort_wait_any(descriptors, Int32(descriptors.count), Int32(milliseconds))
        }
        return place < descriptors.count ? Int(place) : nil
    }
}
