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
    var sight: Sight
    /// The record to look at next, and of its objects the one to look at next.
    private(set) var revision: UInt64
    private var index = 0
    /// Whether there may be something to tell.
    private(set) var isAwake = true
    /// Whether nothing was looked at yet.
    private var isNew = true
    /// Whether something else is to be listened for than before.
    var hasNewInterest = false
    /// Up to which revision changes in a group count no more, and those in every group.
    var floors: [GroupID: UInt64] = [:]
    var floorOfAll: UInt64 = 0
    /// Groups that are being told anew, and how far the first of them is told.
    var anew: [GroupID] = []
    var place = GroupPlace.start
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
    ///   - records: from `revision` on.
    ///   - rights: the changes of rights among them.
    ///   - caller: as of now.
    mutating func tell(
        _ records: ArraySlice<RecordedChange>, _ rights: some Sequence<(revision: UInt64, change: RightsChange)>,
        to caller: Caller, in message: inout ChangesMessage
    ) throws(CallError) -> Bool {
        look(as: caller, in: &message)
        if isNew {
            // What it sees now need not be what it saw when those records were made.
            for (revision, change) in rights where revision <= message.state.revision {
                note(change, at: revision, in: &message)
            }
            isNew = false
        }
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

    func floor(of group: GroupID) -> UInt64 { max(floorOfAll, floors[group] ?? 0) }
}
