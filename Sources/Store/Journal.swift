/// The end of the journal, where batches are written. One thread owns it.
public struct Journal<Disk: Storage>: ~Copyable {
    private let disk: Disk
    private let sizes: JournalSizes
    private var file: Disk.File
    private var header: SegmentHeader
    /// Where the next batch goes, and how far the file is filled with zeros.
    private var offset: Int
    private var filled: Int
    /// The checksum of the last batch.
    private var chain: UInt64
    /// The revision of the record that comes next.
    private var next: UInt64
    /// Whether the segment has its seal: whatever lay behind it would be taken for damage.
    private var isSealed = false
    private var reserve: Reserve<Disk>
    private var kept: KeptSegments
    /// Whether there may be room again for a reserve that is not full.
    private var hasNewRoom = true
    private let makeSeed: @Sendable () -> UInt64

    /// Goes on where recovery found the end.
    ///
    /// - Parameter makeSeed: a number for each new segment, which nobody can guess.
    public init(
        on disk: Disk, after end: JournalEnd, sizes: JournalSizes, makeSeed: @escaping @Sendable () -> UInt64
    ) throws(StorageError) {
        var reserve = try Reserve(on: disk, sizeMax: sizes.reserve)
        let last = try end.tail.map { (tail) throws(StorageError) in (try Self.reopen(tail, on: disk), tail) }
        let start: (file: Disk.File, header: SegmentHeader, offset: Int)
        if let (file, tail) = last, !tail.isSealed, tail.header.version == SegmentHeader.version {
            start = (file, tail.header, tail.offset)
        } else {
            // What an older version has begun is ended in its own format: it never holds what that cannot say.
            if let (file, tail) = last, !tail.isSealed { try Self.seal(tail, of: file, before: end, with: &reserve) }
            let header = SegmentHeader(first: end.next, chain: end.chain, seed: makeSeed())
            start = (try Self.create(header, on: disk, with: &reserve), header, SegmentHeader.size)
            try disk.sync()
        }
        self.disk = disk
        self.sizes = sizes
        self.reserve = reserve
        kept = KeptSegments(sizes.kept)
        self.makeSeed = makeSeed
        (file, header, offset) = start
        filled = offset
        chain = end.chain
        next = end.next
    }

    /// Writes a batch and returns its checksum when it is on disk.
    ///
    /// After `.refused` nothing of it is there, and the next batch may be tried. After `.failed` nobody knows what is
    /// on disk: the process must end.
    public mutating func append(_ batch: Batch) throws(AppendError) -> UInt64 {
        precondition(batch.first == next, "batches are written in order, each once")
        precondition(!isSealed, "nothing is written behind a seal")
        let (bytes, checksum) = batch.encoded(chain: chain, seed: header.seed)
        try place(bytes, usesReserve: batch.relieves)
        chain = checksum
        next = batch.last + 1
        return checksum
    }

    /// Seals the segment and begins the next one, unless it is empty. A full disk leaves the old segment in use.
    public mutating func rotate() throws(AppendError) {
        guard next > header.first else { return }
        let end = offset
        try seal()
        let old = (file: self.file, end: offset)
        let header = SegmentHeader(first: next, chain: chain, seed: makeSeed())
        let file: Disk.File
        do throws(StorageError) {
            file = try Self.create(header, on: disk)
        } catch {
            offset = end
            isSealed = false
            try cutBack()
            throw .refused(error)
        }
        // The new segment has its name, so the old one can no longer be gone on with.
        do throws(StorageError) { try disk.sync() } catch { throw .failed(error) }
        (self.file, self.header, offset) = (file, header, SegmentHeader.size)
        filled = offset
        isSealed = false
        // Segments are kept for the audit trail: their room to grow is for others.
        do throws(StorageError) { try old.file.truncate(to: old.end) } catch { throw .refused(error) }
    }

    /// Marks the end of the segment: a clean stop.
    public mutating func seal() throws(AppendError) {
        try place(Batch.seal(next: next, chain: chain, seed: header.seed), usesReserve: true)
        isSealed = true
    }

    /// Removes what a snapshot at `revision` makes superfluous: older snapshots, and segments that are not kept for the
    /// audit trail.
    ///
    /// - Parameter now: wall clock, nanoseconds since 1970.
    public mutating func drop(through revision: UInt64, at now: Int64) throws(StorageError) {
        hasNewRoom = true
        let names = try disk.names()
        let expired = try kept.expired(of: SegmentNames(names), snapshot: revision, at: now, on: disk)
        try Recovery.remove(expired + Recovery.olderSnapshots(names, than: revision), on: disk)
    }

    /// Whether the reserve is not full, and could be.
    public var wantsRefill: Bool { hasNewRoom && !reserve.isFull }

    /// Fills the reserve again. A disk that is still full is no error.
    public mutating func refill() throws(StorageError) {
        hasNewRoom = false
        do throws(StorageError) { try reserve.refill() } catch {
            guard error.isSpaceShortage else { throw error }
        }
    }
}

// MARK: - Placing bytes

extension Journal {
    private mutating func place(_ bytes: [UInt8], usesReserve: Bool) throws(AppendError) {
        do throws(StorageError) {
            // The room that the reserve gave up is for nobody else.
            if !usesReserve, reserve.isInUse { try reserve.refill() }
            try write(bytes)
        } catch {
            try cutBack()
            guard usesReserve, error.isSpaceShortage, try release(bytes.count) else { throw .refused(error) }
            do throws(StorageError) { try write(bytes) } catch {
                try cutBack()
                throw .refused(error)
            }
        }
        do throws(StorageError) { try file.sync() } catch { throw .failed(error) }
        offset += bytes.count
        filled = max(filled, offset)
    }

    private mutating func write(_ bytes: [UInt8]) throws(StorageError) {
        // A seal finds its room, or takes just what it needs.
        if offset + bytes.count > filled { try grow(to: offset + bytes.count) }
        try file.write(bytes, at: offset)
    }

    /// Makes room up to a size, for a seal behind it, and for batches to come: less of that where there is no more, or none.
    private mutating func grow(to size: Int) throws(StorageError) {
        for growth in [sizes.growth, sizes.growth / 16, 0] {
            let end = size + growth + BatchHeader.size
            do throws(StorageError) {
                try file.extend(to: end)
                filled = end
                hasNewRoom = hasNewRoom || growth == sizes.growth
                return
            } catch {
                guard error.isSpaceShortage, growth > 0 else { throw error }
                try file.truncate(to: filled)
            }
        }
    }

    private mutating func release(_ count: Int) throws(AppendError) -> Bool {
        do throws(StorageError) { return try reserve.release(count) } catch { throw .refused(error) }
    }

    /// Takes away what a failed write may have left, or good batches would land behind half a one.
    private mutating func cutBack() throws(AppendError) {
        do throws(StorageError) {
            try file.truncate(to: offset)
            try file.sync()
            filled = offset
        } catch {
            throw .failed(error)
        }
    }
}
