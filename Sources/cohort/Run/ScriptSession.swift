internal import CohortClient
internal import Linux
internal import Protobuf
internal import Wire

/// A session for a program: opened on our own connection, bound to a second one that the program gets.
struct ScriptSession {
    /// The number under which the program finds its socket. It says so in `COHORT_FD`.
    static let descriptor: Int32 = 3

    let id: UInt64
    private let lab: Lab
    private let token: [UInt8]
    let user: V1.User
    let group: V1.Group
    let lifetime: Duration

    init(_ lab: Lab, _ terms: RunTerms) throws(Failure) {
        let client = try lab.connect()
        let user = try Self.user(terms.user, lab, client)
        guard let place = terms.group ?? user.defaultGroup.map({ .id($0) }) else {
            throw .usage("`--group GROUP` says where it works")
        }
        let group = try lab.call(on: client, V1.Accounts.getGroup, .with { $0.by = place }).group ?? V1.Group()
        let reply = try lab.call(
            on: client, V1.Sessions.openScript,
            .with {
                $0.user = user.id
                $0.group = group.id
                $0.readOnly = terms.isReadOnly
                $0.keepAdministration = terms.keepsAdministration
                $0.lifetimeSeconds = terms.seconds
                $0.program = terms.program
            })
        self.lab = lab
        self.user = user
        self.group = group
        id = reply.session
        token = reply.token
        lifetime = .seconds(Int64(terms.seconds))
    }

    private static func user(
        _ name: V1.GetUserRequest.By?, _ lab: Lab, _ client: Client
    ) throws(Failure) -> V1.User {
        guard let name else {
            return try lab.call(on: client, V1.Sessions.whoAmI, V1.WhoAmIRequest()).user ?? V1.User()
        }
        return try lab.call(on: client, V1.Accounts.getUser, .with { $0.by = name }).user ?? V1.User()
    }

    /// A connected socket that is bound to the session. Whoever holds it needs no secret.
    func handover() throws(Failure) -> StreamSocket {
        do throws(CallError) {
            return try Client.boundSocket(path: lab.path, token: token)
        } catch {
            throw .call(error)
        }
    }

    /// Ends the session, whoever still has its connection. Answers how many changes were made in it; `nil` if it has
    /// ended before.
    func end() -> UInt64? {
        do throws(Failure) {
            return try lab.call(on: try lab.connect(), V1.Sessions.end, .with { $0.session = id }).changes
        } catch {
            // It had ended, or ends with its connection: this only makes sure.
            return nil
        }
    }
}
