internal import Linux

/// A stream that somebody holds: whoever lets go of it before its end breaks it off, where the daemon can be told.
final class OpenStream: Sendable {
    /// Keeps the connection open.
    private let client: Client
    private let pipeline: Pipeline
    private let id: UInt32
    private let sends: Bool

    init(_ id: UInt32, on pipeline: Pipeline, of client: Client, sends: Bool) {
        self.id = id
        self.pipeline = pipeline
        self.client = client
        self.sends = sends
    }

    deinit {
        let (id, sends) = (id, sends)
        do throws(CallError) {
            _ = try pipeline.step { calls throws(CallError) -> Step<Void> in
                calls.release(id, sends: sends, cancelling: Pipeline.cancellation)
                return .done(())
            }
        } catch {
            preconditionFailure("letting go is never refused")
        }
    }

    /// Does a step, and waits until it can be done.
    func perform<Result>(
        _ step: (inout Calls, UInt32) throws(CallError) -> Step<Result>
    ) throws(CallError) -> Result {
        while true {
            switch try pipeline.step({ calls throws(CallError) in try step(&calls, id) }) {
            case .done(let result): return result
            case .wait(let seen): try wait(since: seen)
            }
        }
    }

    /// The same; the task is suspended until it can be done.
    func performSuspending<Result>(
        _ step: (inout Calls, UInt32) throws(CallError) -> Step<Result>
    ) async throws(CallError) -> Result {
        while true {
            switch try pipeline.step({ calls throws(CallError) in try step(&calls, id) }) {
            case .done(let result): return result
            case .wait(let seen):
                await withCheckedContinuation { continuation in
                    pipeline.wait(for: id, since: seen) { continuation.resume() }
                }
            }
        }
    }

    private func wait(since seen: Int) throws(CallError) {
        do throws(SystemError) {
            let change = try Mailbox<Void>()
            pipeline.wait(for: id, since: seen) {
                do throws(SystemError) { try change.put(()) } catch { fatalError("a mailbox does not work: \(error)") }
            }
            _ = try change.take()
        } catch {
            throw .lost("\(error)")
        }
    }
}
