/// What the newest records changed, for all who watch: a bounded number of objects, so that nobody who is slow makes the
/// daemon hold more.
public struct RecentChanges: Sendable {
    /// One for each record, those before `start` are forgotten.
    private var records: [RecordedChange] = []
    private var start = 0
    private var weight = 0
    /// Changes of rights among them, which are few, and perhaps some that are forgotten.
    private var rights: [(revision: UInt64, change: RightsChange)] = []
    /// The revision of the first record that is kept, or of the next one.
    private var first: UInt64

    private let limits: ChangeLimits

    /// - Parameter revision: of the last record that is not told.
    init(after revision: UInt64, within limits: ChangeLimits) {
        first = revision + 1
        self.limits = limits
    }

    /// What the records behind a revision changed, in order; `nil` if it is not known any more, or not yet.
    public func after(_ revision: UInt64) -> ArraySlice<RecordedChange>? {
        guard revision + 1 >= first, revision + 1 <= end else { return nil }
        return records[(start + Int(revision + 1 - first))...]
    }

    /// Of these, the changes of rights.
    public func rights(after revision: UInt64) -> some Sequence<(revision: UInt64, change: RightsChange)> {
        rights.lazy.filter { $0.revision > revision }
    }

    /// The revision that the next record will have.
    private var end: UInt64 { first + UInt64(records.count - start) }

    mutating func append(_ note: ChangeNote, as state: State) { append(note.change(state, within: limits)) }

    private mutating func append(_ change: RecordedChange) {
        precondition(change.revision == end, "records are noted in order, each once")
        records.append(change)
        rights += change.rights.map { (change.revision, $0) }
        weight += change.weight
        while weight > limits.objects, start < records.count {
            weight -= records[start].weight
            start += 1
            first += 1
        }
        // Moved rarely, so that every record is moved once at most on average.
        if start > records.count / 2 {
            records.removeSubrange(..<start)
            rights.removeAll { $0.revision < first }
            start = 0
        }
    }

    /// Records behind this one will not be.
    mutating func refuse(beyond revision: UInt64) {
        while records.count > start, let last = records.last, last.revision > revision {
            weight -= last.weight
            records.removeLast()
        }
        rights.removeAll { $0.revision > revision }
        // All that is kept may be refused, and the record that comes next takes its number.
        first = min(first, revision + 1)
    }
}
