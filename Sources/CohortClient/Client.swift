public import Linux
public import Protobuf
internal import Wire

/// A connection to `cohortd`.
///
/// Calls may be made from any thread and any task; they are pipelined on the one connection, which speaks for one
/// session. The client checks nothing of what is asked: every rule is the daemon's.
public final class Client: Sendable {
    private let pipeline: Pipeline

    /// Connects to the daemon that listens at a path.
    ///
    /// - Throws: `unavailable` if nobody listens there.
    public convenience init(path: String) throws(CallError) {
        let socket = try Self.connected(to: path)
        do throws(SystemError) { try self.init(adopting: socket) } catch { throw .lost("\(error)") }
    }

    /// Speaks over a socket that is connected already, for example one that was handed over.
    public init(adopting socket: consuming StreamSocket) throws(SystemError) {
        pipeline = try Pipeline(socket, isShared: false)
    }

    private init(sharing socket: consuming StreamSocket) throws(SystemError) {
        pipeline = try Pipeline(socket, isShared: true)
    }

    /// Connects as the environment says: through the connected socket that `COHORT_FD` numbers, as a script finds it,
    /// else to the path in `COHORT_SOCKET`, else to `/run/cohort/cohort.sock`.
    ///
    /// Programs that a script starts find the same socket. They take turns on it, call by call; within one process, only
    /// one client at a time may use it.
    public static func connect() throws(CallError) -> Client {
        guard let text = Environment.value(of: "COHORT_FD") else { return try Client(path: defaultPath) }
        let absent = CallError(code: .unavailable, sentence: "`COHORT_FD` is `\(text)`, which is no connected socket")
        guard let number = Int32(text), number > 2 else { throw absent }
        let copy: Descriptor
        do throws(SystemError) { copy = try self.copy(of: number) } catch { throw absent }
        guard let socket = StreamSocket(adopting: copy) else { throw absent }
        do throws(SystemError) { return try Client(sharing: socket) } catch { throw .lost("\(error)") }
    }

    /// A descriptor of our own: the one with the number stays open, for the programs that this one starts.
    private static func copy(of number: Int32) throws(SystemError) -> Descriptor {
        let original = Descriptor(owning: number)
        let copy: Result<Int32, SystemError>
        do throws(SystemError) { copy = .success(try original.duplicate().release()) } catch { copy = .failure(error) }
        _ = original.release()
        return Descriptor(owning: try copy.get())
    }

    /// Where the daemon is looked for.
    public static var defaultPath: String { Environment.value(of: "COHORT_SOCKET") ?? "/run/cohort/cohort.sock" }

    deinit { pipeline.close() }

    /// Makes a call and waits for its reply.
    ///
    /// - Parameters:
    ///   - timeout: how long it may take; the daemon is told, and this side stops waiting. `nil`: for ever.
    ///   - key: by which the daemon knows a change again that is asked for once more (`PROTOCOL.md`, section 8).
    public func call<Request, Reply>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, timeout: Duration? = nil, key: String? = nil
    ) throws(CallError) -> Reply {
        let answer: Mailbox<Answer>
        do throws(SystemError) { answer = try Mailbox() } catch { throw .lost("\(error)") }
        pipeline.send(method, request, timeout, key) { result in
            do throws(SystemError) { try answer.put(result) } catch { fatalError("a mailbox does not work: \(error)") }
        }
        let result: Answer?
        do throws(SystemError) { result = try answer.take() } catch { throw .lost("\(error)") }
        guard let result else { fatalError("nobody closes this mailbox") }
        return try Reply(answer: result)
    }

    /// Makes a call; the task is suspended until its reply is there.
    public func call<Request, Reply>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, timeout: Duration? = nil, key: String? = nil
    ) async throws(CallError) -> Reply {
        let result = await withCheckedContinuation { continuation in
            pipeline.send(method, request, timeout, key) { continuation.resume(returning: $0) }
        }
        return try Reply(answer: result)
    }

    /// Opens a stream with its only request, or for requests that follow.
    func open<Request, Reply>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request?, _ timeout: Duration?, _ key: String?
    ) throws(CallError) -> OpenStream {
        let id = try pipeline.open(method, request, timeout, key)
        return OpenStream(id, on: pipeline, of: self, sends: request == nil)
    }
}
