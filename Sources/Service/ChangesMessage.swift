internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// A message to a watcher, while it is filled: it speaks of one state, and takes no more than others can wait for.
struct ChangesMessage {
    let state: State
    var reply = V1.ChangesReply()
    /// How many objects were looked at for it.
    var effort = 0
    private var size = ReplySize()

    init(_ state: State) { self.state = state }

    var hasRoom: Bool {
        size.most < ServiceLimits.changesSizeMax && reply.changes.count < ServiceLimits.changesMax
            && effort < ServiceLimits.changesEffort
    }

    mutating func add(_ what: V1.Change.What) { reply.changes.append(.with { $0.what = what }) }

    /// Adds an object as it is now. Answers whether it is in sight.
    mutating func see(_ id: ObjectID, as caller: Caller) throws(CallError) -> Bool {
        guard Visibility.isVisible(id, to: caller, in: state) else { return false }
        let object = try ObjectView.message(id, for: caller, in: state)
        size.add(object)
        add(.seen(object))
        return true
    }
}
