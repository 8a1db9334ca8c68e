public import Permissions
internal import Store

/// The rules alone, over a state: no frames, no service, no disk.
public struct RulesStage: Stage {
    private var state = State()

    public init() { state.apply(FixedAccounts.creation(rootUID: nil), revision: 1) }

    public func line(of user: UserID) throws(StageError) -> RulesLine { RulesLine(user: user, session: nil) }

    public func join(_ session: UInt64, user: UserID) throws(StageError) -> RulesLine {
        RulesLine(user: user, session: SessionID(session))
    }

    public mutating func run(
        _ call: StageCall, on line: RulesLine, in group: GroupID?, looksHere: Bool
    ) throws(StageError) -> StageReply {
        var caller: Caller?
        do throws(Refusal) {
            var found = try self.caller(on: line)
            caller = found
            if let group { found = try Sessions.switchGroup(to: group, by: found, in: state) }
            found.scope = looksHere ? found.group.map { .group($0) } ?? .all : .all
            var step = RulesStep(state: state, caller: found)
            let reply = try step.run(call)
            let mutations = step.mutations + state.endings(after: step.mutations)
            if !mutations.isEmpty { state.apply(mutations, revision: state.revision + 1) }
            return reply
        } catch {
            throw StageError(error, to: caller, in: state)
        }
    }

    private func caller(on line: RulesLine) throws(Refusal) -> Caller {
        guard let session = line.session else { return try Sessions.caller(line.user, in: nil, records: state) }
        // Whoever is bound to it knew it: it is not missing, it has ended.
        guard state.session(session) != nil else { throw .sessionEnded(session) }
        return try Sessions.caller(in: session, group: nil, at: 0, records: state)
    }
}

/// A caller of the rules: a user, in its own session or one that was opened.
public struct RulesLine: Hashable, Sendable {
    let user: UserID
    let session: SessionID?
}
