internal import Permissions
internal import Store

/// What a daemon does when it starts, before it serves.
extension Service {
    /// Makes the fixed accounts and groups of an empty state (`PERMISSIONS.md`, section 11): `root`, whom `rootUID`
    /// speaks for, `guest`, and the groups `system`, `user` and `guest`. Does nothing to a state that is not empty.
    public mutating func found(rootUID: UInt32, at now: Int64) {
        guard store.applied.revision == 0 else { return }
        let root = User(
            login: "root", fullName: "", email: "", uid: rootUID, isActive: true, defaultGroup: nil,
            administration: .full)
        let guest = User(
            login: "guest", fullName: "", email: "", uid: nil, isActive: false, defaultGroup: nil,
            administration: .none)
        let mutations: [Mutation] = [
            .createGroup(.system, Group(name: "system", description: "the administrators", level: .private)),
            .createGroup(.user, Group(name: "user", description: "the active accounts", level: .readOnly)),
            .createGroup(.guest, Group(name: "guest", description: "", level: .private)),
            .createUser(.root, root),
            .createUser(.guest, guest),
            .setMembership(.root, .system, .member),
            .setMembership(.root, .user, .member),
            .setMembership(.guest, .guest, .member),
        ]
        _ = store.commit(mutations, by: Author(user: .root, session: .own, opener: .root), at: now)
    }

    /// Ends the script sessions that a stop cut off: they end with their connections, and those are gone.
    public mutating func endOrphanedScripts(at now: Int64) {
        for (id, session) in store.applied.allSessions where session.kind == .script {
            let author = Author(user: session.user, session: id, opener: session.opener)
            _ = store.commit([.endSession(id)], by: author, at: now)
        }
    }
}
