import Permissions
import TestSupport
import Testing

@testable import Store

@Suite("The digest of a state")
struct StateDigestTests {
    private let history = History(seed: 31, batches: 40)

    @Test("states differ exactly where their digests do")
    func distinct() {
        let digests = Set(history.states.map(\.digest))
        #expect(digests.count == history.states.count)
        #expect(digests.allSatisfy { $0.count == 32 })
    }

    @Test("however a state came to be, its digest is the same")
    func replayed() throws {
        let disk = SimulatedDisk(seed: 0)
        var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small, makeSeed: { 1 })
        for batch in history.batches { _ = try journal.append(batch) }
        let state = try #require(history.states.last)
        #expect(try Recovery(from: disk).state.digest == state.digest)
        let other = SimulatedDisk(seed: 0)
        try SnapshotWriter.write(state, chain: 5, to: other)
        #expect(try Recovery(from: other).state.digest == state.digest)
    }

    @Test("every fact counts: ids to come, the time, one spelling of a name, one row")
    func everyFact() {
        var state = State()
        state.apply(RandomMutations.foundation, revision: 1)
        var digests = Set([state.digest])
        let cases: [(inout State) -> Void] = [
            { $0.nextObjectID = ObjectID(2) }, { $0.nextUserID = UserID(200) }, { $0.nextGroupID = GroupID(200) },
            { $0.nextSessionID = SessionID(2) }, { $0.time = 1 }, { $0.revision = 2 },
            { $0.apply([.createObject(ObjectID(1), Self.tag("caf\u{e9}"))], revision: 2) },
            { $0.apply([.createObject(ObjectID(1), Self.tag("cafe\u{301}"))], revision: 2) },
            { $0.apply([.setMembership(.root, .guest, .owner)], revision: 2) },
        ]
        for change in cases {
            var changed = state
            change(&changed)
            #expect(digests.insert(changed.digest).inserted)
        }
    }

    @Test("pieces of any size come to one digest")
    func pieces() {
        var state = State()
        state.apply(RandomMutations.foundation, revision: 1)
        for id in UInt64(1)...900 {
            state.apply([.createObject(ObjectID(id), Self.tag(String(repeating: "x", count: 300)))], revision: id + 1)
        }
        for size in [1, 1000, StateDigest.pieceSize, 1 << 20] {
            var snapshot = SnapshotEncoder(state, chain: 0)
            var bytes: [UInt8] = []
            while let next = snapshot.next(size) { bytes += next }
            #expect(snapshot.isFinished)
            #expect(throws: Never.self) {
                let read = try SnapshotReader.read(bytes, name: "backup")
                #expect(read.digest == state.digest)
                #expect(read.state.digest == state.digest)
            }
        }
    }

    private static func tag(_ name: String) -> Object {
        Object(kind: .tag, owner: .root, group: .user, name: name, parent: nil, child: nil, attributes: Attributes())
    }
}
