/// Why a batch is not in the journal.
public enum AppendError: Error, Hashable, Sendable {
    /// Nothing of it is on disk; the next one may succeed.
    case refused(StorageError)
    /// It may be on disk, or part of it: memory and disk cannot be known to agree.
    case failed(StorageError)
}

/// Where the journal ends, as recovery found it.
public struct JournalEnd: Sendable {
    /// The revision of the record that comes next.
    let next: UInt64
    /// The checksum of the last batch.
    public let chain: UInt64
    /// The last segment, if the journal ends there; a sealed one is not gone on with.
    let tail: Tail?

    struct Tail: Sendable {
        let header: SegmentHeader
        let isSealed: Bool
        /// Where its last batch begins, or its seal, and where that ends.
        let lastBatch: Int
        let offset: Int
    }
}
