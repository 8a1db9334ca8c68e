internal import Permissions
internal import Protobuf

/// What the audit trail tells of a record: who, when, and as many of its changes as a message holds.
public struct Excerpt: Hashable, Sendable {
    public private(set) var revision: UInt64 = 0
    /// Wall clock, nanoseconds since 1970.
    public private(set) var time: Int64 = 0
    public private(set) var author = Author(user: .root)
    /// Those that were asked for, in the order in which they were made.
    public private(set) var changes: [TrailChange] = []
    /// How many changes the record has in all.
    public private(set) var changeCount = 0
    /// Bytes that it takes on the wire at most.
    private(set) var size = StoreLimits.excerptOverhead
    private var isReadable = true

    /// Reads a record as it lies in a batch. Nothing but the excerpt is held: a record may have a million changes.
    ///
    /// - Returns: `nil` if the record does not fit what is asked for.
    init?(_ record: ArraySlice<UInt8>, matching filter: TrailFilter) throws(Unreadable) {
        var head = JournalV1.Record()
        do throws(DecodingError) { try read(record, matching: filter, &head) } catch { throw Unreadable() }
        guard isReadable, let author = Author(head) else { throw Unreadable() }
        (revision, time, self.author) = (head.revision, head.time, author)
        size += author.program.utf8.count
        guard filter.fits(time, author), !changes.isEmpty || !filter.choosesChanges else { return nil }
    }

    /// Field by field: the mutations, of which there may be many, are not kept, and the receipt is passed over.
    private mutating func read(
        _ record: ArraySlice<UInt8>, matching filter: TrailFilter, _ head: inout JournalV1.Record
    ) throws(DecodingError) {
        var reading = self
        try Reader.read(record.span) { (reader: inout Reader) throws(DecodingError) in
            while let tag = try reader.nextTag() {
                switch tag {
                case 1 << 3: head.revision = try reader.uint64()
                case 2 << 3: head.time = try reader.int64()
                case 3 << 3: head.user = try reader.uint32()
                case 4 << 3: head.session = try reader.uint64()
                case 5 << 3: head.opener = try reader.uint32()
                case 6 << 3 | 2:
                    var mutation = JournalV1.Mutation()
                    try reader.message(&mutation)
                    reading.take(mutation, filter)
                case 8 << 3: head.sessionKind = try reader.uint32()
                case 9 << 3 | 2: head.program = try reader.string()
                default: try reader.skip(tag)
                }
            }
        }
        self = reading
    }

    private mutating func take(_ mutation: JournalV1.Mutation, _ filter: TrailFilter) {
        guard let change = TrailChange(mutation) else {
            isReadable = false
            return
        }
        changeCount += 1
        guard filter.fits(change), changes.count < StoreLimits.excerptChangesMax,
            size + change.size <= StoreLimits.excerptSizeMax
        else { return }
        changes.append(change)
        size += change.size
    }
}

/// Bytes that are no record of this version.
struct Unreadable: Error {}
