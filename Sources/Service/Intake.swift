internal import Digest
internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// Objects and links on their way into one import, in parts.
struct Intake: Sendable {
    /// Who began it: a group that is switched to meanwhile is not its business.
    let peer: Peer
    let key: String?
    /// What the first message asked for.
    fileprivate(set) var start: V1.ImportStart?
    fileprivate(set) var list = ImportList()
    /// Bytes of the parts that have come.
    fileprivate(set) var size = 0
    /// What they take in memory, or nearly.
    fileprivate var held: Int { size + list.count * ServiceLimits.entryOverhead }
    /// Of all parts, as they were cut: each is digested behind the digest of those before it. Only a key asks for it.
    private(set) var digest: [UInt8] = []

    fileprivate mutating func add(_ objects: [V1.NewObject], from message: ArraySlice<UInt8>) throws(CallError) {
        size += message.count
        let count = list.count + objects.count
        guard count <= WireLimits.importStreamMax else {
            throw .invalid(.tooMany("objects", count, max: WireLimits.importStreamMax))
        }
        if key != nil { digest = SHA256.digest(of: digest + message) }
        try list.add(objects)
    }

    /// The call that it is in the end.
    fileprivate func call(on stream: UInt32, at now: Int64) -> Call {
        let payload = start?.serializedBytes() ?? []
        return Call(stream: stream, payload: payload[...], peer: peer, key: key, now: now, content: digest)
    }
}

/// Which import of those that are under way.
struct IntakeID: Hashable, Sendable {
    fileprivate let rawValue: UInt64
}

/// Imports under way, of all connections. They lie here and not in their streams, so that a part is added in place.
struct Intakes: Sendable {
    private var next: UInt64 = 1
    private var all: [IntakeID: Intake] = [:]
    /// Bytes of the parts of one import, and what those of one uid, and of all, may hold.
    var sizeMax = ServiceLimits.intakeSizeMax
    var sizeOfOneMax = ServiceLimits.intakesOfOneSizeMax
    var sizeOfAllMax = ServiceLimits.intakesSizeMax

    /// How many are under way.
    var count: Int { all.count }

    fileprivate subscript(id: IntakeID) -> Intake {
        get {
            guard let intake = all[id] else { preconditionFailure("an intake lasts as long as its stream") }
            return intake
        }
        _modify {
            guard all[id] != nil else { preconditionFailure("an intake lasts as long as its stream") }
            yield &all[id]!
        }
    }

    mutating func begin(_ call: Call) -> IntakeID {
        let id = IntakeID(rawValue: next)
        next += 1
        all[id] = Intake(peer: call.peer, key: call.key)
        return id
    }

    mutating func end(_ id: IntakeID) { all[id] = nil }

    /// Refuses a part if there is no room for its bytes, or for so many objects in them.
    fileprivate func checkRoom(for size: Int, _ count: Int, in id: IntakeID) throws(CallError) {
        let intake = self[id]
        guard intake.size + size <= sizeMax else { throw .intakeTooLarge(max: sizeMax) }
        let added = size + count * ServiceLimits.entryOverhead
        let own = all.values.reduce(added) { $1.peer.uid == intake.peer.uid ? $0 + $1.held : $0 }
        let total = all.values.reduce(added) { $0 + $1.held }
        guard own <= sizeOfOneMax, total <= sizeOfAllMax else { throw .tooManyIntakes }
    }
}

/// `cohort.v1.Objects.ImportStream`: judged when it starts, so that nothing is taken in vain from whoever may not import
/// at all, and as a whole when it is closed.
extension Service {
    /// Takes a message of the client. Answers what ends the call, if it does.
    mutating func take(
        _ message: ArraySlice<UInt8>, in intake: IntakeID, on id: UInt32, at now: Int64
    ) throws(CallError) -> Answer? {
        try intakes.checkRoom(for: message.count, 0, in: intake)
        let request = try V1.ImportPart(received: message)
        switch (request.part, intakes[intake].start) {
        case (.start(let start), nil):
            intakes[intake].start = start
            let call = intakes[intake].call(on: id, at: now)
            return try refusal(of: call, Self.make(ImportList()))
        case (.objects(let part), _?):
            try intakes.checkRoom(for: message.count, part.objects.count, in: intake)
            try intakes[intake].add(part.objects, from: message)
        case (.start, _?): throw .invalid(.startedTwice)
        case (.objects, nil): throw .invalid(.missing("start"))
        case (nil, _): throw .invalid(.missing("part"))
        }
        return nil
    }

    /// All parts have come: they are made, or refused, as if all had been asked for just now.
    mutating func commit(_ intake: IntakeID, on id: UInt32, at now: Int64) throws(CallError) -> Answer {
        let whole = intakes[intake]
        guard whole.start != nil else { throw .invalid(.missing("start")) }
        return try change(whole.call(on: id, at: now), Self.make(whole.list))
    }

    private static func make(
        _ list: ImportList
    ) -> (V1.ImportStart, Caller, State) throws(CallError) -> Change<V1.ImportReply> {
        { (start, caller, state) throws(CallError) in
            try make(list, isRehearsal: start.dryRun, try caller.looking(start.scope), state)
        }
    }
}
