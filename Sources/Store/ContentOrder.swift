/// Which upload or download an order or a report is about: numbered as they begin, never twice in one life.
public struct TransferID: Hashable, Sendable {
    public let rawValue: UInt64

    public init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// What is to be done with the bytes of attachments. Orders are carried out one after the other. What is ordered of a
/// transfer that has failed does nothing, and only bytes and ends are reported then.
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
    /// Ends a transfer, however far it came: nothing is left of an upload that was not placed. The last order about it.
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
    case lost(TransferID, ContentDigest, reason: String)
    /// The disk does not do it. Orders about the transfer do nothing from now on.
    case failed(TransferID, StorageError)
    /// The last report about a transfer. A leftover of it is removed by the next start.
    case ended(TransferID, leftover: StorageError?)
    /// What nothing refers to is still there. The next start removes it.
    case untidied(StorageError)
}

extension ContentOrder {
    /// Which transfer it is about, if any.
    public var transfer: TransferID? {
        switch self {
        case .begin(let id), .write(let id, _), .seal(let id), .place(let id, _), .open(let id, _, _), .read(let id, _),
            .end(let id):
            id
        case .remove: nil
        }
    }
}

extension ContentReport {
    /// Which transfer it is about, if any.
    public var transfer: TransferID? {
        switch self {
        case .written(let id, _), .sealed(let id, _), .placed(let id), .opened(let id, _), .read(let id, _),
            .lost(let id, _, _), .failed(let id, _), .ended(let id, _):
            id
        case .untidied: nil
        }
    }
}
