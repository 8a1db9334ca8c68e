internal import Linux
internal import Protobuf
internal import Wire

// What an account is: how it is created, and changed.

extension Command {
    /// What can be said of an account when it is created, and later.
    static let account = [
        Option("--email", letter: "e", value: "ADDRESS", "the e-mail address"),
        Option("--uid", value: "UID", "the OS account that speaks for the user"),
        Option("--os-user", value: "NAME", "the same, by name"),
        Option("--admin", letter: "a", "a full administrator"),
        Option(
            "--privileges", value: "LIST",
            "a restricted administrator: \(PrivilegeWords.all.joined(separator: ","))"),
    ]

    static func addUser(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        guard (1...3).contains(arguments.words.count) else {
            throw .usage("this takes a login, a first and a last name")
        }
        var request = V1.CreateUserRequest()
        request.login = arguments.words[0]
        request.fullName = arguments.words.dropFirst().joined(separator: " ")
        request.email = arguments.value("--email") ?? ""
        request.uid = try uid(arguments)
        for group in arguments.list("--group-name") { request.groups.append(try lab.group(group)) }
        if let (administration, privileges) = try administration(arguments) {
            request.administration = administration
            request.privileges = privileges
        }
        let user = try lab.call(V1.Accounts.createUser, request).user ?? V1.User()
        if !lab.isRehearsal { Terminal.note("Added user \(user.login.escaped) (id=\(user.id))") }
        lab.printMade("User", UInt64(user.id))
    }

    /// How much of an administrator the user is to be; `nil` if nothing is said of it.
    private static func administration(_ arguments: Arguments) throws(Failure) -> (V1.Administration, UInt32)? {
        switch (arguments.has("--admin"), arguments.has("--privileges"), arguments.has("--no-admin")) {
        case (false, false, false): return nil
        case (true, false, false): return (.full, 0)
        case (false, false, true): return (.none, 0)
        case (false, true, false):
            var privileges: UInt32 = 0
            for name in arguments.list("--privileges") {
                guard let bit = PrivilegeWords.bit(of: name) else { throw .usage("`\(name)` is no privilege") }
                privileges |= bit
            }
            return (.restricted, privileges)
        default: throw .usage("`--admin`, `--privileges` and `--no-admin` exclude each other")
        }
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

    static func editUser(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        var request = V1.UpdateUserRequest()
        request.id = try lab.user(try arguments.words(1, "one user")[0])
        request.login = arguments.value("--login")
        request.fullName = arguments.value("--full-name")
        request.email = arguments.value("--email")
        request.uid = try uid(arguments)
        request.clearUID = arguments.has("--no-uid")
        if let group = arguments.value("--default-group") { request.defaultGroup = try lab.group(group) }
        if let (administration, privileges) = try administration(arguments) {
            request.administration = administration
            request.privileges = privileges
        }
        _ = try lab.call(V1.Accounts.updateUser, request)
    }

    static func privileges(_ bits: UInt32) -> String {
        PrivilegeWords.words(for: bits).joined(separator: ",")
    }
}
