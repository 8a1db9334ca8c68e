import Permissions
import Protobuf
import Testing

@testable import Store

/// What of a record the audit trail tells, and what it can be asked for.
@Suite("Excerpts of records")
struct ExcerptTests {
    private static let author = Author(
        user: UserID(2), session: SessionID(7), opener: UserID(3), sessionKind: .script, program: "count-cells")

    private static func record(_ mutations: [Mutation], _ subjects: [Subject?] = []) -> Record {
        var record = Record(revision: 9, time: 1_000, author: author, mutations: mutations)
        record.subjects = subjects
        return record
    }

    private static func excerpt(
        _ record: Record, _ fill: (inout TrailFilter) -> Void = { _ in }
    ) throws(Unreadable) -> Excerpt? {
        var filter = TrailFilter()
        fill(&filter)
        return try Excerpt(record.serializedBytes()[...], matching: filter)
    }

    private static func removals(_ count: Int) -> Record {
        record((0..<count).map { .removeObject(ObjectID(UInt64($0 + 1))) })
    }

    @Test("it says who, in whose name, in which session, by which script and when")
    func author() throws {
        let excerpt = try #require(try Self.excerpt(Self.removals(1)))
        #expect(excerpt.author == Self.author)
        #expect(excerpt.revision == 9)
        #expect(excerpt.time == 1_000)
    }

    @Test("it names so many changes and counts the others", arguments: [-1, 0, 1])
    func limit(beyond: Int) throws {
        let max = StoreLimits.excerptChangesMax
        let excerpt = try #require(try Self.excerpt(Self.removals(max + beyond)))
        #expect(excerpt.changes.count == min(max, max + beyond))
        #expect(excerpt.changeCount == max + beyond)
    }

    @Test("long names take the place of changes, and it stays as small", arguments: [-1, 0, 1])
    func sizeLimit(beyond: Int) throws {
        // Two changes of this name fill it.
        let room = StoreLimits.excerptSizeMax - StoreLimits.excerptOverhead - 2 * StoreLimits.changeOverhead
        let names = [String(repeating: "n", count: room / 2), String(repeating: "n", count: room - room / 2 + beyond)]
        let record = Self.record(names.map { .updateObject(ObjectID(1), name: $0, attributes: Attributes()) })
        let excerpt = try #require(try Self.excerpt(record))
        #expect(excerpt.changes.count == (beyond <= 0 ? 2 : 1))
        #expect(excerpt.changeCount == 2)
    }

    @Test("every kind of change is told, by the number of its field")
    func kinds() throws {
        var kinds: Set<ChangeKind> = []
        for mutation in RecordCodingTests.mutations {
            let record = Self.record([mutation])
            let change = try #require(try Self.excerpt(record)?.changes.first)
            kinds.insert(change.kind)
            let bytes = try JournalV1.Record(serializedBytes: record.serializedBytes()).mutations[0].serializedBytes()
            #expect(Int(bytes[0] >> 3) == Int(change.kind.rawValue))
            #expect(try Self.excerpt(record) { $0.kinds = [change.kind] } != nil)
            #expect(try Self.excerpt(record) { $0.kinds = Set(ChangeKind.allCases).subtracting([change.kind]) } == nil)
        }
        #expect(kinds == Set(ChangeKind.allCases))
    }

    @Test("it is found by the one who did it, by the one in whose name, by its session and its time")
    func heads() throws {
        let record = Self.removals(1)
        for user in UInt32(1)...4 {
            #expect(try (Self.excerpt(record) { $0.user = UserID(user) } != nil) == [2, 3].contains(user))
        }
        for session in UInt64(6)...8 {
            #expect(try (Self.excerpt(record) { $0.session = SessionID(session) } != nil) == (session == 7))
        }
        for time in Int64(999)...1_001 {
            #expect(try (Self.excerpt(record) { $0.since = time } != nil) == (time <= 1_000))
            #expect(try (Self.excerpt(record) { $0.until = time } != nil) == (time > 1_000))
        }
    }

    @Test("what is gone is found by the group it lay in, and a link by what it joined")
    func subjects() throws {
        let subject = Subject(
            kind: .annotationLink, owner: UserID(5), group: GroupID(4), parent: ObjectID(10), child: ObjectID(11))
        let record = Self.record([.removeObject(ObjectID(1)), .removeObject(ObjectID(2))], [subject, nil])
        for id in [UInt64(1), 10, 11] {
            let excerpt = try #require(try Self.excerpt(record) { $0.object = ObjectID(id) })
            #expect(excerpt.changes.map(\.object) == [ObjectID(1)])
            #expect(excerpt.changeCount == 2)
        }
        #expect(try Self.excerpt(record) { $0.object = ObjectID(3) } == nil)
        #expect(try Self.excerpt(record) { $0.group = GroupID(4) }?.changes.first?.owner == UserID(5))
        #expect(try Self.excerpt(record) { $0.group = GroupID(5) } == nil)
    }

    @Test("what moves is found by where it comes from and where it goes to")
    func moves() throws {
        let subject = Subject(kind: .image, owner: UserID(5), group: GroupID(4))
        let record = Self.record([.setGroup(ObjectID(1), GroupID(6))], [subject])
        for group in UInt32(3)...7 {
            #expect(try (Self.excerpt(record) { $0.group = GroupID(group) } != nil) == [4, 6].contains(group))
        }
        let change = try #require(try Self.excerpt(record)?.changes.first)
        #expect(change.group == GroupID(6))
        #expect(change.formerGroup == GroupID(4))
    }

    @Test("a store notes what a change is about to change, and only what the change does not say")
    func noted() throws {
        var store = Store(State())
        let lab = Group(name: "lab", description: "", level: .private)
        let tag = Object(
            kind: .tag, owner: .root, group: GroupID(0), name: "t", parent: nil, child: nil, attributes: Attributes())
        _ = store.commit([.createGroup(GroupID(0), lab), .createObject(ObjectID(1), tag)], by: History.author, at: 1)
        _ = store.commit([.removeObject(ObjectID(1))], by: History.author, at: 2)
        let taken = store.takeBatch()
        let batch = try #require(taken)
        let (bytes, _) = batch.encoded(chain: 0, seed: 0)
        let found = try #require(BatchHeader(bytes, at: 0, seed: 0))
        let records = try SegmentReader.records(of: found, at: 0, in: bytes, "batch")
        #expect(records[0].subjects.isEmpty)
        #expect(records[1].subjects == [Subject(kind: .tag, owner: .root, group: GroupID(0))])
    }
}
