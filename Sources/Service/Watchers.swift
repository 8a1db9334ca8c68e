internal import Permissions
internal import Store

/// Names a watcher: its connection, and the stream of its call there.
public struct WatcherID: Hashable, Sendable {
    /// The number of its connection.
    public let conversation: Int
    let stream: UInt32
}

/// What must happen for a watcher to be looked at.
struct Interest: Hashable, Sendable {
    /// Something in one of these groups; `nil`: in any.
    let groups: Set<GroupID>?
    /// Something with the rights of one of these users.
    let users: Set<UserID>
}

/// Everyone who watches, by what has to happen: a change costs nothing for those whom it does not concern.
struct Watchers: Sendable {
    private var interests: [WatcherID: Interest] = [:]
    private var byGroup: [GroupID: Set<WatcherID>] = [:]
    private var byUser: [UserID: Set<WatcherID>] = [:]
    private var everywhere: Set<WatcherID> = []
    /// The last record that was looked at for them.
    private(set) var noticed: UInt64 = 0

    mutating func set(_ interest: Interest, of id: WatcherID) {
        guard interests[id] != interest else { return }
        end(id)
        interests[id] = interest
        for group in interest.groups ?? [] { byGroup[group, default: []].insert(id) }
        for user in interest.users { byUser[user, default: []].insert(id) }
        if interest.groups == nil { everywhere.insert(id) }
    }

    mutating func end(_ id: WatcherID) {
        guard let interest = interests.removeValue(forKey: id) else { return }
        for group in interest.groups ?? [] { byGroup.remove(id, from: group) }
        for user in interest.users { byUser.remove(id, from: user) }
        everywhere.remove(id)
    }

    /// Whom the records concern that have become durable since this was last asked, and from which revision on.
    mutating func notice(_ changes: RecentChanges, through durable: UInt64) -> [WatcherID: UInt64] {
        defer { noticed = durable }
        guard !interests.isEmpty, durable > noticed else { return [:] }
        // So much has changed at once that it is forgotten already: everyone is told that.
        guard let records = changes.after(noticed) else { return interests.mapValues { _ in noticed + 1 } }
        var stirred: [WatcherID: UInt64] = [:]
        for record in records.prefix(while: { $0.revision <= durable }) {
            stirred.merge(concerned(by: record).map { ($0, record.revision) }) { first, _ in first }
        }
        return stirred
    }

    private func concerned(by record: RecordedChange) -> Set<WatcherID> {
        var concerned: Set<WatcherID> = record.groups.isEmpty ? [] : everywhere
        for group in record.groups { concerned.formUnion(byGroup[group] ?? []) }
        for user in record.rights.compactMap(\.user) { concerned.formUnion(byUser[user] ?? []) }
        return concerned
    }
}

extension Dictionary where Value == Set<WatcherID> {
    fileprivate mutating func remove(_ id: WatcherID, from key: Key) {
        self[key]?.remove(id)
        if self[key]?.isEmpty == true { self[key] = nil }
    }
}
