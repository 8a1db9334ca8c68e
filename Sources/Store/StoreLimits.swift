/// How much the store writes at once, and why.
public enum StoreLimits {
    /// Bytes of records in a batch: what is gathered while one batch is synced. Beyond it calls are refused until the
    /// disk has caught up.
    public static let batchSizeMax = 64 << 20
    /// Answers that are kept for calls that carried a key, how much they may take, and for how many nanoseconds they stay.
    /// A client that comes back later than that asks for its own data first.
    public static let receiptsMax = 50_000
    static let receiptSizeMax = 64 << 20
    public static let receiptLifetime: Int64 = 24 * 3_600 * 1_000_000_000
    /// Bytes of an upload that are written without a sync: the last sync then has little left to do, and no other
    /// transfer waits long for it.
    static let unsyncedMax = 16 << 20
    /// Bytes of a snapshot that are written without a sync: one sync of all of it would keep the journal's waiting.
    static let snapshotUnsyncedMax = 4 << 20
    /// Changes of one record that the audit trail names, and bytes that they take: a message of it stays small, whatever
    /// a record did.
    static let excerptChangesMax = 250
    static let excerptSizeMax = 60 << 10
    /// Bytes that what is told of a record takes besides the text of users, and a change of it.
    static let excerptOverhead = 128
    static let changeOverhead = 96
    /// Bytes of records that are told at once, before the one that passes it.
    static let trailReadSize = 60 << 10
    /// The most that one reading of the trail tells.
    public static let trailReadSizeMax = trailReadSize + excerptSizeMax + excerptOverhead
    /// Bytes of the journal that one order of the trail looks through, before the batch that passes it: then others have
    /// their turn.
    static let trailScanMax = 1 << 20
    /// Bytes of it that are read from the disk at once.
    static let trailWindowSize = 64 << 10
    /// Bytes of rows in a block of a snapshot before it is compressed.
    static let blockSize = 1 << 20
    /// The most that a block may claim to be: one row may be large.
    static let blockSizeMax = 1 << 27
}

/// How much is kept of the newest changes, for those who watch.
public struct ChangeLimits: Hashable, Sendable {
    /// Objects of all records, each in about forty bytes.
    public let objects: Int
    /// Objects of one record. Where it changed more, it is only kept where they were.
    public let objectsOfOne: Int

    public init(objects: Int, objectsOfOne: Int) {
        precondition(objectsOfOne <= objects)
        self.objects = objects
        self.objectsOfOne = objectsOfOne
    }

    /// The daemon's: ten mebibytes, and more than an import changes at once.
    public static let standard = ChangeLimits(objects: 1 << 18, objectsOfOne: 1 << 17)
}

/// How much room the journal takes beyond what it holds.
public struct JournalSizes: Hashable, Sendable {
    /// Bytes by which a segment grows. Growing costs one slower sync.
    public let growth: Int
    /// Bytes of the reserve, which lets what frees space through when the disk is full.
    public let reserve: Int
    /// What is kept of it for the audit trail when a snapshot holds it.
    public var kept: Retention

    public init(growth: Int, reserve: Int, kept: Retention) {
        precondition(growth >= 0)
        precondition(reserve >= 0)
        self.growth = growth
        self.reserve = reserve
        self.kept = kept
    }

    /// The daemon's: a segment grows by ten thousand small records, and twenty thousand removals fit into the reserve.
    public static let standard = JournalSizes(growth: 1 << 20, reserve: 2 << 20, kept: .standard)
}
