internal import Permissions

/// Applies the journal to a state, segment by segment (`JOURNAL.md`, Start).
struct Replay: Sendable {
    private(set) var state: State
    private(set) var end: JournalEnd
    /// The torn end of the last segment, if there was one.
    private(set) var torn: Recovery.Torn?
    /// Where it is to stop, though the journal goes on.
    private let limit: HistoryLimit
    /// Whether it stopped there.
    private(set) var isStopped = false

    /// Begins with a state that ends with the batch of this checksum.
    init(_ state: State, chain: UInt64, limit: HistoryLimit = .none) {
        self.state = state
        self.limit = limit
        end = JournalEnd(next: state.revision + 1, chain: chain, tail: nil)
    }

    /// Applies what a segment holds beyond the state.
    mutating func read(_ name: String, isLast: Bool, on disk: some Storage) throws(Recovery.Failure) {
        let bytes = try Recovery.Failure.catching { () throws(StorageError) in try disk.bytes(of: name) }
        do throws(Damage) { try read(bytes, name, isLast: isLast) } catch { throw .damage(error) }
    }

    private mutating func read(_ bytes: [UInt8], _ name: String, isLast: Bool) throws(Damage) {
        var segment = try SegmentReader(bytes, name: name)
        try check(segment)
        while !isStopped, let batch = try segment.nextBatch() { try apply(batch, of: segment) }
        guard !isStopped else { return }
        try segment.checkEnd(isLast: isLast)
        torn = segment.torn
        let tail = JournalEnd.Tail(
            header: segment.header, isSealed: segment.isSealed, lastBatch: segment.lastBatch, offset: segment.offset)
        // Where batches that the snapshot holds are gone, nothing could follow in the segment: its chain is broken.
        let isEnd = segment.next == state.revision + 1
        end = JournalEnd(next: state.revision + 1, chain: end.chain, tail: isEnd ? tail : nil)
    }

    /// Whether a segment goes on from what was read before it.
    func check(_ segment: SegmentReader) throws(Damage) {
        guard segment.header.first <= end.next else {
            throw Damage(
                file: segment.name, offset: 16,
                expected: "revision \(end.next) or less: records before it are missing")
        }
        if segment.header.first == end.next, segment.header.chain != end.chain {
            throw Damage(file: segment.name, offset: 24, expected: "the checksum of the batch before")
        }
    }

    /// Applies a batch, unless the snapshot holds it.
    mutating func apply(_ batch: SegmentReader.FoundBatch, of segment: SegmentReader) throws(Damage) {
        let last = batch.header.first + batch.header.count - 1
        guard batch.header.first <= state.revision + 1 else {
            throw Damage(file: segment.name, offset: batch.offset, expected: "revision \(state.revision + 1)")
        }
        guard last > state.revision else {
            if last == state.revision, batch.header.checksum != end.chain {
                throw Damage(
                    file: segment.name, offset: batch.offset, expected: "the batch that the snapshot ends with")
            }
            return
        }
        for record in batch.records where record.revision > state.revision {
            guard record.revision == state.revision + 1 else {
                throw Damage(file: segment.name, offset: batch.offset, expected: "revision \(state.revision + 1)")
            }
            guard !limit.excludes(record) else {
                isStopped = true
                return
            }
            state.apply(record)
        }
        end = JournalEnd(next: state.revision + 1, chain: batch.header.checksum, tail: nil)
    }
}

/// How far a history is followed.
public enum HistoryLimit: Hashable, Sendable {
    /// To its end.
    case none
    /// Up to the record with this revision.
    case revision(UInt64)
    /// Up to the last record before the first one that was made later than this: wall clock, nanoseconds since 1970.
    case time(Int64)

    func excludes(_ record: Record) -> Bool {
        switch self {
        case .none: false
        case .revision(let revision): record.revision > revision
        case .time(let time): record.time > time
        }
    }
}
