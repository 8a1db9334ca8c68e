internal import Glibc

/// Which seeds a simulation is run with: `COHORT_SEED` names one, `COHORT_SIMULATION` says how many, and 0 that it goes on
/// until it is stopped.
public enum Seeds {
    /// In parts that may run side by side.
    public static func ranges(usually count: UInt64) -> [Range<UInt64>] {
        if let seed = number("COHORT_SEED") { return [seed..<seed + 1] }
        let count = number("COHORT_SIMULATION") ?? count
        guard count > 0 else { return [0..<1 << 62, 1 << 62..<1 << 63] }
        return stride(from: 0, to: count, by: 50).map { $0..<min($0 + 50, count) }
    }

    /// Whether one seed is looked at closely: a simulation then says what it does.
    public static var isOne: Bool { number("COHORT_SEED") != nil }

    private static func number(_ name: String) -> UInt64? {
        unsafe getenv(name).flatMap { UInt64(unsafe String(cString: $0)) }
    }
}
