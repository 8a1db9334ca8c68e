internal import CLinux
internal import Synchronization

/// Hands values to a thread, in the order in which they were put.
///
/// It has no limit of its own: whoever puts knows how many values can be under way.
public final class Mailbox<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var waiting = 0
        var isClosed = false

        /// One waiter to be woken, if there is any.
        mutating func wakesOne() -> Bool {
            guard waiting > 0 else { return false }
            waiting -= 1
            return true
        }

        /// What there is, or nothing yet, in which case the caller counts as waiting.
        mutating func takeOrWait(_ takes: (inout [Value]) -> [Value]) -> [Value]? {
            guard values.isEmpty, !isClosed else { return takes(&values) }
            waiting += 1
            return nil
        }
    }

    private let state = Mutex(State())
    // Follows the lock, for the thread sanitizer: it cannot see into the standard library's mutex.
    private let order = Atomic(0)
    // A semaphore: each signal lets exactly one waiter go. Nobody touches it while nobody waits.
    private let wakeUp: Descriptor

    public init() throws(SystemError) {
        wakeUp = Descriptor(owning: try attempt("eventfd") { cohort_event(1, 0) })
    }

    /// Adds a value at the end, and wakes a thread that waits for one.
    public func put(_ value: Value) throws(SystemError) {
        let wakes = locked { state in
            precondition(!state.isClosed, "a closed mailbox takes nothing")
            state.values.append(value)
            return state.wakesOne()
        }
        if wakes { try wakeUp.addToEvent() }
    }

    /// Lets every taker go once the values that are left have been taken.
    public func close() throws(SystemError) {
        let waiting = locked { state in
            state.isClosed = true
            defer { state.waiting = 0 }
            return state.waiting
        }
        for _ in 0..<waiting { try wakeUp.addToEvent() }
    }

    /// Waits for a value; nil if the mailbox is closed and empty.
    public func take() throws(SystemError) -> Value? {
        try wait { $0.isEmpty ? [] : [$0.removeFirst()] }.first
    }

    /// Waits for at least one value, and takes all there are; none if the mailbox is closed and empty.
    public func takeAll() throws(SystemError) -> [Value] {
        try wait { values in
            defer { values = [] }
            return values
        }
    }

    /// The first value, if there is one already.
    public func tryTake() -> Value? {
        locked { $0.values.isEmpty ? nil : $0.values.removeFirst() }
    }

    /// All values that there are already.
    public func tryTakeAll() -> [Value] {
        locked { state in
            defer { state.values = [] }
            return state.values
        }
    }

    private func locked<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { state in
            order.add(1, ordering: .acquiring)
            defer { order.add(1, ordering: .releasing) }
            return body(&state)
        }
    }

    private func wait(_ takes: (inout [Value]) -> [Value]) throws(SystemError) -> [Value] {
        while true {
            if let taken = locked({ $0.takeOrWait(takes) }) { return taken }
            try wakeUp.takeFromEvent()
        }
    }
}
