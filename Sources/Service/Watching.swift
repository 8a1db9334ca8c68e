internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// `cohort.v1.Watch`: what changes in the caller's sight. Rights are looked at for each message.
extension Service {
    mutating func openWatch(_ call: Call, _ deadline: Int64, of conversation: inout Conversation) throws(CallError) {
        let request: V1.ChangesRequest = try call.request()
        guard !isStopping else { throw .stopping }
        let state = store.durable
        let caller = try call.peer.caller(at: call.now, in: state).looking(request.scope)
        let revision = request.afterRevision ?? state.revision
        try state.checkPresent(revision)
        guard store.changes.after(revision) != nil else { throw .changesForgotten(after: revision) }
        let id = WatcherID(conversation: conversation.number, stream: call.stream)
        let watch = Watch(id, request.scope, Sight(caller, in: state), after: revision)
        conversation.send(try ReplyWriter.data(V1.ChangesReply.with { $0.revision = revision }, on: call.stream))
        conversation.streams[call.stream] = Stream(work: .watch(watch), deadline: deadline)
        watchers.set(watch.interest(in: state), of: id)
    }

    /// Tells what there is to tell, as much as goes into one message. Answers how many objects it has looked at, about.
    mutating func goOn(_ watch: Watch, on id: UInt32, of conversation: inout Conversation, at now: Int64) -> Int {
        var (watch, message) = (watch, ChangesMessage(store.durable))
        do throws(CallError) {
            let caller = try conversation.peer.caller(at: now, in: message.state).looking(watch.scope)
            guard let records = store.changes.after(watch.revision - 1) else {
                throw .changesForgotten(after: watch.revision - 1)
            }
            let rights = store.changes.rights(after: watch.revision - 1)
            let sends = try watch.tell(records, rights, to: caller, in: &message)
            if sends { conversation.send(try ReplyWriter.data(message.reply, on: id)) }
            if watch.hasNewInterest { watchers.set(watch.interest(in: message.state), of: watch.id) }
            watch.hasNewInterest = false
            conversation.streams[id]?.work = .watch(watch)
        } catch {
            fail(id, error, of: &conversation)
        }
        return 1 + message.effort
    }

    /// The connections of those whom something concerns that has become durable, and from which record on.
    public mutating func takeStirred() -> [WatcherID: UInt64] {
        watchers.notice(store.changes, through: store.durable.revision)
    }

    /// Has the watchers of a connection look whether they still may, and say up to where all is told. To be called
    /// regularly, so that whoever comes back after long still finds what came since.
    public func remindWatchers(of conversation: inout Conversation) {
        conversation.eachWatch { $0.remind(from: watchers.noticed + 1) }
    }
}

extension Conversation {
    /// Something that a watcher may have to be told has become durable with this record.
    public mutating func stir(_ watcher: WatcherID, from revision: UInt64) {
        guard case .watch(var watch) = streams[watcher.stream]?.work, watch.id == watcher else { return }
        watch.stir(from: revision)
        streams[watcher.stream]?.work = .watch(watch)
    }

    mutating func eachWatch(_ change: (inout Watch) -> Void) {
        for (id, stream) in streams {
            guard case .watch(var watch) = stream.work else { continue }
            change(&watch)
            streams[id]?.work = .watch(watch)
        }
    }
}
