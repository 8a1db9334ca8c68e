public import Permissions

extension State {
    /// The ends of sessions that changes of accounts leave without what they stand on (`PERMISSIONS.md`, section 11).
    public func endings(after mutations: [Mutation]) -> [Mutation] {
        guard sessionCount > 0, mutations.contains(where: \.takesRights) else { return [] }
        var after = self
        after.apply(mutations, revision: revision + 1)
        return after.allSessions.filter { !Sessions.stands($0.0, in: after) }.map { .endSession($0.0) }
    }
}

extension Mutation {
    /// Whether it may take from somebody what a session stands on.
    fileprivate var takesRights: Bool {
        switch self {
        case .updateUser, .removeUser, .setMembership(_, _, nil), .removeGroup: true
        default: false
        }
    }
}
