import Digest
import Permissions
import TestSupport
import Testing

@testable import Store

/// What attachments hold: the index of it, when it goes, and what a disk leaves of it.
@Suite("Contents")
struct ContentTests {
    private static let author = Author(user: .root)

    @Test("a digest is 32 bytes and 64 digits, and nothing else is one")
    func digests() throws {
        let bytes = (0..<32).map { UInt8($0 * 8) }
        let digest = try #require(ContentDigest(bytes))
        #expect(digest.bytes == bytes)
        #expect(digest.hex == "0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8")
        #expect(ContentDigest(hex: digest.hex) == digest)
        let wrong = [
            "", String(digest.hex.dropLast()), digest.hex + "0", digest.hex.uppercased(), "+" + digest.hex.dropFirst(),
            "upload-1",
        ]
        for text in wrong { #expect(ContentDigest(hex: text) == nil, "\(text)") }
        #expect(ContentDigest(Array(bytes.dropLast())) == nil)
    }

    @Test("the index tells what objects hold, whatever becomes of them", arguments: [UInt64(1), 2, 3, 4])
    func index(seed: UInt64) {
        var random = RandomMutations(seed: seed)
        var state = State()
        for _ in 0..<300 {
            state.apply(random.plan(on: state), revision: state.revision + 1)
            let held = state.allObjects.compactMap { $0.1.attributes.contentDigest }
            #expect(state.contentCount == held.count)
            #expect(state.allContents == Set(held).sorted())
            for number in UInt8(0)..<4 {
                let digest = Self.digest(number)
                #expect(state.holds(digest) == held.contains(digest))
            }
        }
        #expect(state.contentCount > 0)
    }

    @Test("bytes are released when no record holds them any more, on disk or on its way there", arguments: 1...20)
    func released(seed: UInt64) {
        var random = RandomMutations(seed: seed)
        var store = Store(State())
        var present: Set<ContentDigest> = []
        for _ in 0..<300 {
            for _ in 0..<random.dice.below(3) {
                let plan = random.plan(on: store.applied)
                // Bytes are put on disk before any record speaks of them.
                for case .createObject(_, let object) in plan { present.formUnion([object.attributes].contents) }
                for case .updateObject(_, _, let attributes) in plan { present.formUnion([attributes].contents) }
                _ = store.commit(plan, by: Self.author, at: 0)
            }
            switch random.dice.below(3) {
            case 0: _ = store.takeBatch()
            default:
                guard store.takeBatch() != nil || !store.isSettled else { break }
                if random.dice.happens(onceIn: 4) { store.refuse() } else { store.confirm() }
            }
            let free = store.takeReleased()
            for digest in free {
                #expect(!store.durable.holds(digest))
                #expect(!store.applied.holds(digest))
                #expect(present.remove(digest) != nil, "each is told once")
            }
            #expect(Set(store.durable.allContents).isSubset(of: present))
            #expect(Set(store.applied.allContents).isSubset(of: present))
        }
        while store.takeBatch() != nil || !store.isSettled { store.confirm() }
        present.subtract(store.takeReleased())
        #expect(present == Set(store.durable.allContents))
    }

    @Test("what only a refused record spoke of is released with the refusal")
    func refused() {
        var store = Store(State())
        let object = Object(
            kind: .attachment, owner: .root, group: .user, name: "", parent: nil, child: nil,
            attributes: Attributes([Attribute(.contentDigest, .bytes(Self.digest(1).bytes))]))
        _ = store.commit([.createObject(ObjectID(1), object)], by: Self.author, at: 0)
        #expect(store.takeReleased().isEmpty)
        #expect(store.takeBatch() != nil)
        #expect(store.takeReleased().isEmpty)
        store.refuse()
        #expect(store.takeReleased() == [Self.digest(1)])
        #expect(store.takeReleased().isEmpty)
    }

    @Test("a start removes what no record speaks of, and tells what is missing")
    func tidying() throws {
        let (held, missing, free) = (Self.digest(0xAB), Self.digest(2), Self.digest(3))
        var state = State()
        state.apply(RandomMutations.foundation, revision: 1)
        for digest in [held, missing] {
            let object = Object(
                kind: .attachment, owner: .root, group: .user, name: "", parent: nil, child: nil,
                attributes: Attributes([Attribute(.contentDigest, .bytes(digest.bytes))]))
            state.apply([.createObject(state.nextObjectID, object)], revision: state.revision + 1)
        }
        let others = ["upload-", "upload-01", "upload-x", "notes", held.hex.uppercased()]
        let names = [held.hex, free.hex, "upload-0", "upload-77"] + others
        let disk = SimulatedDisk(Dictionary(uniqueKeysWithValues: names.map { ($0, [1]) }))
        #expect(try ContentTidying.tidy(disk, for: state) == [missing])
        #expect(disk.contents.keys.sorted() == ([held.hex] + others).sorted())
        #expect(disk.afterPowerLoss(leaving: .nothing).contents.count == others.count + 1)
    }

    @Test(
        "what was reported as placed is there after a power loss, and nothing else is after a start", arguments: 1...10)
    func crash(seed: UInt64) throws {
        let bytes = (0..<3_000).map { UInt8(truncatingIfNeeded: $0) }
        let digest = try #require(ContentDigest(SHA256.digest(of: bytes)))
        let id = TransferID(1)
        let orders: [ContentOrder] = [
            .begin(id), .write(id, Array(bytes[..<1_000])), .write(id, Array(bytes[1_000...])), .seal(id),
            .place(id, digest), .end(id),
        ]
        var call = 1
        while true {
            let disk = SimulatedDisk(seed: seed)
            disk.fail(call: call, as: .death)
            var contents = Contents(on: disk)
            var reports: [ContentReport] = []
            for order in orders { contents.carryOut(order) { reports.append($0) } }
            guard !disk.hasPendingFault else { break }
            for rest in [disk.afterPowerLoss(leaving: .some), disk.afterPowerLoss(leaving: .nothing), disk.afterKill()]
            {
                let wasPlaced = reports.contains(.placed(id))
                if wasPlaced { #expect(rest.contents[digest.hex] == bytes) }
                // What has its name is whole, even where nobody was told.
                if let found = rest.contents[digest.hex] { #expect(found == bytes) }
                _ = try ContentTidying.tidy(rest, for: State())
                #expect(rest.contents.isEmpty)
            }
            call += 1
        }
        #expect(call == 7)
    }

    private static func digest(_ number: UInt8) -> ContentDigest {
        guard let digest = ContentDigest([UInt8](repeating: number, count: 32)) else {
            preconditionFailure("a digest has 32 bytes")
        }
        return digest
    }
}

extension [Attributes] {
    fileprivate var contents: [ContentDigest] { compactMap(\.contentDigest) }
}
