internal import CohortClient
internal import Linux
internal import Protobuf
internal import Wire

extension Command {
    static let sessions = [
        Command(
            "login", "--sudo -u USER", "Open a session as another user, and use it for the commands that follow.",
            [
                Option("--sudo", "as an administrator, or a service that may"),
                Option("--user", letter: "u", value: "USER", "as whom"),
                Option("--time", value: "DURATION", "how long it lasts, as 30m or 8h; an hour by default"),
                Option("--uid", value: "UID", "the OS account that may use it; by default one's own"),
            ], logIn),
        Command("logout", "", "End the session that `login` opened.", logOut),
        Command("status", "", "Say who is calling, and in which group.", status),
        Command("whoami", "", "The same as `status`.", status),
        Command("sessions list", "", "List the open sessions that one may know of.", [ListStyle.option], listSessions),
    ]

    private static func logIn(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        guard arguments.has("--sudo"), let name = arguments.value("--user") else {
            throw .usage(
                "the kernel says who you are, so there is nothing to log in to; to act as another user: login --sudo -u USER"
            )
        }
        let client = try lab.connect()
        let user = try lab.call(on: client, V1.Accounts.getUser, .with { $0.by = Lab.by(name) })
        var request = V1.SudoRequest()
        request.user = user.user?.id ?? 0
        if let group = arguments.value("--group") {
            request.group = try lab.call(on: client, V1.Accounts.getGroup, .with { $0.by = Lab.by(group) }).group?.id
        }
        request.lifetimeSeconds = try arguments.seconds("--time") ?? 0
        request.uid = try arguments.number("--uid")
        let reply = try lab.call(on: client, V1.Sessions.sudo, request)
        try TokenFile(arguments).write(reply.token)
        Terminal.note("Acting as \(name) in session \(reply.session) until it expires, or `cohort logout`")
        Terminal.print("Session:\(reply.session)")
    }

    private static func logOut(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        do throws(Failure) {
            let who = try lab.call(V1.Sessions.whoAmI, V1.WhoAmIRequest())
            if who.session != 0 { _ = try lab.call(V1.Sessions.end, .with { $0.session = who.session }) }
        } catch {
            // Only what the daemon says ends the session: while it cannot be reached, the token is still good.
            guard error.status != ExitStatus.unreachable else { throw error }
            Terminal.note("The session had ended already")
        }
        guard try TokenFile(arguments).remove() else { throw .absent("nobody is logged in") }
    }

    private static func status(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let who = try lab.call(V1.Sessions.whoAmI, V1.WhoAmIRequest())
        let user = who.user ?? V1.User()
        let group = try who.group.map { id throws(Failure) in try lab.groupName(id) }
        if lab.printsJSON {
            return Terminal.print(
                JSON.object([
                    ("user", .number(UInt64(user.id))), ("login", .string(user.login)),
                    ("group", group.map { .string($0) } ?? .null), ("session", .number(who.session)),
                    ("sessionKind", .string(who.sessionKind.word)), ("readOnly", .bool(who.readOnly)),
                    ("administrator", .bool(user.administration != .none)),
                ]).text)
        }
        let place = group.map { "in the group \($0)" } ?? "in no group"
        let session = who.sessionKind == .own ? "" : ", in \(who.sessionKind.word) session \(who.session)"
        Terminal.print(
            "\(user.login) (User:\(user.id)) \(place)\(session)\(who.readOnly ? ", reading only" : "")".escaped)
    }

    private static func listSessions(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let sessions = try lab.call(V1.Sessions.list, V1.ListSessionsRequest()).sessions
        var rows: [[String]] = []
        for session in sessions {
            let group = try session.group.map { id throws(Failure) in try lab.groupName(id) }
            rows.append([
                "\(session.id)", session.kind.word, try lab.login(session.user), try lab.login(session.opener),
                group ?? "", session.program,
            ])
        }
        try lab.printList(["session", "kind", "user", "opener", "group", "program"], rows)
    }
}

extension Arguments {
    /// A duration as people type it: `90`, `90s`, `30m`, `8h`.
    func seconds(_ option: String) throws(Failure) -> UInt32? {
        guard let text = value(option) else { return nil }
        let units: [Character: UInt32] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let unit = text.last.flatMap { units[$0] }
        guard let number = UInt32(unit == nil ? text : String(text.dropLast())), number > 0 else {
            throw .usage("`\(text)` is no duration: write 90s, 30m or 8h")
        }
        let (seconds, overflows) = number.multipliedReportingOverflow(by: unit ?? 1)
        guard !overflows else { throw .usage("`\(text)` is too long") }
        return seconds
    }
}
