/// The connections that are there, counted: so many in all, and of each uid.
struct Admission: Sendable {
    private(set) var count = 0
    private var counts: [UInt32: Int] = [:]

    /// Counts one more of a uid. Where that would be too many, it is not counted, and refused with this.
    mutating func enter(_ uid: UInt32, _ limits: PeerLimits) -> CallError? {
        let own = counts[uid] ?? 0
        if own >= limits.connectionsOfOne { return .tooManyConnectionsOfOne(uid, max: limits.connectionsOfOne) }
        if count >= limits.connections { return .tooManyConnections(max: limits.connections) }
        counts[uid] = own + 1
        count += 1
        return nil
    }

    mutating func leave(_ uid: UInt32) {
        guard let own = counts[uid] else { preconditionFailure("whoever leaves has come") }
        counts[uid] = own > 1 ? own - 1 : nil
        count -= 1
    }
}

extension Service {
    /// Lets a connection in. One that is over a limit is told so when it asks something, and nothing else is done for it.
    /// Answers whether it is in.
    @discardableResult
    public mutating func admit(_ conversation: inout Conversation) -> Bool {
        let refusal = admission.enter(conversation.peer.uid, limits)
        conversation.enter(limits, refusal)
        return refusal == nil
    }
}
