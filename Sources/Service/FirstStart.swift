internal import Permissions
internal import Store

/// What a daemon does when it starts, before it serves.
extension Service {
    /// Makes the fixed accounts and groups of an empty state, with `rootUID` speaking for `root`. Does nothing to a state
    /// that is not empty.
    public mutating func found(rootUID: UInt32, at now: Int64) {
        guard store.applied.revision == 0 else { return }
        commit(FixedAccounts.creation(rootUID: rootUID), by: Author(user: .root), at: now)
    }

    /// Ends the script sessions that a stop cut off: they end with their connections, and those are gone.
    public mutating func endOrphanedScripts(at now: Int64) {
        for (id, session) in store.applied.allSessions where session.kind == .script { end(id, at: now) }
    }
}
