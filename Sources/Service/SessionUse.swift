internal import Permissions
internal import Store

/// What is made of open sessions, beyond what their records say: how long each has made no call, and how many changes it
/// made. A restart forgets it.
struct SessionUse: Sendable {
    /// Ticks without a call after which a session has been idle for too long.
    static let ticksMax = 8

    private var ticks: [SessionID: Int] = [:]
    private var counts: [SessionID: UInt64] = [:]
    /// Changes that may not be on disk yet, and then may never be. Revisions ascend.
    private var pending: [(revision: UInt64, session: SessionID)] = []

    /// A session has made a call.
    mutating func note(callIn session: SessionID) { ticks[session] = 0 }

    /// A change was made, behind what is on disk, in a session or a peer's own.
    mutating func note(change revision: UInt64, in session: SessionID, durable: UInt64) {
        let settled = pending.prefix { $0.revision <= durable }
        for change in settled { counts[change.session, default: 0] += 1 }
        pending.removeFirst(settled.count)
        // A revision that comes again was refused by the disk, and all behind it.
        pending.removeAll { $0.revision >= revision }
        if session != .own { pending.append((revision, session)) }
    }

    /// How many changes a session has made, up to a revision that is on disk or on its way there.
    func changes(in session: SessionID, upTo revision: UInt64) -> UInt64 {
        let late = pending.count { $0.session == session && $0.revision <= revision }
        return counts[session, default: 0] + UInt64(late)
    }

    /// One more tick is over. Answers which of the sessions made no call in all of the last ones.
    mutating func tick(over open: [SessionID]) -> [SessionID] {
        ticks = Dictionary(uniqueKeysWithValues: open.map { ($0, ticks[$0, default: 0] + 1) })
        counts = counts.filter { ticks[$0.key] != nil }
        return open.filter { ticks[$0, default: 0] >= Self.ticksMax }
    }
}

extension Service {
    /// Parts of the idle time, each of which ends with a call of `endIdleSessions`.
    public static var idleTicks: Int { SessionUse.ticksMax }

    /// Another part of the idle time is over: ends the sessions that made no call in all of them, and clears away those
    /// whose time is over. The session of a program that runs is in use, whatever the program does meanwhile.
    public mutating func endIdleSessions(at now: Int64) {
        guard !isStopping else { return }
        let sessions = store.applied.allSessions
        let idle = sessionUse.tick(over: sessions.map(\.0)).filter { !boundScripts.contains($0) }
        for id in sessions.filter({ $0.1.expires <= now }).map(\.0) + idle { end(id, at: now) }
    }

    /// Ends a session for no caller's sake.
    mutating func end(_ id: SessionID, at now: Int64) {
        guard let session = store.applied.session(id) else { return }
        commit([.endSession(id)], by: Author(in: id, session), at: now)
    }

    /// Makes changes that were planned: they are counted for their session, and wait for the disk.
    mutating func commit(_ mutations: [Mutation], by author: Author, at now: Int64, receipt: Receipt? = nil) {
        let durable = store.durable.revision
        let revision = store.commit(mutations, by: author, at: now, receipt: receipt)
        sessionUse.note(change: revision, in: author.session, durable: durable)
    }
}
