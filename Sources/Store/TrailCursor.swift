/// A place in a segment, from which its records are read one by one, and as much of the file as that takes.
///
/// Only what is on disk is read: a batch behind it may just be written.
struct TrailCursor<File: StorageFile> {
    /// What was come across.
    enum Step {
        /// A record; `nil`: one that is not asked for.
        case record(Excerpt?)
        /// Nothing to tell.
        case passed
        /// No further batch follows in this segment.
        case end
    }

    let name: String
    let header: SegmentHeader
    /// The revision of the record that comes next.
    private(set) var next: UInt64
    /// Bytes that were read from the disk.
    private(set) var scanned = 0
    /// Where the next batch begins, or the next record of the batch that is read.
    private(set) var offset = SegmentHeader.size
    private let file: File
    private var chain: UInt64
    /// Where the records of the batch that is read end, and where the next batch begins.
    private var batch: (payloadEnd: Int, end: Int)?
    private var window: [UInt8] = []
    private var windowStart = 0

    init<Disk: Storage>(_ name: String, on disk: Disk) throws(Recovery.Failure) where Disk.File == File {
        let (file, bytes) = try Recovery.Failure.catching { () throws(StorageError) in
            let file = try disk.openForReading(name)
            return (file, try file.read(SegmentHeader.size, at: 0))
        }
        do throws(Damage) { header = try SegmentHeader(bytes, file: name) } catch { throw .damage(error) }
        self.file = file
        self.name = name
        next = header.first
        chain = header.chain
    }

    /// Forgets what was read ahead, as the file may have changed since, and counts from 0.
    mutating func pause() {
        window = []
        scanned = 0
    }

    /// Takes the next step. Batches that end before `first` are passed over, and none that begins behind `last` is read.
    mutating func next(
        from first: UInt64, through last: UInt64, matching filter: TrailFilter
    ) throws(Recovery.Failure) -> Step {
        if let batch { return .record(try record(in: batch, filter)) }
        precondition(next <= last, "a cursor is not behind what is on disk")
        guard try fetch(BatchHeader.size, at: offset) != nil,
            let found = BatchHeader(unchecked: window, at: offset - windowStart), !found.isSeal,
            found.first == next, found.chain == chain
        else { return .end }
        chain = found.checksum
        if found.first + found.count <= first {
            next += found.count
            offset += found.paddedSize
        } else {
            try check(found)
            batch = (offset + BatchHeader.size + found.payloadSize, offset + found.paddedSize)
            offset += BatchHeader.size
        }
        return .passed
    }

    private mutating func check(_ found: BatchHeader) throws(Recovery.Failure) {
        // A size that is damaged must not be asked for.
        let size = try Recovery.Failure.catching { () throws(StorageError) in try file.size }
        guard offset + found.paddedSize <= size, try fetch(found.paddedSize, at: offset) != nil,
            BatchHeader(window, at: offset - windowStart, seed: header.seed) != nil
        else { throw .damage(Damage(file: name, offset: offset, expected: "a whole batch")) }
    }

    private mutating func record(
        in batch: (payloadEnd: Int, end: Int), _ filter: TrailFilter
    ) throws(Recovery.Failure) -> Excerpt? {
        let damage = Damage(file: name, offset: offset, expected: "records that this version of cohortd can read")
        guard let (length, prefix) = try length(before: batch.payloadEnd),
            length <= batch.payloadEnd - offset - prefix, let bytes = try fetch(length, at: offset + prefix)
        else { throw .damage(damage) }
        let excerpt: Excerpt?
        do throws(Unreadable) { excerpt = try Excerpt(bytes, matching: filter) } catch { throw .damage(damage) }
        next += 1
        offset += prefix + length
        if offset == batch.payloadEnd { (self.batch, offset) = (nil, batch.end) }
        return excerpt
    }

    /// The length that a record has before it, and the bytes of that: a varint.
    private mutating func length(before end: Int) throws(Recovery.Failure) -> (Int, Int)? {
        guard let bytes = try fetch(min(5, end - offset), at: offset) else { return nil }
        var length = 0
        for (index, byte) in bytes.enumerated() {
            length |= Int(byte & 0x7F) << (7 * index)
            if byte < 0x80 { return (length, index + 1) }
        }
        return nil
    }

    /// Bytes of the file, which the window then holds; `nil` where it ends before.
    private mutating func fetch(_ count: Int, at offset: Int) throws(Recovery.Failure) -> ArraySlice<UInt8>? {
        if offset < windowStart || offset + count > windowStart + window.count {
            window = try Recovery.Failure.catching { () throws(StorageError) in
                try file.read(max(count, StoreLimits.trailWindowSize), at: offset)
            }
            windowStart = offset
            scanned += window.count
        }
        let start = offset - windowStart
        return start + count <= window.count ? window[start..<(start + count)] : nil
    }
}
