internal import Digest
internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// `cohort.v1.Sessions`: who the caller is, and as whom it acts (`PERMISSIONS.md`, section 12).
extension Service {
    static func whoAmI(_ request: V1.WhoAmIRequest, _ caller: Caller, _ state: State) throws(CallError)
        -> V1.WhoAmIReply
    {
        try state.checkPresent(request.atLeastRevision)
        var reply = V1.WhoAmIReply()
        reply.user = try AccountView.message(caller.user, for: caller, in: state)
        reply.group = caller.group?.rawValue
        reply.sessionKind = caller.sessionKind.message
        reply.session = caller.session?.rawValue ?? 0
        reply.readOnly = caller.isReadOnly
        return reply
    }

    /// Judged as if the connection had switched nowhere: whoever lost the current group finds the way out of it.
    func switchGroup(_ call: Call) throws(CallError) -> Answer {
        var peer = call.peer
        peer.group = nil
        var switched: Peer?
        let unswitched = Call(stream: call.stream, payload: call.payload, peer: peer, now: call.now)
        var answer = try read(unswitched) { (request: V1.SwitchGroupRequest, caller, state) throws(CallError) in
            _ = try lawful { () throws(Refusal) in
                try Sessions.switchGroup(to: GroupID(request.group), by: caller, in: state)
            }
            peer.group = GroupID(request.group)
            switched = peer
            return V1.SwitchGroupReply()
        }
        answer.peer = switched
        return answer
    }

    /// Binds the connection to the session of a token. Whoever joins need not be a user: the token was given to a uid.
    mutating func join(_ call: Call) throws(CallError) -> Answer {
        let request: V1.JoinRequest = try call.request()
        guard call.peer.session == nil else { throw .alreadyBound }
        guard let id = Token.session(of: request.token), let session = store.durable.session(id),
            session.uid == call.peer.uid, Token.digest(of: request.token).equalsInConstantTime(session.tokenDigest)
        else { throw .badToken }
        if session.kind == .script {
            guard boundScripts.insert(id).inserted else { throw .badToken }
        }
        var peer = call.peer
        peer.bind(to: id)
        let reply = V1.JoinReply.with {
            $0.session = id.rawValue
            $0.revision = store.durable.revision
        }
        return Answer(frame: try ReplyWriter.frame(reply, on: call.stream), peer: peer)
    }

    func openSudo(
        for call: Call
    ) -> (V1.SudoRequest, Caller, State) throws(CallError) -> Change<V1.SudoReply> {
        { [lifetimeMax = sessionLifetimeMax] (request, caller, state) throws(CallError) in
            let token = Token.make(for: state.nextSessionID)
            let opening = try SessionOpening(
                group: request.group, isReadOnly: false, token: token, uid: request.uid ?? call.peer.uid,
                lifetime: request.lifetimeSeconds, max: lifetimeMax, now: call.now, program: "")
            let plan = try lawful { () throws(Refusal) in
                try Sessions.openSudo(as: UserID(request.user), opening, by: caller, in: state)
            }
            let reply = V1.SudoReply.with {
                $0.session = state.nextSessionID.rawValue
                $0.token = token
                $0.expires = opening.expires
            }
            return Change(plan.endingExpired(in: state, at: call.now), reply)
        }
    }

    func openScript(
        for call: Call
    ) -> (V1.OpenScriptRequest, Caller, State) throws(CallError) -> Change<V1.OpenScriptReply> {
        { [lifetimeMax = sessionLifetimeMax] (request, caller, state) throws(CallError) in
            let token = Token.make(for: state.nextSessionID)
            let opening = try SessionOpening(
                group: request.group, isReadOnly: request.readOnly, token: token, uid: request.uid ?? call.peer.uid,
                lifetime: request.lifetimeSeconds, max: lifetimeMax, now: call.now,
                program: request.program)
            let user = request.user.map { UserID($0) } ?? caller.user
            let plan = try lawful { () throws(Refusal) in
                try Sessions.openScript(
                    as: user, opening, keepsAdministration: request.keepAdministration, by: caller, in: state)
            }
            let reply = V1.OpenScriptReply.with {
                $0.session = state.nextSessionID.rawValue
                $0.token = token
                $0.expires = opening.expires
            }
            return Change(plan.endingExpired(in: state, at: call.now), reply)
        }
    }

    func endSession() -> (V1.EndRequest, Caller, State) throws(CallError) -> Change<V1.EndReply> {
        { [sessionUse] (request, caller, state) throws(CallError) in
            let id = SessionID(request.session)
            let plan = try lawful { () throws(Refusal) in try Sessions.end(id, by: caller, in: state) }
            return Change(plan, .with { $0.changes = sessionUse.changes(in: id, upTo: state.revision) })
        }
    }

    /// Sessions that are open: one whose time is over has ended, whether or not its record has been cleared away.
    func listSessions(
        at now: Int64
    ) -> (V1.ListSessionsRequest, Caller, State) throws(CallError) -> V1.ListSessionsReply {
        { [sessionUse] (request, caller, state) throws(CallError) in
            try Self.list(request, sessionUse, at: now, caller, state)
        }
    }

    private static func list(
        _ request: V1.ListSessionsRequest, _ use: SessionUse, at now: Int64, _ caller: Caller, _ state: State
    ) throws(CallError) -> V1.ListSessionsReply {
        try state.checkPresent(request.atLeastRevision)
        var reply = V1.ListSessionsReply()
        for (id, session) in state.allSessions
        where Visibility.isVisible(sessionOf: session.user, openedBy: session.opener, to: caller) {
            // A script session knows of itself only.
            if caller.isConfined && caller.session != id || session.expires <= now { continue }
            reply.sessions.append(
                .with {
                    $0.id = id.rawValue
                    $0.kind = SessionKind?.some(session.kind).message
                    $0.user = session.user.rawValue
                    $0.opener = session.opener.rawValue
                    $0.group = session.group?.rawValue
                    $0.readOnly = session.isReadOnly
                    $0.expires = session.expires
                    $0.changes = use.changes(in: id, upTo: state.revision)
                    $0.program = session.program
                })
        }
        return reply
    }
}

/// What binds a connection to a session: the session's id, and 256 bits that nobody can guess. Only the digest of it
/// is kept.
private enum Token {
    static let size = 40

    static func make(for session: SessionID) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: session.rawValue >> (56 - 8 * $0)) } + RandomBytes.make(size - 8)
    }

    static func session(of token: [UInt8]) -> SessionID? {
        guard token.count == size else { return nil }
        return SessionID(token[..<8].reduce(0) { $0 << 8 | UInt64($1) })
    }

    static func digest(of token: [UInt8]) -> [UInt8] { SHA256.digest(of: token) }
}

extension SessionOpening {
    fileprivate init(
        group: UInt32?, isReadOnly: Bool, token: [UInt8], uid: UInt32, lifetime: UInt32, max: UInt32,
        now: Int64, program: String
    ) throws(CallError) {
        let seconds = lifetime == 0 ? min(ServiceLimits.lifetimeDefault, max) : lifetime
        guard seconds <= max else { throw .invalid(.lifetime(seconds, max: max)) }
        self.init(
            group: group.map { GroupID($0) }, isReadOnly: isReadOnly, tokenDigest: Token.digest(of: token), uid: uid,
            expires: now + Int64(seconds) * 1_000_000_000, program: program)
    }
}

extension Plan {
    /// The plan, and the end of sessions whose time is over: nobody else clears them away.
    fileprivate func endingExpired(in state: State, at now: Int64) -> Plan {
        var plan = self
        plan.mutations += state.allSessions.filter { $0.1.expires <= now }.map { .endSession($0.0) }
        return plan
    }
}
