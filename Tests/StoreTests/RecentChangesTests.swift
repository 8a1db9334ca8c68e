import Permissions
import TestSupport
import Testing

@testable import Store

/// What is kept of the newest records, for those who watch.
@Suite struct RecentChangesTests {
    private static let author = Author(user: .root)

    @Test("so much is kept as the limit says, and nothing that the disk refused", arguments: UInt64(1)...20)
    func kept(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var store = Store(State(), keeping: ChangeLimits(objects: 5, objectsOfOne: 2))
        var kept: [UInt64] = []
        for _ in 0..<100 {
            switch chance.below(5) {
            case 0...2:
                let group = Group(name: "g\(store.applied.nextGroupID.rawValue)", description: "", level: .private)
                kept.append(
                    store.commit([.createGroup(store.applied.nextGroupID, group)], by: Self.author, at: 0))
                kept = kept.suffix(5)
            case 3: if store.takeBatch() != nil { store.confirm() }
            default:
                guard store.takeBatch() != nil else { continue }
                store.refuse()
                kept.removeAll { $0 > store.durable.revision }
            }
            let last = store.applied.revision
            for revision in 0...(last + 2) {
                let expected = kept.isEmpty ? revision == last : (kept[0] - 1...last).contains(revision)
                let found = store.changes.after(revision)
                #expect((found != nil) == expected, "seed \(seed)")
                #expect(found?.map(\.revision) ?? [] == (expected ? kept.filter { $0 > revision } : []))
            }
        }
    }

    @Test("a record says where each object was and is, and those that are seen through it")
    func places() throws {
        var store = Store(State())
        let (ada, ben, group) = (UserID(5), UserID(6), GroupID(7))
        func place(_ owner: UserID, _ other: UserID) -> Place { Place(group: group, owner: owner, other: other) }
        func object(_ kind: Kind, parent: ObjectID? = nil, child: ObjectID? = nil) -> Object {
            Object(
                kind: kind, owner: ada, group: group, name: "", parent: parent, child: child, attributes: Attributes())
        }
        let (image, tag, link, roi) = (ObjectID(1), ObjectID(2), ObjectID(3), ObjectID(4))
        func changes(_ mutations: [Mutation]) throws -> RecordedChange {
            let revision = store.commit(mutations, by: Self.author, at: 0)
            return try #require(store.changes.after(revision - 1)?.first)
        }
        let made = try changes([
            .createObject(image, object(.image)), .createObject(tag, object(.tag)),
            .createObject(link, object(.annotationLink, parent: image, child: tag)),
            .createObject(roi, object(.roi, parent: image)),
        ])
        #expect(made.touched.map(\.id) == [image, tag, link, roi])
        #expect(made.touched.allSatisfy { $0.before == nil && $0.after == place(ada, ada) })
        let given = try changes([.setOwner(tag, ben)])
        #expect(given.touched.map(\.id) == [tag, link])
        #expect(given.touched.map(\.before) == [place(ada, ada), place(ada, ada)])
        #expect(given.touched.map(\.after) == [place(ben, ben), place(ada, ben)])
        let removed = try changes([.removeObject(link), .removeObject(roi)])
        #expect(removed.touched.map(\.before) == [place(ada, ben), place(ada, ada)])
        #expect(removed.touched.allSatisfy { $0.after == nil })
        #expect(try changes([.setOwner(image, ben)]).touched.map(\.id) == [image])
    }
}
