internal import Permissions
internal import Store

/// How much one peer may make the daemon hold, and why.
public enum ServiceLimits {
    /// Bytes of answers that wait for a slow reader or for the disk. Beyond it the peer is not read until it drains.
    public static let outboxSizeMax = 1 << 20
    /// Calls of one connection that wait for the disk. Beyond it the peer is not read until some are answered.
    public static let waitingMax = 4_096
    /// Bytes of uploads of one connection that wait for the disk. Beyond it the peer is not read until some are written.
    static let unwrittenMax = 1 << 20
    /// What a chunk counts for beyond its bytes: many small ones take room, too.
    static let chunkOverhead = 256
    /// The least that the outbox of a peer may hold: some frames of a download fit.
    public static let outboxSizeLeast = 256 << 10
    /// The part of its outbox that may be full before lists and watches rest: the rest is for other answers, and a
    /// thousand who do not read what they watch hold no more than some of them.
    static let tellingPart = 16
    /// Objects that the lists and watches of all connections look at, about, before other calls are served again: one
    /// page, or the changes that a thousand watchers are told.
    public static let turnEffort = 1_000
    /// Bytes, about, and changes in one message to a watcher, and objects that are looked at for it.
    static let changesSizeMax = 64 << 10
    static let changesMax = 500
    static let changesEffort = 500
    /// Streams of one connection that are open at once: more would only take turns.
    static let streamsMax = 16
    /// Connections at once, in all and of one uid, unless the daemon is told otherwise: fewer than its unit gives it
    /// descriptors for.
    static let connectionsDefault = 32_768
    static let connectionsOfOneDefault = 16_384
    /// Connections over a limit that wait to be told so.
    public static let turnedAwayMax = 64
    /// How long a frame may take to be whole, and how long a connection may do nothing, unless the daemon is told
    /// otherwise: a program that was stopped for a moment goes on, one that hangs is let go of some time.
    static let frameTimeDefault = Duration.seconds(60)
    static let idleTimeDefault = Duration.seconds(24 * 3_600)
    /// Uploads and downloads of all connections, and of those of one uid, that are under way at once. Each has a file
    /// open, and bytes in memory.
    static let transfersMax = 256
    static let transfersOfOneMax = 64
    /// Bytes of an attachment that go into one frame of a download: eight such frames make up a full outbox.
    static let readSize = 120 << 10
    /// The most that such a frame has.
    static let readFrameSize = readSize + 32
    /// Bytes of the parts of one import: room for 500,000 objects with names and some attributes, and less than a batch.
    static let intakeSizeMax = 64 << 20
    /// Bytes that the imports of one uid, and those of all, may hold while they are under way.
    static let intakesOfOneSizeMax = 256 << 20
    static let intakesSizeMax = 512 << 20
    /// What an object of one counts for beyond its bytes: many small ones take room, too.
    static let entryOverhead = 256
    /// The most that a frame of the audit trail has.
    static let auditFrameSize = StoreLimits.trailReadSizeMax + 256
    /// Bytes that an attachment may hold, unless the daemon is told otherwise.
    public static let attachmentSizeDefault: UInt64 = 1 << 30
    /// Bytes of a full name and of an e-mail address: as many as a name has.
    static let lineSizeMax = Names.sizeMax
    /// Bytes of a group's description: it comes with every list of groups.
    static let descriptionSizeMax = 4_096
    /// Bytes of a key that a change may carry: room for a UUID and more.
    static let keySizeMax = 128
    /// Seconds that a session lives when the request does not say.
    static let lifetimeDefault: UInt32 = 3_600
    /// Seconds that a session may live, unless the daemon is told otherwise: a month of an import station.
    public static let sessionLifetimeDefault: UInt32 = 31 * 24 * 3_600
    /// Objects that one page of a list looks at, so that it never holds up other calls for more than some milliseconds.
    static let examinedMax = 20_000
    /// Parts of an index that a list merges. Where it would be more, all objects are gone through instead.
    static let sourcesMax = 4_096
    /// Objects that a list finds by their name. Where more are called so, it goes through all of their kind.
    static let namedMax = 2_000
    /// Backups under way: each holds the pages of a state that changes since.
    static let backupsMax = 4
    /// Bytes of rows in one part of a backup: it is made while others wait, in about a millisecond.
    static let backupPartSize = 1 << 17
    /// Objects of each side of a plan that are named one by one.
    static let planFirstMax = 50
}
