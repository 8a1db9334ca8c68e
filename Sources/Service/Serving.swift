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
        // The state is lent to each of these, not copied: it has many parts, and each would be counted.
        let caller = try call.peer.caller(at: call.now, in: store.durable)
        do throws(CallError) {
            var reply = try look(request, caller, store.durable)
            reply.revision = store.durable.revision
            return Answer(frame: try ReplyWriter.frame(reply, on: call.stream))
        } catch {
            let status = Status.of(error, in: World(caller: caller, state: store.durable))
            return Answer(frame: ReplyWriter.frame(status, on: call.stream))
        }
    }

    /// A call that may change something: it is planned against what is applied, and answered when that is durable,
    /// whether it was done, refused or only planned. A dry run comes all the way here, and changes nothing.
    mutating func change<Request: ChangeRequest, Reply: ChangeReply>(
        _ call: Call, _ decide: (Request, Caller, State) throws(CallError) -> Change<Reply>
    ) throws(CallError) -> Answer {
        let request: Request = try call.request()
        guard !isStopping else { throw .stopping }
        guard !store.isFull else { throw .overloaded }
        var judged: Caller?
        do throws(CallError) {
            let caller = try call.peer.caller(at: call.now, in: store.applied)
            judged = caller
            let author = Author(caller, in: store.applied)
            let receipt = try request.dryRun ? nil : call.receipt(for: Request.self)
            if let receipt, let first = try store.applied.answer(to: receipt, by: author) {
                let frame = try ReplyWriter.frame(encoded: first, on: call.stream)
                return Answer(frame: frame, revision: store.applied.revision)
            }
            var change = try decide(request, caller, store.applied)
            if request.dryRun { change = Change(Plan([]), change.reply.rehearsed) }
            change.mutations += store.applied.endings(after: change.mutations)
            change.reply.revision = store.applied.revision + (change.mutations.isEmpty ? 0 : 1)
            // The frame is made first: what cannot be answered is not done.
            let reply = change.reply.serializedBytes()
            let frame = try ReplyWriter.frame(encoded: reply, on: call.stream)
            if !change.mutations.isEmpty {
                if let reason = store.turnsAway(change.mutations) { throw CallError.diskFull(reason) }
                commit(change.mutations, by: author, at: call.now, receipt: receipt?.with(reply))
            }
            return Answer(frame: frame, revision: store.applied.revision)
        } catch {
            return refusal(error, of: judged, call)
        }
    }

    /// What would be wrong with a change, if anything: judged, and not carried out. One that carries a key is not judged
    /// where the key was used: it may be the same call again.
    func refusal<Request: ChangeRequest, Reply: ChangeReply>(
        of call: Call, _ decide: (Request, Caller, State) throws(CallError) -> Change<Reply>
    ) throws(CallError) -> Answer? {
        let request: Request = try call.request()
        guard !isStopping else { throw .stopping }
        var judged: Caller?
        do throws(CallError) {
            let caller = try call.peer.caller(at: call.now, in: store.applied)
            judged = caller
            let receipt = try call.receipt(for: Request.self)
            let author = Author(caller, in: store.applied)
            if let receipt, store.applied.receipt(receipt.key, of: author.user, in: author.session) != nil {
                return nil
            }
            _ = try decide(request, caller, store.applied)
            return nil
        } catch {
            return refusal(error, of: judged, call)
        }
    }

    /// What a change is refused with: it speaks of what is applied.
    func refusal(_ error: CallError, of judged: Caller?, _ call: Call) -> Answer {
        let status = Status.of(error, in: judged.map { World(caller: $0, state: store.applied) })
        return Answer(frame: ReplyWriter.frame(status, on: call.stream), revision: store.applied.revision)
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
    /// The plan as an answer. One that loses something runs only with its digest, and with the digest of another plan
    /// none runs (`PERMISSIONS.md`, section 6).
    func answer(
        dryRun: Bool, digest: [UInt8]?, for caller: Caller, in state: State
    ) throws(CallError) -> V1.Plan {
        var message = PlanView.message(self, in: World(caller: caller, state: state))
        message.done = !dryRun
        if !dryRun, let digest, digest != message.digest {
            throw .planNeeded(digest.isEmpty ? .digestRequired : .planChanged, self)
        }
        return message
    }
}

/// Calls of the law, whose refusals end a call.
func lawful<Result>(_ body: () throws(Refusal) -> Result) throws(CallError) -> Result {
    do throws(Refusal) { return try body() } catch { throw .refusal(error) }
}
