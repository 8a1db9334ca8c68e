/// How much the store writes at once, and why.
public enum StoreLimits {
    /// Bytes of records in a batch: what is gathered while one batch is synced. Beyond it calls are refused until the
    /// disk has caught up.
    public static let batchSizeMax = 64 << 20
    /// Bytes by which a segment grows. Growing costs one slower sync, and this is ten thousand small records.
    static let segmentGrowth = 1 << 20
    /// Bytes of rows in a block of a snapshot before it is compressed.
    static let blockSize = 1 << 20
    /// The most that a block may claim to be: one row may be large.
    static let blockSizeMax = 1 << 27
}
