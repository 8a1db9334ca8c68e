import BenchmarkSupport
import Permissions
import Protobuf
import Service
import Store
import Wire

/// A lab of 1,000 users in 100 groups, served in memory: every batch is on disk at once.
///
/// Each user is in three groups. Of ten objects one is a dataset, four are images, three links of images into datasets,
/// one is a tag and one a link of a tag.
struct Lab {
    static let userCount = 1_000
    static let groupCount = 100
    /// The first of each: before them come those that every lab has.
    static let firstUser: UInt32 = 2
    static let firstGroup: UInt32 = 3

    var service = Service(Store(State()))
    private var dice = Dice(seed: 20_261_125)
    private var connections: [UInt32: Conversation] = [:]
    private var nextStream: UInt32 = 1

    init(objects: Int) {
        service.found(rootUID: 0, at: 0)
        write()
        commit(accounts())
        var made = 0
        while made < objects {
            let count = min(10_000, objects - made)
            commit(mix(count))
            made += count
        }
    }

    var state: State { service.store.durable }

    mutating func commit(_ mutations: [Mutation]) {
        let root = Author(user: .root)
        _ = service.store.commit(mutations, by: root, at: 0)
        write()
    }

    /// All that waits for the disk is on it.
    private mutating func write() {
        while service.store.takeBatch() != nil { service.store.confirm() }
    }

    static func groups(of user: Int) -> [GroupID] {
        (0..<3).map { GroupID(firstGroup + UInt32((user * 7 + $0 * 31) % groupCount)) }
    }

    private func accounts() -> [Mutation] {
        var mutations: [Mutation] = (0..<Self.groupCount).map { number in
            let group = Group(name: "group \(number)", description: "", level: Level.allCases[number % 4])
            return .createGroup(GroupID(Self.firstGroup + UInt32(number)), group)
        }
        for number in 0..<Self.userCount {
            let id = UserID(Self.firstUser + UInt32(number))
            let groups = Self.groups(of: number)
            let user = User(
                login: "user\(number)", fullName: "User Number \(number)", email: "", uid: UInt32(10_000 + number),
                isActive: true, defaultGroup: groups[0], administration: .none)
            mutations.append(.createUser(id, user))
            mutations += ([.user] + groups).map { .setMembership(id, $0, .member) }
        }
        return mutations
    }

    private mutating func mix(_ count: Int) -> [Mutation] {
        var latest: [UInt64: ObjectID] = [:]
        let first = state.nextObjectID.rawValue
        return (first..<first + UInt64(count)).map { number in
            let owner = dice.below(Self.userCount)
            let group = Self.groups(of: owner)[dice.below(3)]
            var object = Object(
                kind: .image, owner: UserID(Self.firstUser + UInt32(owner)), group: group, name: "img\(number).tiff",
                parent: nil, child: nil, attributes: Attributes())
            let place = UInt64(group.rawValue) << 8
            func last(_ kind: Kind) -> ObjectID? { latest[place | UInt64(kind.rawValue)] }
            switch (number % 10, last(.dataset), last(.image), last(.tag)) {
            case (1, _, _, _): (object.kind, object.name) = (.dataset, "Dataset \(number)")
            case (5...7, let dataset?, let image?, _):
                (object.kind, object.name, object.parent, object.child) = (.datasetImageLink, "", dataset, image)
            case (8, _, _, _): (object.kind, object.name) = (.tag, "tag \(number)")
            case (9, _, let image?, let tag?):
                (object.kind, object.name, object.parent, object.child) = (.annotationLink, "", image, tag)
            default: break
            }
            latest[place | UInt64(object.kind.rawValue)] = ObjectID(number)
            return .createObject(ObjectID(number), object)
        }
    }
}

extension Lab {
    /// One call of the user of a uid, through frames.
    mutating func call<Request: Message, Reply: Message>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, uid: UInt32
    ) -> Reply {
        let bytes = answers(to: frame(method, request), uid: uid)
        do {
            let response = try Ttrpc.Response(serializedBytes: bytes[FrameHeader.size...])
            if let status = response.status { fatalError("a call of the benchmark is refused: \(status.message)") }
            return try Reply(serializedBytes: response.payload)
        } catch {
            fatalError("an answer is a response: \(error)")
        }
    }

    /// The frame of a call.
    mutating func frame<Request: Message, Reply: Message>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request
    ) -> [UInt8] {
        let envelope = Ttrpc.Request.with {
            $0.service = method.service
            $0.method = method.method
            $0.payload = request.serializedBytes()
        }
        let data = envelope.serializedBytes()
        var bytes: [UInt8] = []
        FrameHeader(length: UInt32(data.count), streamID: nextStream, kind: .request, flags: []).write(to: &bytes)
        nextStream += 2
        return bytes + data
    }

    /// The bytes that answer some frames.
    mutating func answers(to frames: [UInt8], uid: UInt32) -> [UInt8] {
        var conversation = connections.removeValue(forKey: uid) ?? Conversation(Peer(uid: uid))
        conversation.receive(frames[...])
        service.serveAll(&conversation, at: 0)
        write()
        conversation.release(durable: state.revision)
        let bytes = conversation.outbox
        conversation.outbox = []
        connections[uid] = conversation
        return bytes
    }
}
