internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// A list that is sent whole, page after page.
struct WholeList: Sendable {
    /// Who began it: where the connection works later is not its business.
    let peer: Peer
    /// For the page that comes next.
    var request: V1.ListRequest
}

/// `cohort.v1.Objects.ListAll`: each page is what `List` would give, as the caller may see it when its turn comes.
extension Service {
    mutating func openList(_ call: Call, _ deadline: Int64, of conversation: inout Conversation) throws(CallError) {
        let list = WholeList(peer: call.peer, request: try call.request())
        conversation.streams[call.stream] = Stream(work: .list(list), deadline: deadline)
    }

    /// Sends the next page. Answers how many objects it has looked at, about.
    mutating func goOn(_ list: WholeList, on id: UInt32, of conversation: inout Conversation, at now: Int64) -> Int {
        let state = store.durable
        var caller: Caller?
        do throws(CallError) {
            let looking = try list.peer.caller(at: now, in: state)
            caller = looking
            var reply = try Self.list(list.request, looking, state)
            reply.revision = state.revision
            conversation.send(try ReplyWriter.data(reply, on: id))
            var rest = list
            rest.request.pageToken = reply.nextPageToken
            conversation.streams[id]?.work = .list(rest)
            if reply.complete { finish(id, of: &conversation) }
        } catch {
            fail(id, error, in: caller.map { World(caller: $0, state: state) }, of: &conversation)
        }
        return ServiceLimits.turnEffort
    }
}
