internal import CohortClient
internal import Protobuf
internal import Wire

/// A session as another user, for as long as one command lasts.
struct SudoSession {
    /// Seconds that it may take: a day of an import station.
    private static let lifetime: UInt32 = 24 * 3_600

    private let lab: Lab
    private let session: UInt64

    /// Opens it, in the group that the command line names or else in the user's own, and has the lab speak in it.
    init(_ lab: Lab, as name: String) throws(Failure) {
        let client = try lab.connect()
        let user = try lab.call(on: client, V1.Accounts.getUser, .with { $0.by = Lab.by(name) }).user?.id ?? 0
        var request = V1.SudoRequest()
        (request.user, request.lifetimeSeconds) = (user, Self.lifetime)
        if let group = lab.arguments.value("--group") {
            request.group = try lab.call(on: client, V1.Accounts.getGroup, .with { $0.by = Lab.by(group) }).group?.id
        }
        let (session, bound) = try lab.openSudo(request, over: client)
        lab.speak(over: bound)
        self.lab = lab
        self.session = session
    }

    func end() {
        do throws(Failure) {
            _ = try lab.call(V1.Sessions.end, .with { $0.session = session })
        } catch {
            // It ends by itself in the end; nobody else can use it, as its token is nowhere.
            Terminal.note("the session \(session) could not be ended; it will expire")
        }
    }
}

extension Lab {
    /// Opens a session as another user, and a connection that is bound to it. Its token is nowhere else.
    func openSudo(
        _ request: V1.SudoRequest, over own: Client
    ) throws(Failure) -> (session: UInt64, client: Client) {
        let reply = try call(on: own, V1.Sessions.sudo, request)
        let client = try connect()
        _ = try call(on: client, V1.Sessions.join, .with { $0.token = reply.token })
        return (reply.session, client)
    }
}
