internal import CLinux

/// A thread that was started and is waited for, or let go.
public struct Thread: ~Copyable, Sendable {
    private let handle: UInt64

    private final class Start: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a thread. It blocks every signal: they are for the event loop. The kernel shows 15 bytes of the name.
    public static func start(named name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) -> Thread {
        let start = unsafe Unmanaged.passRetained(Start(body))
        var handle: UInt64 = 0
        let code = unsafe cohort_thread_start(
            name, { unsafe Unmanaged<Start>.fromOpaque($0!).takeRetainedValue().body() }, start.toOpaque(), &handle)
        guard code == 0 else {
            unsafe start.release()
            throw SystemError(call: "pthread_create", code: code)
        }
        return Thread(handle: handle)
    }

    /// Waits until the thread's body has returned.
    public consuming func join() {
        let code = cohort_thread_join(handle)
        guard code == 0 else { fatalError("\(SystemError(call: "pthread_join", code: code))") }
        discard self
    }

    deinit { _ = cohort_thread_detach(handle) }
}
