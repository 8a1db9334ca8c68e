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
    private var tokens: [UInt64: (token: [UInt8], uid: UInt32)] = [:]

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
        if let token = step.token { tokens[reply.id] = (token, uid) }
        return reply
    }

    /// One for each session and group: whoever works in another group for a moment does not leave its own.
    private mutating func connection(of line: CallLine, in group: GroupID?) throws(StageError) -> Int {
        var key = line
        key.group = group
        if let known = connections[key] { return known }
        let connection: Int
        if let session = line.session, let (token, uid) = tokens[session] {
            // A script session is bound to one connection for good.
            if let only = connections[line], group != nil {
                try switchGroup(to: group, on: only)
                return only
            }
            connection = try carrier.connect(uid: uid)
            let _: V1.JoinReply = try carrier.call(V1.Sessions.join, .with { $0.token = token }, on: connection)
        } else {
            connection = try carrier.connect(uid: uids[line.user] ?? .max)
        }
        if group != nil { try switchGroup(to: group, on: connection) }
        connections[key] = connection
        return connection
    }

    private mutating func switchGroup(to group: GroupID?, on connection: Int) throws(StageError) {
        let _: V1.SwitchGroupReply = try carrier.call(
            V1.Sessions.switchGroup, .with { $0.group = group?.rawValue ?? 0 }, on: connection)
    }
}

/// A caller of the protocol: a user, in its own session or one that it joins, and the group it switches to.
public struct CallLine: Hashable, Sendable {
    let user: UserID
    let session: UInt64?
    var group: GroupID?
}
