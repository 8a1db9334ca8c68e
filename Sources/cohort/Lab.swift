internal import CohortClient
internal import Linux
internal import Protobuf
internal import Wire

/// The daemon as one command sees it: a connection that is opened when the first call is made, bound to the stored
/// session if there is one, in the group that was asked for.
final class Lab {
    let arguments: Arguments
    private var opened: Client?
    private var logins: [UInt32: String] = [:]
    private var groupNames: [UInt32: String] = [:]

    init(_ arguments: Arguments) { self.arguments = arguments }

    var path: String { arguments.value("--socket") ?? Client.defaultPath }
    var printsJSON: Bool { arguments.has("--json") }

    func call<Request, Reply>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request
    ) throws(Failure) -> Reply {
        try call(on: try client(), method, request)
    }

    func call<Request, Reply>(
        on client: Client, _ method: MethodDescriptor<Request, Reply>, _ request: Request
    ) throws(Failure) -> Reply {
        do throws(CallError) { return try client.call(method, request) } catch { throw .call(error) }
    }

    /// A connection of one's own, not bound to the stored session.
    func connect() throws(Failure) -> Client {
        do throws(CallError) {
            return arguments.value("--socket") == nil ? try Client.connect() : try Client(path: path)
        } catch {
            throw .call(error)
        }
    }

    /// Has all further calls go over this connection.
    func speak(over client: Client) { opened = client }

    func client() throws(Failure) -> Client {
        if let opened { return opened }
        let client = try connect()
        // A socket that was handed over is bound already.
        if Environment.value(of: "COHORT_FD") == nil, let token = try TokenFile(arguments).read() {
            _ = try call(on: client, V1.Sessions.join, .with { $0.token = token })
        }
        opened = client
        if let group = arguments.value("--group") {
            let id = try self.group(group)
            _ = try call(on: client, V1.Sessions.switchGroup, .with { $0.group = id })
        }
        return client
    }
}

// MARK: - Names and ids

extension Lab {
    /// The id of a group that is named by its name, its id, or `Group:` and one of them.
    func group(_ text: String) throws(Failure) -> UInt32 {
        let by = Self.by(text) as V1.GetGroupRequest.By
        if case .id(let id) = by { return id }
        return try call(V1.Accounts.getGroup, .with { $0.by = by }).group?.id ?? 0
    }

    /// The id of a user that is named by login, id, or `User:` and one of them.
    func user(_ text: String) throws(Failure) -> UInt32 {
        let by = Self.by(text) as V1.GetUserRequest.By
        if case .id(let id) = by { return id }
        return try call(V1.Accounts.getUser, .with { $0.by = by }).user?.id ?? 0
    }

    /// A user by login or id.
    static func by(_ text: String) -> V1.GetUserRequest.By {
        let text = text.dropping(prefixes: ["User:", "Experimenter:"])
        return UInt32(text).map { .id($0) } ?? .login(text)
    }

    /// A group by name or id.
    static func by(_ text: String) -> V1.GetGroupRequest.By {
        let text = text.dropping(prefixes: ["Group:", "ExperimenterGroup:"])
        return UInt32(text).map { .id($0) } ?? .name(text)
    }

    /// As whom the calls are made.
    func me() throws(Failure) -> UInt32 { try call(V1.Sessions.whoAmI, V1.WhoAmIRequest()).user?.id ?? 0 }

    func login(_ id: UInt32) throws(Failure) -> String {
        if let known = logins[id] { return known }
        let login = try call(V1.Accounts.getUser, .with { $0.by = .id(id) }).user?.login ?? ""
        logins[id] = login
        return login
    }

    func groupName(_ id: UInt32) throws(Failure) -> String {
        if let known = groupNames[id] { return known }
        let name = try call(V1.Accounts.getGroup, .with { $0.by = .id(id) }).group?.name ?? ""
        groupNames[id] = name
        return name
    }
}

extension String {
    /// The text without the first of these that it begins with, whatever its case.
    func dropping(prefixes: [String]) -> String {
        let found = prefixes.first { lowercased().hasPrefix($0.lowercased()) }
        return String(dropFirst(found?.count ?? 0))
    }
}
