internal import Protobuf
internal import Wire

extension Command {
    static let users = [
        Command(
            "user add", "LOGIN FIRST LAST", "Create a user.",
            [
                Option("--group-name", value: "GROUP", "a group to join; the first becomes the default group")
            ] + account, addUser
        ).rehearsable,
        Command("user list", "", "List all users.", [ListStyle.option], listUsers),
        Command("user info", "USER", "Show one user.", showUser),
        Command(
            "user listgroups", "USER", "List the groups of a user, as far as one may know them.",
            [ListStyle.option], listGroupsOfUser),
        Command(
            "user joingroup", "GROUP", "Add a user to a group.",
            [
                Option("--name", value: "USER", "who joins"), Option("--as-owner", "as an owner of the group"),
                Option("--as-default", "and make it the default group"),
            ], joinGroup
        ).rehearsable,
        Command(
            "user leavegroup", "GROUP", "Take a user out of a group. The user's data stay.",
            [Option("--name", value: "USER", "who leaves")], leaveGroup
        ).rehearsable,
        Command(
            "user edit", "USER", "Change an account.",
            [
                Option("--login", value: "LOGIN", "the login name"),
                Option("--full-name", value: "NAME", "the full name"),
                Option("--no-uid", "no OS account"),
                Option("--default-group", value: "GROUP", "where sessions start"),
                Option("--no-admin", "no administrator"),
            ] + account, editUser
        ).rehearsable,
        Command("user deactivate", "USER", "Lock an account. Its sessions end at once.") {
            (lab, arguments) throws(Failure) in
            try setActive(lab, arguments, false)
        }.rehearsable,
        Command("user activate", "USER", "Unlock an account.") { (lab, arguments) throws(Failure) in
            try setActive(lab, arguments, true)
        }.rehearsable,
        Command("user delete", "USER", "Delete a user who owns nothing.") { (lab, arguments) throws(Failure) in
            let id = try lab.user(try arguments.words(1, "one user")[0])
            _ = try lab.call(V1.Accounts.deleteUser, .with { $0.id = id })
            if lab.isRehearsal { lab.note("") }
        }.rehearsable,
    ]

    private static func listUsers(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        var rows: [[String]] = []
        var after: UInt32?
        while true {
            let page = try lab.call(V1.Accounts.listUsers, .with { $0.after = after })
            for user in page.users {
                rows.append(["\(user.id)", user.login, user.fullName, user.active ? "yes" : "no", user.role])
            }
            after = page.users.last?.id
            if page.complete { return try lab.printList(["id", "login", "name", "active", "administrator"], rows) }
        }
    }

    private static func showUser(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let id = try lab.user(try arguments.words(1, "one user")[0])
        let user = try lab.call(V1.Accounts.getUser, .with { $0.by = .id(id) }).user ?? V1.User()
        lab.printFields([
            ("id", .number(UInt64(user.id))), ("login", .string(user.login)), ("fullName", .string(user.fullName)),
            ("email", .string(user.email)), ("uid", user.uid.map { .number(UInt64($0)) } ?? .null),
            ("active", .bool(user.active)), ("administrator", .string(user.role)),
            ("privileges", .string(privileges(user.privileges))),
            ("defaultGroup", user.defaultGroup.map { .number(UInt64($0)) } ?? .null),
        ])
    }

    private static func listGroupsOfUser(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let id = try lab.user(try arguments.words(1, "one user")[0])
        try lab.printMemberships(.with { $0.of = .user(id) })
    }

    private static func joinGroup(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let group = try lab.group(try arguments.words(1, "one group")[0])
        guard let name = arguments.value("--name") else { throw .usage("`--name USER` says who joins") }
        let user = try lab.user(name)
        try lab.setMembership(of: user, in: group, arguments.has("--as-owner") ? .owner : .member)
        // Whoever has not joined cannot start there.
        guard arguments.has("--as-default"), !lab.isRehearsal else { return }
        _ = try lab.call(
            V1.Accounts.updateUser,
            .with {
                $0.id = user
                $0.defaultGroup = group
            })
    }

    private static func leaveGroup(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let group = try lab.group(try arguments.words(1, "one group")[0])
        guard let name = arguments.value("--name") else { throw .usage("`--name USER` says who leaves") }
        try lab.setMembership(of: try lab.user(name), in: group, .none)
    }

    private static func setActive(_ lab: Lab, _ arguments: Arguments, _ isActive: Bool) throws(Failure) {
        let id = try lab.user(try arguments.words(1, "one user")[0])
        _ = try lab.call(
            V1.Accounts.updateUser,
            .with {
                $0.id = id
                $0.active = isActive
            })
    }
}

extension V1.User {
    fileprivate var role: String {
        switch administration {
        case .none: ""
        case .restricted: "restricted"
        case .full: "full"
        case .unrecognized(let number): "\(number)"
        }
    }
}

extension Lab {
    func setMembership(of user: UInt32, in group: UInt32, _ role: V1.Role) throws(Failure) {
        let reply = try call(
            V1.Accounts.setMembership,
            .with {
                $0.user = user
                $0.group = group
                $0.role = role
            })
        if isRehearsal { note("") }
        if reply.remainingObjects > 0 {
            Terminal.note(
                "\(reply.remainingObjects) objects of \(try login(user).escaped) stay in \(try groupName(group).escaped)"
            )
        }
    }

    func printMemberships(_ request: V1.ListMembershipsRequest) throws(Failure) {
        var rows: [[String]] = []
        for entry in try call(V1.Accounts.listMemberships, request).memberships {
            rows.append([try groupName(entry.group), try login(entry.user), entry.role == .owner ? "owner" : "member"])
        }
        try printList(["group", "user", "role"], rows)
    }

    /// One thing: lines of `field=value`, or an object.
    func printFields(_ fields: [(String, JSON)]) {
        guard !printsJSON else { return Terminal.print(JSON.object(fields).text) }
        for (name, value) in fields {
            switch value {
            case .null: Terminal.print("\(name)=")
            case .string(let text): Terminal.print("\(name)=\(text.escaped)")
            default: Terminal.print("\(name)=\(value.text)")
            }
        }
    }
}
