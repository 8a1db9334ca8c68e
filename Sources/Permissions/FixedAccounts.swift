/// The accounts and groups that every lab begins with (`PERMISSIONS.md`, section 11): `root`, `guest`, and the groups
/// `system`, `user` and `guest`.
public enum FixedAccounts {
    /// What makes them in records that hold nothing yet.
    ///
    /// - Parameter rootUID: the OS account that speaks for `root`; `nil`: none does.
    public static func creation(rootUID: UInt32?) -> [Mutation] {
        [
            .createGroup(.system, Group(name: "system", description: "the administrators", level: .private)),
            .createGroup(.user, Group(name: "user", description: "the active accounts", level: .readOnly)),
            .createGroup(.guest, Group(name: "guest", description: "", level: .private)),
            .createUser(.root, account("root", uid: rootUID, isActive: true, .full)),
            .createUser(.guest, account("guest", uid: nil, isActive: false, .none)),
            .setMembership(.root, .system, .member),
            .setMembership(.root, .user, .member),
            .setMembership(.guest, .guest, .member),
        ]
    }

    private static func account(
        _ login: String, uid: UInt32?, isActive: Bool, _ administration: Administration
    ) -> User {
        User(
            login: login, fullName: "", email: "", uid: uid, isActive: isActive, defaultGroup: nil,
            administration: administration)
    }
}
