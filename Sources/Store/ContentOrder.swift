/// Which upload or download an order or a report is about: numbered as they begin, never twice in one life.
public struct TransferID: Hashable, Sendable {
    public let rawValue: UInt64

    public init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// What is to be done with the bytes of attachments. Orders are carried out one after the other; one about a transfer
/// that has failed, or that never was, does nothing.
public enum ContentOrder: Hashable, Sendable {
    /// Begins an upload.
    case begin(TransferID)
    case write(TransferID, [UInt8])
    /// Brings what was written to disk, and tells what it is.
    case seal(TransferID)
    /// Gives what was sealed its name, for good.
    case place(TransferID, ContentDigest)
    /// Opens what is to be read.
    case open(TransferID, ContentDigest, offset: Int)
    /// Reads so many bytes from where the last reading ended; fewer only at the end.
    case read(TransferID, Int)
    /// Ends a transfer: nothing is left of an upload that was not placed.
    case end(TransferID)
    /// Removes what nothing refers to any more.
    case remove(ContentDigest)
}

/// What came of an order.
public enum ContentReport: Hashable, Sendable {
    /// So many bytes of the upload are out of memory.
    case written(TransferID, Int)
    case sealed(TransferID, ContentDigest)
    case placed(TransferID)
    /// So many bytes there are in all.
    case opened(TransferID, Int)
    case read(TransferID, [UInt8])
    /// What is on disk is not what was placed there: missing, too short, or other bytes.
    case lost(TransferID, reason: String)
    /// The disk does not do it. The transfer is over, and nothing is left of it.
    case failed(TransferID, StorageError)
    /// What nothing refers to is still there. The next start removes it.
    case untidied(StorageError)
}
