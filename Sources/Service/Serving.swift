internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

extension Service {
    /// A call that only looks: at what is durable, as the caller may see it.
    func read<Request: Message, Reply: RevisionedReply>(
        _ call: Call, _ look: (Request, Caller, State) throws(CallError) -> Reply
    ) throws(CallError) -> Answer {
        let request: Request = try call.request()
        let state = store.durable
        let caller = try call.peer.caller(at: call.now, in: state)
        do throws(CallError) {
            var reply = try look(request, caller, state)
            reply.revision = state.revision
            return Answer(frame: try ReplyWriter.frame(reply, on: call.stream))
        } catch {
            let status = Status.of(error, in: World(caller: caller, state: state))
            return Answer(frame: ReplyWriter.frame(status, on: call.stream))
        }
    }

    /// A call that may change something: it is planned against what is applied, and answered when that is durable,
    /// whether it was done, refused or only planned.
    mutating func change<Request: Message, Reply: RevisionedReply>(
        _ call: Call, _ decide: (Request, Caller, State) throws(CallError) -> Change<Reply>
    ) throws(CallError) -> Answer {
        let request: Request = try call.request()
        guard !isStopping else { throw .stopping }
        guard !store.isFull else { throw .overloaded }
        var judged: Caller?
        do throws(CallError) {
            let caller = try call.peer.caller(at: call.now, in: store.applied)
            judged = caller
            var change = try decide(request, caller, store.applied)
            change.reply.revision = store.applied.revision + (change.mutations.isEmpty ? 0 : 1)
            // The frame is made first: what cannot be answered is not done.
            let frame = try ReplyWriter.frame(change.reply, on: call.stream)
            if !change.mutations.isEmpty {
                _ = store.commit(change.mutations, by: Author(caller, in: store.applied), at: call.now)
            }
            return Answer(frame: frame, revision: store.applied.revision)
        } catch {
            let status = Status.of(error, in: judged.map { World(caller: $0, state: store.applied) })
            return Answer(frame: ReplyWriter.frame(status, on: call.stream), revision: store.applied.revision)
        }
    }
}

/// What a call changes, and what it answers when that is done.
struct Change<Reply> {
    var mutations: [Mutation]
    var reply: Reply

    init(_ plan: Plan, _ reply: Reply) {
        mutations = plan.mutations
        self.reply = reply
    }
}

extension Plan {
    /// The plan as an answer, and what of it is to be done: nothing in a dry run. A plan that loses something runs
    /// only with its digest (`PERMISSIONS.md`, section 6).
    func carriedOut(
        dryRun: Bool, digest: [UInt8]?, for caller: Caller, in state: State
    ) throws(CallError) -> (plan: Plan, message: V1.Plan) {
        var message = PlanView.message(self, in: World(caller: caller, state: state))
        if dryRun { return (Plan([]), message) }
        if needsDigest, let digest, digest != message.digest {
            throw .planNeeded(digest.isEmpty ? .digestRequired : .planChanged, self)
        }
        message.done = true
        return (self, message)
    }
}

/// Calls of the law, whose refusals end a call.
func lawful<Result>(_ body: () throws(Refusal) -> Result) throws(CallError) -> Result {
    do throws(Refusal) { return try body() } catch { throw .refusal(error) }
}

/// A reply that names the revision of the state it speaks of.
protocol RevisionedReply: Message {
    var revision: UInt64 { get set }
}

extension V1.VersionReply: RevisionedReply {}
extension V1.CheckReply: RevisionedReply {}
extension V1.BatchCheckReply: RevisionedReply {}
extension V1.ExplainReply: RevisionedReply {}
extension V1.MatrixReply: RevisionedReply {}
extension V1.CreateReply: RevisionedReply {}
extension V1.GetReply: RevisionedReply {}
extension V1.ListReply: RevisionedReply {}
extension V1.UpdateReply: RevisionedReply {}
extension V1.DeleteReply: RevisionedReply {}
extension V1.MoveReply: RevisionedReply {}
extension V1.ImportReply: RevisionedReply {}
extension V1.WhoAmIReply: RevisionedReply {}
extension V1.SwitchGroupReply: RevisionedReply {}
extension V1.SudoReply: RevisionedReply {}
extension V1.OpenScriptReply: RevisionedReply {}
extension V1.JoinReply: RevisionedReply {}
extension V1.EndReply: RevisionedReply {}
extension V1.ListSessionsReply: RevisionedReply {}
extension V1.CreateUserReply: RevisionedReply {}
extension V1.GetUserReply: RevisionedReply {}
extension V1.ListUsersReply: RevisionedReply {}
extension V1.UpdateUserReply: RevisionedReply {}
extension V1.DeleteUserReply: RevisionedReply {}
extension V1.CreateGroupReply: RevisionedReply {}
extension V1.GetGroupReply: RevisionedReply {}
extension V1.ListGroupsReply: RevisionedReply {}
extension V1.UpdateGroupReply: RevisionedReply {}
extension V1.DeleteGroupReply: RevisionedReply {}
extension V1.ChangeLevelReply: RevisionedReply {}
extension V1.SetMembershipReply: RevisionedReply {}
extension V1.ListMembershipsReply: RevisionedReply {}
extension V1.SnapshotReply: RevisionedReply {}
