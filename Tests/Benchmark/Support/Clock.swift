public import Glibc

/// Nanoseconds by one of the system's clocks.
public func nanoseconds(_ clock: clockid_t = CLOCK_MONOTONIC) -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// The median of the nanoseconds that a piece of work took, over repeats.
public func median(repeats: Int = 5, _ work: () -> Void) -> Double {
    var times: [UInt64] = []
    for _ in 0..<repeats {
        let start = nanoseconds()
        work()
        times.append(nanoseconds() - start)
    }
    times.sort()
    return Double(times[times.count / 2])
}

/// SplitMix64: the same seed makes the same world on every machine.
public struct Dice: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
