public import Permissions
public import Protobuf
internal import Wire

/// How calls reach a daemon, or what stands for one.
public protocol Transport {
    /// A new connection of a uid; a number for it.
    mutating func connect(uid: UInt32) throws(StageError) -> Int
    mutating func call<Request: Message, Reply: Message>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, on connection: Int
    ) throws(StageError) -> Reply
}

/// The protocol: the same calls, over whatever carries them.
public struct CallStage<Carrier: Transport>: Stage {
    private var carrier: Carrier
    /// Makes names differ from those of other scenarios on the same daemon.
    private let suffix: String
    private let firstUID: UInt32
    private var uids: [UserID: UInt32]
    private var connections: [CallLine: Int] = [:]
    private var tokens: [UInt64: SessionToken] = [:]

    /// - Parameters:
    ///   - rootUID: the uid that speaks for `root`.
    ///   - firstUID: users get uids from here on.
    public init(_ carrier: Carrier, rootUID: UInt32, firstUID: UInt32, suffix: String = "") {
        self.carrier = carrier
        self.suffix = suffix
        self.firstUID = firstUID
        uids = [.root: rootUID]
    }

    public func line(of user: UserID) throws(StageError) -> CallLine { CallLine(user: user, session: nil, group: nil) }

    public func join(_ session: UInt64, user: UserID) throws(StageError) -> CallLine {
        CallLine(user: user, session: session, group: nil)
    }

    public mutating func run(
        _ call: StageCall, on line: CallLine, in group: GroupID?, looksHere: Bool
    ) throws(StageError) -> StageReply {
        let connection = try connection(of: line, in: group)
        let uid = line.session.flatMap { tokens[$0]?.uid } ?? uids[line.user] ?? 0
        var step = CallStep(
            connection: connection, scope: looksHere ? .current : .all, suffix: suffix,
            newUID: firstUID + UInt32(uids.count))
        let reply = try step.run(call, by: &carrier)
        if case .createUser = call { uids[UserID(UInt32(reply.id))] = step.newUID }
        if let token = step.token { tokens[reply.id] = SessionToken(token: token, uid: uid, isScript: call.isScript) }
        return reply
    }

    /// One for each session and group: whoever works in another group for a moment does not leave its own.
    private mutating func connection(of line: CallLine, in group: GroupID?) throws(StageError) -> Int {
        var key = line
        key.group = group
        if let known = connections[key] { return known }
        // A script session has one connection for good, and is asked to switch on it: it may not.
        if group != nil, line.session.flatMap({ tokens[$0]?.isScript }) == true {
            let only = try connection(of: line, in: nil)
            try switchGroup(to: group, on: only)
            return only
        }
        let connection = try connect(line)
        if group != nil { try switchGroup(to: group, on: connection) }
        connections[key] = connection
        return connection
    }

    private mutating func connect(_ line: CallLine) throws(StageError) -> Int {
        guard let session = line.session, let known = tokens[session] else {
            return try carrier.connect(uid: uids[line.user] ?? .max)
        }
        let connection = try carrier.connect(uid: known.uid)
        let _: V1.JoinReply = try carrier.call(V1.Sessions.join, .with { $0.token = known.token }, on: connection)
        return connection
    }

    private mutating func switchGroup(to group: GroupID?, on connection: Int) throws(StageError) {
        let _: V1.SwitchGroupReply = try carrier.call(
            V1.Sessions.switchGroup, .with { $0.group = group?.rawValue ?? 0 }, on: connection)
    }
}

/// What binds a connection to a session that was opened.
private struct SessionToken {
    let token: [UInt8]
    /// Who may join.
    let uid: UInt32
    let isScript: Bool
}

extension StageCall {
    fileprivate var isScript: Bool {
        if case .script = self { true } else { false }
    }
}

/// A caller of the protocol: a user, in its own session or one that it joins, and the group it switches to.
public struct CallLine: Hashable, Sendable {
    let user: UserID
    let session: UInt64?
    var group: GroupID?
}
