/// What is to be read of the audit trail. Orders are carried out one after the other; what is ordered of a reading that
/// has failed does nothing.
public enum TrailOrder: Hashable, Sendable {
    /// Begins with a revision; one before the first there is says what is missing.
    case open(TransferID, from: UInt64, TrailFilter)
    /// Reads on, up to a revision that is on disk, or until there is enough to tell, or others wait.
    case read(TransferID, through: UInt64)
    /// The last order about a reading.
    case end(TransferID)
}

/// What came of an order.
public enum TrailReport: Hashable, Sendable {
    /// The trail begins with this revision.
    case opened(TransferID, first: UInt64)
    /// What was found, in order, and the revision to go on with.
    case read(TransferID, [TrailEntry], next: UInt64)
    /// The disk does not do it. Orders about the reading do nothing from now on.
    case failed(TransferID, StorageError)
    /// The last report about a reading.
    case ended(TransferID)
}

extension TrailOrder {
    /// Which reading it is about.
    public var transfer: TransferID {
        switch self {
        case .open(let id, _, _), .read(let id, _), .end(let id): id
        }
    }
}

extension TrailReport {
    /// Which reading it is about.
    public var transfer: TransferID {
        switch self {
        case .opened(let id, _), .read(let id, _, _), .failed(let id, _), .ended(let id): id
        }
    }
}

/// What the trail tells: a record, or that there is none.
public enum TrailEntry: Hashable, Sendable {
    case record(Excerpt)
    case gap(TrailGap)
}

/// Revisions that the trail does not hold.
public struct TrailGap: Hashable, Sendable {
    public let first: UInt64
    public let last: UInt64
    /// Why they are not there, though they should be; `nil`: they are older than what is kept.
    public let damage: Damage?
}
