/// How much the store writes at once, and why.
public enum StoreLimits {
    /// Bytes of records in a batch: what is gathered while one batch is synced. Beyond it calls are refused until the
    /// disk has caught up.
    public static let batchSizeMax = 64 << 20
    /// Bytes by which a segment grows. Growing costs one slower sync, and this is ten thousand small records.
    static let segmentGrowth = 1 << 20
    /// Answers that are kept for calls that carried a key, how much they may take, and for how many nanoseconds they stay.
    /// A client that comes back later than that asks for its own data first.
    public static let receiptsMax = 50_000
    static let receiptSizeMax = 64 << 20
    public static let receiptLifetime: Int64 = 24 * 3_600 * 1_000_000_000
    /// Bytes of rows in a block of a snapshot before it is compressed.
    static let blockSize = 1 << 20
    /// The most that a block may claim to be: one row may be large.
    static let blockSizeMax = 1 << 27
}
