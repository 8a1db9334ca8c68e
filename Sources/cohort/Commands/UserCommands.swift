internal import Linux
internal import Protobuf
internal import Wire

extension Command {
    static let users = [
        Command(
            "user add", "LOGIN FIRST LAST", "Create a user.",
            [
                Option("--group-name", value: "GROUP", "a group to join; the first becomes the default group"),
                Option("--email", letter: "e", value: "ADDRESS", "the e-mail address"),
                Option("--uid", value: "UID", "the OS account that speaks for the user"),
                Option("--os-user", value: "NAME", "the same, by name"),
                Option("--admin", letter: "a", "a full administrator"),
                Option(
                    "--privileges", value: "LIST",
                    "a restricted administrator: \(privilegeNames.joined(separator: ","))"),
            ], addUser),
        Command("user list", "", "List all users.", listUsers),
        Command("user info", "USER", "Show one user.", showUser),
        Command("user listgroups", "USER", "List the groups of a user, as far as one may know them.", listGroupsOfUser),
        Command(
            "user joingroup", "GROUP", "Add a user to a group.",
            [
                Option("--name", value: "USER", "who joins"), Option("--as-owner", "as an owner of the group"),
                Option("--as-default", "and make it the default group"),
            ], joinGroup),
        Command(
            "user leavegroup", "GROUP", "Take a user out of a group. The user's data stay.",
            [Option("--name", value: "USER", "who leaves")], leaveGroup),
        Command(
            "user edit", "USER", "Change an account.",
            [
                Option("--full-name", value: "NAME", "the full name"),
                Option("--email", letter: "e", value: "ADDRESS", "the e-mail address"),
                Option("--uid", value: "UID", "the OS account that speaks for the user"),
                Option("--no-uid", "no OS account"),
                Option("--default-group", value: "GROUP", "where sessions start"),
            ], editUser),
        Command("user deactivate", "USER", "Lock an account. Its sessions end at once.") {
            (lab, arguments) throws(Failure) in
            try setActive(lab, arguments, false)
        },
        Command("user activate", "USER", "Unlock an account.") { (lab, arguments) throws(Failure) in
            try setActive(lab, arguments, true)
        },
        Command("user delete", "USER", "Delete a user who owns nothing.") { (lab, arguments) throws(Failure) in
            let id = try lab.user(try arguments.words(1, "one user")[0])
            _ = try lab.call(V1.Accounts.deleteUser, .with { $0.id = id })
        },
    ]

    /// In the order of their bits.
    private static let privilegeNames = [
        "move", "give", "write-data", "delete-data", "manage-groups", "manage-membership", "manage-users",
        "manage-scripts", "sudo",
    ]

    private static func addUser(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        guard (1...3).contains(arguments.words.count) else {
            throw .usage("this takes a login, a first and a last name")
        }
        var request = V1.CreateUserRequest()
        request.login = arguments.words[0]
        request.fullName = arguments.words.dropFirst().joined(separator: " ")
        request.email = arguments.value("--email") ?? ""
        request.uid = try uid(arguments)
        for group in arguments.list("--group-name") { request.groups.append(try lab.group(group)) }
        if arguments.has("--admin") { request.administration = .full }
        if arguments.has("--privileges") {
            request.administration = .restricted
            for name in arguments.list("--privileges") {
                guard let bit = privilegeNames.firstIndex(of: name) else { throw .usage("`\(name)` is no privilege") }
                request.privileges |= 1 << UInt32(bit)
            }
        }
        let user = try lab.call(V1.Accounts.createUser, request).user ?? V1.User()
        Terminal.note("Added user \(user.login.escaped) (id=\(user.id))")
        Terminal.print("User:\(user.id)")
    }

    /// The uid that was given, or that of the OS user that was named.
    private static func uid(_ arguments: Arguments) throws(Failure) -> UInt32? {
        guard let name = arguments.value("--os-user") else { return try arguments.number("--uid") }
        let account: Account?
        do throws(SystemError) {
            account = try Account.named(name)
        } catch {
            throw .local("the OS user `\(name)` cannot be looked up: \(error)")
        }
        guard let account else { throw .absent("there is no OS user `\(name)`") }
        return account.uid
    }

    private static func listUsers(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        var rows: [[String]] = []
        var after: UInt32?
        while true {
            let page = try lab.call(V1.Accounts.listUsers, .with { $0.after = after })
            for user in page.users {
                rows.append(["\(user.id)", user.login, user.fullName, user.active ? "yes" : "no", user.role])
            }
            after = page.users.last?.id
            if page.complete { return lab.printList(["id", "login", "name", "active", "administrator"], rows) }
        }
    }

    private static func showUser(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let id = try lab.user(try arguments.words(1, "one user")[0])
        let user = try lab.call(V1.Accounts.getUser, .with { $0.by = .id(id) }).user ?? V1.User()
        lab.printFields([
            ("id", .number(UInt64(user.id))), ("login", .string(user.login)), ("fullName", .string(user.fullName)),
            ("email", .string(user.email)), ("uid", user.uid.map { .number(UInt64($0)) } ?? .null),
            ("active", .bool(user.active)), ("administrator", .string(user.role)),
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
        guard arguments.has("--as-default") else { return }
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

    private static func editUser(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        var request = V1.UpdateUserRequest()
        request.id = try lab.user(try arguments.words(1, "one user")[0])
        request.fullName = arguments.value("--full-name")
        request.email = arguments.value("--email")
        request.uid = try arguments.number("--uid")
        request.clearUID = arguments.has("--no-uid")
        if let group = arguments.value("--default-group") { request.defaultGroup = try lab.group(group) }
        _ = try lab.call(V1.Accounts.updateUser, request)
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
        printList(["group", "user", "role"], rows)
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
