/// Lists and watches that go on by themselves: a little at a time, so that others are served between, and only while
/// their reader reads.
extension Service {
    /// Has one stream of a connection go on. Answers how many objects it has looked at, about.
    public mutating func goOn(_ conversation: inout Conversation, at now: Int64) -> Int {
        guard conversation.wantsTurn, let id = conversation.nextTurn() else { return 0 }
        switch conversation.streams[id]?.work {
        case .list(let list): return goOn(list, on: id, of: &conversation, at: now)
        case .watch(let watch): return goOn(watch, on: id, of: &conversation, at: now)
        case .upload, .intake, .download, .audit, nil: preconditionFailure("only lists and watches take turns")
        }
    }
}

extension Conversation {
    /// Whether a stream can go on by itself.
    public var wantsTurn: Bool {
        !streams.isEmpty && outbox.count + waitingSize < limits.outboxSize / ServiceLimits.tellingPart
            && streams.values.contains(where: \.wantsTurn)
    }

    /// The stream whose turn it is.
    fileprivate mutating func nextTurn() -> UInt32? {
        let ready = streams.filter(\.value.wantsTurn).keys
        guard let next = ready.filter({ $0 > lastTurn }).min() ?? ready.min() else { return nil }
        lastTurn = next
        return next
    }

    /// Monotonic nanoseconds of the first deadline of a stream; `nil`: none has one.
    public var nextDeadline: Int64? {
        streams.values.lazy.map(\.deadline).min().flatMap { $0 == .max ? nil : $0 }
    }
}
