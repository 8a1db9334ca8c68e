internal import Linux
public import Protobuf
internal import Synchronization
internal import Wire

/// A client that outlives its connections: where one is lost, or the daemon starts again, the call is made once more
/// over a new one, and what it changes is changed once.
///
/// Every call carries a key of its own, by which the daemon knows it again (`PROTOCOL.md`, section 8). A session that
/// was joined is joined again, and the group that was switched to is switched to again. A script session ends with its
/// connection, so for one of those there is `Client`.
public final class ReconnectingClient: Sendable {
    private struct State {
        /// `nil`: the next call connects.
        var client: Client?
        var token: [UInt8]?
        var group: UInt32?
    }

    private let path: String
    private let patience: Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - path: where the daemon listens. It need not be there yet.
    ///   - patience: how long a call goes on looking for a daemon that answers.
    public init(path: String = Client.defaultPath, patience: Duration = .seconds(60)) {
        self.path = path
        self.patience = patience
    }

    /// Speaks for the session of a token from now on.
    ///
    /// - Throws: `unauthenticated` if the token binds to no session that this process may join.
    public func join(_ token: [UInt8]) throws(CallError) {
        state.withLock { $0 = State(client: nil, token: token, group: nil) }
        let _: V1.WhoAmIReply = try call(V1.Sessions.whoAmI, V1.WhoAmIRequest())
    }

    /// Works in a group from now on.
    public func switchGroup(to group: UInt32) throws(CallError) {
        let _: V1.SwitchGroupReply = try call(V1.Sessions.switchGroup, .with { $0.group = group })
        state.withLock { $0.group = group }
    }

    /// Makes a call and waits for its reply, over as many connections as that takes.
    ///
    /// - Parameter timeout: how long one attempt may take.
    public func call<Request, Reply>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, timeout: Duration? = nil
    ) throws(CallError) -> Reply {
        var attempts = Attempts(for: method, patience)
        while true {
            let failure: CallError
            var client: Client?
            do throws(CallError) {
                let connected = try connected()
                client = connected
                return try connected.call(method, request, timeout: timeout, key: attempts.key)
            } catch {
                failure = error
            }
            guard let pause = attempts.pause(after: failure, wasSent: client != nil) else { throw failure }
            forget(client)
            Clock.sleep(pause)
        }
    }

    /// Makes a call; the task is suspended until its reply is there, over as many connections as that takes.
    public func call<Request, Reply>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request, timeout: Duration? = nil
    ) async throws(CallError) -> Reply {
        var attempts = Attempts(for: method, patience)
        while true {
            let failure: CallError
            var client: Client?
            do throws(CallError) {
                // On one machine, connecting is a matter of microseconds.
                let connected = try connected()
                client = connected
                return try await connected.call(method, request, timeout: timeout, key: attempts.key)
            } catch {
                failure = error
            }
            guard let pause = attempts.pause(after: failure, wasSent: client != nil) else { throw failure }
            forget(client)
            // A task that is cancelled does not wait any longer.
            do { try await Task.sleep(for: pause) } catch { throw failure }
        }
    }
}

// MARK: - Connections

extension ReconnectingClient {
    /// The connection, made anew if there is none: in the session and the group that the caller works in.
    private func connected() throws(CallError) -> Client {
        try state.withLock { (state) throws(CallError) in
            if let client = state.client { return client }
            let client = try Client(path: path)
            if let token = state.token {
                let _: V1.JoinReply = try client.call(V1.Sessions.join, .with { $0.token = token })
            }
            if let group = state.group {
                let _: V1.SwitchGroupReply = try client.call(V1.Sessions.switchGroup, .with { $0.group = group })
            }
            state.client = client
            return client
        }
    }

    private func forget(_ client: Client?) {
        state.withLock { if $0.client === client { $0.client = nil } }
    }
}

/// How often a call is made, and when again.
private struct Attempts {
    /// By this the daemon knows the call again; `nil` where it takes none.
    let key: String?
    private let deadline: Int64
    private var nextPause = Duration.milliseconds(5)
    private static let longestPause = Duration.seconds(1)

    init(for method: MethodDescriptor<some Message, some Message>, _ patience: Duration) {
        deadline = patience.fromNow
        let opensSession =
            method.service == V1.Sessions.sudo.service
            && [V1.Sessions.sudo.method, V1.Sessions.openScript.method].contains(method.method)
        key = opensSession ? nil : Self.makeKey()
    }

    /// 128 bits that nobody else has.
    private static func makeKey() -> String {
        var source = SystemRandomNumberGenerator()
        return (0..<2).map { _ in String(source.next(), radix: 16) }.joined(separator: "-")
    }

    /// How long to wait before the next attempt; `nil`: there is none.
    ///
    /// - Parameter wasSent: the daemon may have done it. Without a key it would then be done twice.
    mutating func pause(after error: CallError, wasSent: Bool) -> Duration? {
        guard error.code == .unavailable, key != nil || !wasSent, Clock.monotonic() < deadline else { return nil }
        defer { nextPause = min(nextPause * 2, Self.longestPause) }
        return nextPause
    }
}
