extension Administering {
    /// Creates a user. It is in no group that people work in until somebody adds it to one.
    public static func createUser(
        _ user: User, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        try checkManagesUsers(caller)
        try Names.checkLogin(user.login)
        if let other = records.user(named: user.login) { throw .userNameTaken(other) }
        if let uid = user.uid, let other = records.user(uid: uid) { throw .uidTaken(other) }
        let id = records.nextUserID
        guard caller.administration.includes(user.administration) else { throw .strongerAccount(id) }
        var user = user
        user.defaultGroup = nil
        var mutations = [Mutation.createUser(id, user)]
        if user.isActive { mutations.append(.setMembership(id, .user, .member)) }
        if user.administration.isAdministrator { mutations.append(.setMembership(id, .system, .member)) }
        return Plan(mutations)
    }

    /// Changes what an account says of its user. Oneself may change the full name and e-mail.
    public static func editUser(
        _ id: UserID, with edit: UserEdit, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        guard var user = records.user(id) else { throw .noSuchUser(id) }
        try checkSession(of: caller)
        let isSelf = try isSelf(id, caller)
        if !isSelf || edit.login != nil || edit.uid != nil {
            try checkManagesUsers(caller)
            try checkStrength(of: user, id, against: caller)
        }
        if let login = edit.login, login != user.login {
            if id <= .guest { throw .fixedUser(id) }
            try Names.checkLogin(login)
            if let other = records.user(named: login), other != id { throw .userNameTaken(other) }
            user.login = login
        }
        if let uid = edit.uid {
            if id == .guest { throw .fixedUser(id) }
            if let uid, let other = records.user(uid: uid), other != id { throw .uidTaken(other) }
            user.uid = uid
        }
        user.fullName = edit.fullName ?? user.fullName
        user.email = edit.email ?? user.email
        return Plan([.updateUser(id, user)])
    }

    /// Activates or deactivates a user. Deactivating acts at once: the next call of its sessions is refused.
    public static func setActive(
        _ id: UserID, _ isActive: Bool, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        guard var user = records.user(id) else { throw .noSuchUser(id) }
        try checkManagesUsers(caller)
        _ = try isSelf(id, caller)
        try checkStrength(of: user, id, against: caller)
        if id == .guest { throw .fixedUser(id) }
        if user.isActive == isActive { return Plan([]) }
        if !isActive { try checkStaysAdministered(without: id, user, in: records) }
        user.isActive = isActive
        return Plan([.updateUser(id, user), .setMembership(id, .user, isActive ? .member : nil)])
    }

    /// Deletes a user who owns nothing.
    public static func deleteUser(
        _ id: UserID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        guard let user = records.user(id) else { throw .noSuchUser(id) }
        try checkManagesUsers(caller)
        _ = try isSelf(id, caller)
        try checkStrength(of: user, id, against: caller)
        if id <= .guest { throw .fixedUser(id) }
        try checkStaysAdministered(without: id, user, in: records)
        if records.ownsObjects(id) { throw .userOwnsData(id) }
        return Plan(records.groups(of: id).map { .setMembership(id, $0, nil) } + [.removeUser(id)])
    }

    /// Sets what a user may administer: nothing that the caller could not do itself, before or after.
    public static func setAdministration(
        of id: UserID, to administration: Administration, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        guard var user = records.user(id) else { throw .noSuchUser(id) }
        try checkSession(of: caller)
        _ = try isSelf(id, caller)
        guard caller.administration.isAdministrator else { throw .privilegeNeeded(.manageUsers) }
        try checkStrength(of: user, id, against: caller)
        guard caller.administration.includes(administration) else { throw .strongerAccount(id) }
        if user.administration == administration { return Plan([]) }
        if id <= .guest { throw .fixedUser(id) }
        try checkStaysAdministered(without: id, user, in: records)
        let was = user.administration.isAdministrator
        user.administration = administration
        var mutations = [Mutation.updateUser(id, user)]
        if was != administration.isAdministrator { mutations.append(.setMembership(id, .system, was ? nil : .member)) }
        return Plan(mutations)
    }

    private static func checkManagesUsers(_ caller: Caller) throws(Refusal) {
        try checkSession(of: caller)
        guard caller.administration.covers(.manageUsers) else { throw .privilegeNeeded(.manageUsers) }
    }

    private static func checkStaysAdministered(
        without id: UserID, _ user: User, in records: some Records
    ) throws(Refusal) {
        if user.isActive && user.administration == .full { try checkNotLast(id, in: records) }
    }
}

/// What to change of an account. `nil` leaves it as it is.
public struct UserEdit: Hashable, Sendable {
    public var login: String?
    public var fullName: String?
    public var email: String?
    /// `.some(nil)` takes the OS account away.
    public var uid: UInt32??

    public init(login: String?, fullName: String?, email: String?, uid: UInt32??) {
        self.login = login
        self.fullName = fullName
        self.email = email
        self.uid = uid
    }
}
