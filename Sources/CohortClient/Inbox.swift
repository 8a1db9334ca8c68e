/// What has come on one stream and is not taken yet.
struct Inbox {
    typealias Wake = @Sendable () -> Void

    /// Bytes of messages beyond which the connection is not read until some are taken.
    static let sizeMax = 1 << 20

    private var messages: [[UInt8]] = []
    /// Messages at the start that are taken.
    private var taken = 0
    private(set) var size = 0
    /// How the stream ended: with the bytes of its reply, which a stream of replies has not.
    private(set) var ending: Answer?
    /// How often something has changed: whoever waits says since when.
    private(set) var changes = 0
    private var waiter: Wake?

    mutating func put(_ message: [UInt8]) {
        messages.append(message)
        size += message.count
        changes += 1
    }

    /// The first ending counts.
    mutating func end(_ answer: Answer) {
        ending = ending ?? answer
        changes += 1
    }

    /// Something that a writer waits for has come about.
    mutating func touch() { changes += 1 }

    mutating func take() -> [UInt8]? {
        guard taken < messages.count else { return nil }
        let message = messages[taken]
        taken += 1
        size -= message.count
        if taken == messages.count {
            messages.removeAll(keepingCapacity: true)
            taken = 0
        }
        return message
    }

    /// Has `wake` called at the next change. Answers it back if there has been one already.
    mutating func wait(since seen: Int, _ wake: @escaping Wake) -> Wake? {
        guard changes == seen else { return wake }
        precondition(waiter == nil, "one at a time waits for a stream")
        waiter = wake
        return nil
    }

    /// Who is to be woken, once.
    mutating func takeWaiter() -> Wake? {
        defer { waiter = nil }
        return waiter
    }
}
