import Permissions
import Protobuf
import Testing

@testable import Store

@Suite("Coding of records")
struct RecordCodingTests {
    static let values: [Value] = [
        .text(""), .text("α-tubulin"), .integer(0), .integer(.min), .integer(.max), .real(0), .real(-0.5),
        .real(.infinity), .truth(false), .truth(true), .bytes([]), .bytes([0, 255]), .reference(ObjectID(0)),
        .reference(ObjectID(.max)), .pairs([]),
        .pairs([.init(key: "", value: ""), .init(key: "k", value: "v"), .init(key: "k", value: "w")]),
    ]

    static let users: [User] = [
        User(
            login: "", fullName: "", email: "", uid: nil, isActive: false, defaultGroup: nil, administration: .none),
        User(
            login: "alice", fullName: "Alice", email: "a@b", uid: 0, isActive: true, defaultGroup: GroupID(0),
            administration: .full),
        User(
            login: "rita", fullName: "Rita", email: "", uid: .max, isActive: true, defaultGroup: GroupID(.max),
            administration: .restricted([.sudo, .move])),
        User(
            login: "none", fullName: "", email: "", uid: 1, isActive: true, defaultGroup: GroupID(3),
            administration: .restricted([])),
    ]

    static let mutations: [Mutation] = {
        let object = Object(
            kind: .annotationLink, owner: UserID(.max), group: GroupID(.max), name: "日本",
            parent: ObjectID(PairKey.objectIDMax), child: ObjectID(1),
            attributes: Attributes([Attribute(.namespace, .text("n")), Attribute(.long, .integer(-1))]))
        let bare = Object(
            kind: .image, owner: .root, group: .system, name: "", parent: nil, child: nil, attributes: Attributes())
        let session = Session(
            kind: .sudo, user: UserID(2), opener: .root, group: GroupID(0), administration: .restricted([.give]),
            isReadOnly: true, tokenDigest: Array(0..<32), uid: 1000, expires: .max, program: "")
        let plain = Session(
            kind: .script, user: .root, opener: .root, group: nil, administration: .none, isReadOnly: false,
            tokenDigest: [], uid: 0, expires: -1, program: "count-cells")
        let group = Group(name: "lab", description: "", level: .private)
        return [
            .createObject(ObjectID(1), object), .createObject(ObjectID(.max), bare),
            .updateObject(ObjectID(1), name: "", attributes: Attributes()),
            .updateObject(ObjectID(1), name: "n", attributes: object.attributes),
            .removeObject(ObjectID(0)), .removeObject(ObjectID(.max)),
            .setGroup(ObjectID(1), GroupID(0)), .setOwner(ObjectID(1), UserID(0)),
            .setParent(ObjectID(1), nil), .setParent(ObjectID(1), ObjectID(2)),
            .removeUser(UserID(0)), .createGroup(GroupID(0), group), .updateGroup(GroupID(.max), group),
            .removeGroup(GroupID(0)), .setMembership(UserID(0), GroupID(0), nil),
            .setMembership(UserID(1), GroupID(2), .member), .setMembership(UserID(1), GroupID(2), .owner),
            .openSession(SessionID(1), session), .openSession(SessionID(2), plain), .endSession(SessionID(0)),
        ]
            + users.flatMap { [.createUser(UserID(7), $0), .updateUser(UserID(0), $0)] }
            + values.map { .updateObject(ObjectID(1), name: "", attributes: Attributes([Attribute(.text, $0)])) }
    }()

    @Test("every change and every value comes back as it went", arguments: mutations)
    func roundTrip(mutation: Mutation) throws {
        let record = Record(revision: 1, time: -1, author: History.author, mutations: [mutation])
        let back = Record(try JournalV1.Record(serializedBytes: record.serializedBytes()))
        #expect(back == record)
        #expect(back?.serializedBytes() == record.serializedBytes())
    }

    @Test("a record keeps who, when and all changes in order")
    func record() throws {
        let author = Author(
            user: UserID(5), session: SessionID(.max), opener: UserID(.max), sessionKind: .script, program: "count")
        let record = Record(revision: .max, time: .min, author: author, mutations: Self.mutations)
        #expect(Record(try JournalV1.Record(serializedBytes: record.serializedBytes())) == record)
    }

    @Test("a record of something unknown is none")
    func unknown() {
        let change = JournalV1.Mutation.with { $0.change = .setMembership(.with { $0.role = 3 }) }
        #expect(Record(JournalV1.Record.with { $0.mutations = [JournalV1.Mutation()] }) == nil)
        #expect(Record(JournalV1.Record.with { $0.mutations = [change] }) == nil)
    }
}
