/// One reading of the audit trail, from segment to segment. Where the trail has a gap it says so, and goes on behind it.
struct TrailReader<Disk: Storage> {
    private let disk: Disk
    private let filter: TrailFilter
    /// The revision to be looked at next.
    private(set) var next: UInt64
    private var cursor: TrailCursor<Disk.File>?

    init(on disk: Disk, from revision: UInt64, _ filter: TrailFilter) {
        self.disk = disk
        self.filter = filter
        next = max(revision, 1)
    }

    /// What comes next, up to a revision that is on disk: as much as is told at once, or less where a lot has to be
    /// looked through for it.
    mutating func read(through last: UInt64) throws(StorageError) -> [TrailEntry] {
        var entries: [TrailEntry] = []
        var (size, scanned) = (0, 0)
        cursor?.pause()
        while next <= last, size < StoreLimits.trailReadSize, scanned < StoreLimits.trailScanMax {
            let before = cursor?.scanned ?? 0
            let entry = try step(through: last)
            scanned += max(0, (cursor?.scanned ?? 0) - before)
            guard let entry else { continue }
            entries.append(entry)
            size += entry.size
        }
        return entries
    }

    private mutating func step(through last: UInt64) throws(StorageError) -> TrailEntry? {
        guard var moving = cursor else { return try begin(through: last) }
        // Held once, or every step would copy what is read ahead.
        cursor = nil
        let step: TrailCursor<Disk.File>.Step
        do throws(Recovery.Failure) {
            step = try moving.next(from: next, through: last, matching: filter)
            cursor = moving
        } catch {
            cursor = moving
            return try leave(moving.header.first, error, through: last)
        }
        return switch step {
        case .record(let excerpt): take(excerpt)
        case .passed: nil
        case .end: try leave(moving.header.first, nil, through: last)
        }
    }

    private mutating func take(_ excerpt: Excerpt?) -> TrailEntry? {
        // The batch that holds the first record asked for may begin before it.
        guard let passed = cursor?.next, passed > next else { return nil }
        next = passed
        return excerpt.map { .record($0) }
    }

    // MARK: - From segment to segment

    private func firsts() throws(StorageError) -> [UInt64] {
        try disk.names().compactMap(FileName.segmentRevision).sorted()
    }

    /// Goes where the next revision is, or to the first one behind it.
    private mutating func begin(through last: UInt64) throws(StorageError) -> TrailEntry? {
        let firsts = try firsts()
        guard let first = firsts.last(where: { $0 <= next }) ?? firsts.first else {
            return gap(through: last, Damage(file: FileName.segment(first: next), offset: 0, expected: "a segment"))
        }
        guard first <= next else { return gap(through: min(first - 1, last), nil) }
        return try open(first, through: last)
    }

    private mutating func open(_ first: UInt64, through last: UInt64) throws(StorageError) -> TrailEntry? {
        let name = FileName.segment(first: first)
        do throws(Recovery.Failure) {
            cursor = try TrailCursor(name, on: disk)
            return nil
        } catch {
            // A snapshot may have let it go in this moment: then it is looked for anew.
            cursor = nil
            guard try disk.holds(name) else { return nil }
            return try leave(first, error, through: last)
        }
    }

    /// Goes on behind a segment that tells nothing more.
    ///
    /// - Parameter failure: why, if not because it ends.
    private mutating func leave(
        _ segment: UInt64, _ failure: Recovery.Failure?, through last: UInt64
    ) throws(StorageError) -> TrailEntry? {
        if case .storage(let error)? = failure { throw error }
        let file = FileName.segment(first: segment)
        var damage = Damage(
            file: file, offset: cursor?.offset ?? 0,
            expected: "the batch with revision \(next), or what comes before it")
        if case .damage(let found)? = failure { damage = found }
        cursor = nil
        let firsts = try firsts()
        guard let following = firsts.first(where: { $0 > segment }) else { return gap(through: last, damage) }
        guard following > next else { return try open(following, through: last) }
        // Where nothing older is left, it was let go while this was read.
        return gap(through: min(following - 1, last), following == firsts.first ? nil : damage)
    }

    private mutating func gap(through last: UInt64, _ damage: Damage?) -> TrailEntry {
        defer { next = last + 1 }
        return .gap(TrailGap(first: next, last: last, damage: damage))
    }
}

extension TrailEntry {
    /// Bytes that it takes on the wire at most.
    fileprivate var size: Int {
        switch self {
        case .record(let excerpt): excerpt.size
        case .gap: StoreLimits.excerptOverhead
        }
    }
}
