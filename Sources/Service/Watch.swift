internal import Permissions
internal import Store
internal import Wire

/// How far a watcher is told of what changes.
///
/// What it is told of an object is how that is now, never how it was: so it learns nothing that it may not see any more.
/// When its rights in a group change, the whole group is told anew. What changed there before that is not told any more:
/// it may have been out of sight, and what is left of it is in sight now.
struct Watch: Sendable {
    let id: WatcherID
    let scope: V1.Scope
    /// What it was told that it sees.
    private(set) var sight: Sight
    /// The record to look at next, and of its objects the one to look at next.
    private(set) var revision: UInt64
    private var index = 0
    /// Whether there may be something to tell.
    private(set) var isAwake = true
    /// Up to which revision changes in a group count no more, and those in every group.
    private var floors: [GroupID: UInt64] = [:]
    private var floorOfAll: UInt64 = 0
    /// Groups that are being told anew, and how far the first of them is told.
    private var anew: [GroupID] = []
    private var place = GroupPlace.start
    /// Up to where all is told, and up to where that was said.
    private var told: UInt64
    private var said: UInt64
    /// Whether that is said when there is nothing else to say.
    private var owesRevision = false

    init(_ id: WatcherID, _ scope: V1.Scope, _ sight: Sight, after revision: UInt64) {
        self.id = id
        self.scope = scope
        self.sight = sight
        self.revision = revision + 1
        (told, said) = (revision, revision)
    }

    /// This record, which is durable, concerns it, or may; those before it did not.
    mutating func stir(from revision: UInt64) {
        if !isAwake { self.revision = max(self.revision, revision) }
        isAwake = true
    }

    /// It was told nothing for long.
    mutating func remind(from revision: UInt64) {
        stir(from: revision)
        owesRevision = true
    }
}

// MARK: - Telling

extension Watch {
    /// Puts into one message what there is to tell. Answers whether it is to be sent.
    ///
    /// - Parameters:
    ///   - caller: as of now.
    ///   - records: from `revision` on.
    mutating func tell(
        _ records: ArraySlice<RecordedChange>, to caller: Caller, in message: inout ChangesMessage
    ) throws(CallError) -> Bool {
        look(as: caller, in: &message)
        var records = records.prefix { $0.revision <= message.state.revision }
        while message.hasRoom {
            if !anew.isEmpty {
                try goOn(in: &message)
            } else if let record = records.first {
                try tell(record, in: &message)
                if revision > record.revision { records.removeFirst() }
            } else {
                fallAsleep(at: message.state.revision)
                break
            }
        }
        if isAwake, anew.isEmpty { told = max(told, revision - 1) }
        message.reply.revision = told
        let isOwed = owesRevision && !isAwake && told > said
        let sends = isOwed || !message.reply.changes.isEmpty
        if sends { said = told }
        // Whoever was told a part is told when that is the whole. Else nobody hears of what is out of sight.
        if sends || !isAwake { owesRevision = isAwake }
        return sends
    }

    private mutating func fallAsleep(at durable: UInt64) {
        isAwake = false
        revision = durable + 1
        told = durable
    }

    private mutating func tell(_ record: RecordedChange, in message: inout ChangesMessage) throws(CallError) {
        if index == 0 {
            for change in record.rights { note(change, at: record.revision, in: &message) }
            for place in record.crowds where counts(place, at: record.revision) { renew(place.group, in: &message) }
        }
        while index < record.touched.count {
            guard message.hasRoom else { return }
            try tell(record.touched[index], at: record.revision, in: &message)
            index += 1
        }
        (revision, index) = (record.revision + 1, 0)
        if !floors.isEmpty { floors = floors.filter { $0.value >= revision } }
    }

    private func tell(
        _ touched: RecordedChange.Touched, at revision: UInt64, in message: inout ChangesMessage
    ) throws(CallError) {
        message.effort += 1
        let was = touched.before.map { counts($0, at: revision) } ?? false
        let isNow = touched.after.map { counts($0, at: revision) } ?? false
        guard was || isNow else { return }
        if try !message.see(touched.id, as: sight.caller), was { message.add(.gone(touched.id.rawValue)) }
    }

    /// Whether what happened at a place is to be told.
    private func counts(_ place: Place, at revision: UInt64) -> Bool {
        revision > floor(of: place.group) && sight.sees(place)
    }

    private func floor(of group: GroupID) -> UInt64 { max(floorOfAll, floors[group] ?? 0) }
}

// MARK: - When rights change

extension Watch {
    /// The caller may be another one than when it was told last: it works in another group, or is bound to a session.
    private mutating func look(as caller: Caller, in message: inout ChangesMessage) {
        guard caller != sight.caller else { return }
        let before = sight
        sight = Sight(caller, in: message.state)
        var same = caller
        (same.group, same.scope) = (before.caller.group, before.caller.scope)
        guard same == before.caller, sight.isEverywhere == before.isEverywhere else {
            return renewEverything(in: &message)
        }
        for group in Set(before.reaches.keys).union(sight.reaches.keys).sorted()
        where before.reaches[group] != sight.reaches[group] { renew(group, in: &message) }
    }

    private mutating func note(_ change: RightsChange, at revision: UInt64, in message: inout ChangesMessage) {
        switch change {
        case .membership(let user, _) where user != sight.caller.user: break
        case .level(let group), .membership(_, let group):
            guard revision > floor(of: group) else { return }
            let reach = Visibility.reach(of: sight.caller, in: group, records: message.state)
            if reach != nil || sight.covers(group) { renew(group, in: &message) }
        case .account(let user, changesAdministration: true):
            if users(in: message.state).contains(user), revision > floorOfAll { renewEverything(in: &message) }
        // The caller itself says what has come of it.
        case .account, .session: break
        }
    }

    private mutating func renew(_ group: GroupID, in message: inout ChangesMessage) {
        message.add(.groupAnew(group.rawValue))
        sight.look(at: group, in: message.state)
        floors[group] = message.state.revision
        if anew.first == group { place = .start }
        anew.removeAll { $0 == group }
        if sight.covers(group) { anew.append(group) }
    }

    private mutating func renewEverything(in message: inout ChangesMessage) {
        message.add(.everythingAnew(true))
        sight = Sight(sight.caller, in: message.state)
        (floorOfAll, floors) = (message.state.revision, [:])
        (anew, place) = (sight.groups(in: message.state), .start)
    }

    /// Tells more of the first group that is told anew.
    private mutating func goOn(in message: inout ChangesMessage) throws(CallError) {
        let group = anew[0]
        let isOwn = !sight.isEverywhere && sight.reaches[group] == .own
        for (next, id) in message.state.objects(in: group, after: place) {
            guard message.hasRoom else { return }
            message.effort += 1
            guard !isOwn || next.owner == sight.caller.user || !next.isBeforeLinks else {
                // Of others only links can be in sight, through their ends.
                place = next.linksNext
                return
            }
            _ = try message.see(id, as: sight.caller)
            place = next
        }
        anew.removeFirst()
        place = .start
    }

    /// Whose accounts decide what the caller may.
    private func users(in state: State) -> Set<UserID> {
        var users: Set<UserID> = [sight.caller.user]
        if let opener = sight.caller.session.flatMap(state.session)?.opener { users.insert(opener) }
        return users
    }

    /// What must happen for it to be looked at.
    func interest(in state: State) -> Interest {
        Interest(groups: sight.isEverywhere ? nil : Set(sight.reaches.keys), users: users(in: state))
    }
}
