/// How much one peer may make the daemon hold, and why.
public enum ServiceLimits {
    /// Bytes of answers that wait for a slow reader or for the disk. Beyond it the peer is not read until it drains.
    public static let outboxSizeMax = 1 << 20
    /// Calls of one connection that wait for the disk. Beyond it the peer is not read until some are answered.
    public static let waitingMax = 4_096
    /// Seconds that a session lives when the request does not say.
    static let lifetimeDefault: UInt32 = 3_600
    /// Seconds that a session may live: a month of an import station.
    static let lifetimeMax: UInt32 = 31 * 24 * 3_600
    /// Objects of each side of a plan that are named one by one.
    static let planFirstMax = 50
}
