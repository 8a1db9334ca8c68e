internal import CohortClient
internal import Protobuf
internal import Wire

extension Command {
    private static let level = [
        Option("--type", value: "LEVEL", "private, read-only, read-annotate or read-write"),
        Option("--perms", value: "PERMS", "the same as rw----, rwr---, rwra-- or rwrw--"),
    ]

    static let groups = [
        Command(
            "group add", "NAME", "Create a group, private unless said otherwise.",
            level + [
                Option("--description", value: "TEXT", "what it is for"),
                Option("--ignore-existing", "be content if there is one of that name"),
            ], addGroup
        ).rehearsable,
        Command("group list", "", "List all groups.", [ListStyle.option], listGroups),
        Command("group info", "GROUP", "Show one group.", showGroup),
        Command(
            "group listusers", "GROUP", "List the members of a group, as far as one may know them.",
            [ListStyle.option]
        ) { (lab, arguments) throws(Failure) in
            let id = try lab.group(try arguments.words(1, "one group")[0])
            try lab.printMemberships(.with { $0.of = .group(id) })
        },
        Command(
            "group adduser", "USER...", "Add users to a group.",
            [Option("--name", value: "GROUP", "the group"), Option("--as-owner", "as owners of it")]
        ) { (lab, arguments) throws(Failure) in
            try setMemberships(lab, arguments, arguments.has("--as-owner") ? .owner : .member)
        }.rehearsable,
        Command(
            "group removeuser", "USER...", "Take users out of a group. Their data stay.",
            [Option("--name", value: "GROUP", "the group"), Option("--as-owner", "only take the owner mark away")]
        ) { (lab, arguments) throws(Failure) in
            try setMemberships(lab, arguments, arguments.has("--as-owner") ? .member : .none)
        }.rehearsable,
        Command(
            "group perms", "GROUP", "Change a group's level. What that loses is shown first, and done with its digest.",
            level + MoveCommands.planOptions, changeLevel),
        Command(
            "group edit", "GROUP", "Rename or describe a group.",
            [
                Option("--name", value: "NAME", "the new name"),
                Option("--description", value: "TEXT", "what it is for"),
            ],
            editGroup
        ).rehearsable,
        Command("group delete", "GROUP", "Delete a group that holds no objects.") { (lab, arguments) throws(Failure) in
            let id = try lab.group(try arguments.words(1, "one group")[0])
            _ = try lab.call(V1.Accounts.deleteGroup, .with { $0.id = id })
            if lab.isRehearsal { lab.note("") }
        }.rehearsable,
    ]

    private static func level(_ arguments: Arguments) throws(Failure) -> V1.Level? {
        guard let word = arguments.value("--type") ?? arguments.value("--perms") else { return nil }
        guard let level = V1.Level(word: word) else {
            throw .usage("`\(word)` is no level: private, read-only, read-annotate or read-write")
        }
        return level
    }

    private static func addGroup(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let name = try arguments.words(1, "one name")[0]
        var request = V1.CreateGroupRequest()
        request.name = name
        request.description = arguments.value("--description") ?? ""
        request.level = try level(arguments) ?? .private
        do throws(Failure) {
            let group = try lab.call(V1.Accounts.createGroup, request).group ?? V1.Group()
            if !lab.isRehearsal {
                Terminal.note(
                    "Added group \(name.escaped) (id=\(group.id)) with permissions \(group.level.permissions)")
            }
            lab.printMade("Group", UInt64(group.id))
        } catch {
            guard arguments.has("--ignore-existing"), case .call(let cause) = error, cause.code == .alreadyExists
            else { throw error }
            Terminal.print("Group:\(try lab.group(name))")
        }
    }

    private static func listGroups(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        var rows: [[String]] = []
        var after: UInt32?
        while true {
            let page = try lab.call(V1.Accounts.listGroups, .with { $0.after = after })
            rows += page.groups.map { ["\($0.id)", $0.name, $0.level.word, $0.description] }
            after = page.groups.last?.id
            if page.complete { return try lab.printList(["id", "name", "level", "description"], rows) }
        }
    }

    private static func showGroup(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let id = try lab.group(try arguments.words(1, "one group")[0])
        let group = try lab.call(V1.Accounts.getGroup, .with { $0.by = .id(id) }).group ?? V1.Group()
        lab.printFields([
            ("id", .number(UInt64(group.id))), ("name", .string(group.name)), ("level", .string(group.level.word)),
            ("permissions", .string(group.level.permissions)), ("description", .string(group.description)),
        ])
    }

    private static func setMemberships(_ lab: Lab, _ arguments: Arguments, _ role: V1.Role) throws(Failure) {
        guard let name = arguments.value("--name") else { throw .usage("`--name GROUP` says which group") }
        let group = try lab.group(name)
        for user in try arguments.someWords("users") {
            try lab.setMembership(of: try lab.user(user), in: group, role)
        }
    }

    private static func changeLevel(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let group = try lab.group(try arguments.words(1, "one group")[0])
        guard let level = try level(arguments) else { throw .usage("`--type LEVEL` says which level") }
        let digest = try MoveCommands.digest(arguments)
        if level == .readWrite, digest.isEmpty {
            Terminal.note("At read-write, every member may change and delete, for good, the data of all members.")
        }
        try MoveCommands.showing(lab) { () throws(Failure) in
            try lab.call(
                V1.Accounts.changeLevel,
                .with {
                    $0.group = group
                    $0.level = level
                    $0.digest = digest
                }
            ).plan
        }
    }

    private static func editGroup(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let id = try lab.group(try arguments.words(1, "one group")[0])
        _ = try lab.call(
            V1.Accounts.updateGroup,
            .with {
                $0.id = id
                $0.name = arguments.value("--name")
                $0.description = arguments.value("--description")
            })
        if lab.isRehearsal { lab.note("") }
    }
}
