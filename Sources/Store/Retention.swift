/// How much of the journal is kept for the audit trail when a snapshot holds what it says. The oldest segments go first,
/// and what is left is without a gap.
public struct Retention: Hashable, Sendable {
    /// Bytes that the segments may take together; 0: none is kept.
    public var size: Int
    /// Nanoseconds for which a record is kept at least, unless the size is passed.
    public var age: Int64

    public init(size: Int, age: Int64) {
        precondition(size >= 0)
        precondition(age >= 0)
        self.size = size
        self.age = age
    }

    /// Segments that are kept at most: one comes with every snapshot, and each is a name that is looked through.
    static let segmentsMax = 4_096

    /// The daemon's: several million small changes, and what a facility is asked about within a year.
    public static let standard = Retention(size: 1 << 30, age: 366 * 24 * 3_600 * 1_000_000_000)
}

/// Decides which segments go. What it has to know of a segment never changes, and is read once.
struct KeptSegments {
    private let retention: Retention
    private var sizes: [String: Int] = [:]
    /// When the first record of a segment was made.
    private var times: [String: Int64] = [:]

    init(_ retention: Retention) { self.retention = retention }

    /// Segments that hold nothing beyond a snapshot and are not to be kept any longer, the oldest first.
    ///
    /// - Parameter now: wall clock, nanoseconds since 1970.
    mutating func expired(
        of names: SegmentNames, snapshot revision: UInt64, at now: Int64, on disk: some Storage
    ) throws(StorageError) -> ArraySlice<String> {
        let superfluous = names.superfluous(at: revision)
        var size = 0
        for index in superfluous.indices.reversed() {
            size += try self.size(of: superfluous[index], on: disk)
            let fits = size <= retention.size && superfluous.endIndex - index <= Retention.segmentsMax
            // Everything in a segment was made before the first record that follows it.
            if fits, try !isTooOld(names.all[index + 1], at: now, on: disk) { continue }
            forget(superfluous[...index])
            return superfluous[...index]
        }
        return []
    }

    private mutating func forget(_ names: ArraySlice<String>) {
        for name in names { (sizes[name], times[name]) = (nil, nil) }
    }

    private mutating func size(of name: String, on disk: some Storage) throws(StorageError) -> Int {
        if let known = sizes[name] { return known }
        let size = try disk.openForReading(name).size
        sizes[name] = size
        return size
    }

    /// Whether the first record of a segment is too old to keep what comes before it. Where it cannot be read, or is not
    /// there yet, nobody knows.
    private mutating func isTooOld(_ name: String, at now: Int64, on disk: some Storage) throws(StorageError) -> Bool {
        if times[name] == nil { times[name] = try firstTime(in: name, on: disk) }
        guard let time = times[name] else { return false }
        let (age, overflows) = now.subtractingReportingOverflow(time)
        return overflows ? now > time : age > retention.age
    }

    private func firstTime(in name: String, on disk: some Storage) throws(StorageError) -> Int64? {
        do throws(Recovery.Failure) {
            var cursor = try TrailCursor(name, on: disk)
            // A step to the batch, and a step to its record.
            for _ in 0..<2 {
                if case .record(let first) = try cursor.next(from: 0, through: .max, matching: TrailFilter()) {
                    return first?.time
                }
            }
            return nil
        } catch {
            guard case .storage(let failure) = error else { return nil }
            throw failure
        }
    }
}
