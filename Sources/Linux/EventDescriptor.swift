internal import CLinux
internal import Glibc

/// A descriptor that becomes readable when any thread signals it: how other threads wake an event loop.
public final class EventDescriptor: Sendable {
    /// What the event loop watches.
    public let descriptor: Descriptor

    /// Signals that come together are seen as one.
    public init() throws(SystemError) {
        descriptor = Descriptor(owning: try attempt("eventfd") { cohort_event(0, 1) })
    }

    /// Makes the descriptor readable.
    public func signal() throws(SystemError) { try descriptor.addToEvent() }

    /// Makes the descriptor unreadable again; answers whether it had been signalled.
    @discardableResult
    public func drain() throws(SystemError) -> Bool {
        do throws(SystemError) {
            try descriptor.takeFromEvent()
            return true
        } catch {
            guard error.isWouldBlock else { throw error }
            return false
        }
    }
}

extension Descriptor {
    /// Adds one to the counter of an event descriptor.
    func addToEvent() throws(SystemError) {
        var one: UInt64 = 1
        let number = self.number
        _ = try attempt("write") { unsafe write(number, &one, MemoryLayout<UInt64>.size) }
    }

    /// Takes all, or one if it is a semaphore, from the counter of an event descriptor.
    func takeFromEvent() throws(SystemError) {
        var count: UInt64 = 0
        let number = self.number
        _ = try attempt("read") { unsafe read(number, &count, MemoryLayout<UInt64>.size) }
    }
}
