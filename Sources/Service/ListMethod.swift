internal import Permissions
internal import Store
internal import Wire

/// `cohort.v1.Objects.List`: what the caller sees, in ascending order of ids, a page at a time.
extension Service {
    static func list(_ request: V1.ListRequest, _ caller: Caller, _ state: State) throws(CallError) -> V1.ListReply {
        try state.checkPresent(request.atLeastRevision)
        let caller = try caller.looking(request.scope)
        let listing = try Listing(request, caller, state)
        let count = min(request.pageSize == 0 ? .max : Int(request.pageSize), WireLimits.pageSizeMax)
        var size = ReplySize()
        var reply = V1.ListReply()
        reply.complete = true
        for id in try listing.candidates(after: request.pageToken.listPosition) where listing.includes(id) {
            let object = try ObjectView.message(id, for: caller, in: state)
            size.add(object)
            // One object always fits; a page of large ones ends early.
            guard reply.objects.count < count, size.fits || reply.objects.isEmpty else {
                reply.complete = false
                reply.nextPageToken = (reply.objects.last?.id ?? 0).pageToken
                break
            }
            reply.objects.append(object)
        }
        return reply
    }
}

/// Which objects a list asks for.
private struct Listing {
    private let caller: Caller
    private let state: State
    private let kind: Kind?
    private let owner: UserID?
    private let name: String?
    private let within: ObjectID?
    private let isOrphaned: Bool

    init(_ request: V1.ListRequest, _ caller: Caller, _ state: State) throws(CallError) {
        self.caller = caller
        self.state = state
        kind = request.kind == .unspecified ? nil : try Kind(request.kind, field: "kind")
        owner = request.owner.map { UserID($0) }
        name = request.name
        within = ObjectID(named: request.within)
        isOrphaned = request.orphaned
    }

    /// Ids that may belong to the list, ascending: the narrowest set that an index knows.
    func candidates(after id: ObjectID) throws(CallError) -> AnySequence<ObjectID> {
        if let within {
            guard Visibility.isVisible(within, to: caller, in: state) else { throw .refusal(.noSuchObject(within)) }
            return AnySequence(contents(of: within).filter { $0 > id })
        }
        // Objects without a name are not among those that are found by it.
        if let name, !name.isEmpty, let kind {
            let ids = groups.flatMap { Array(state.objects(named: name, kind: kind, in: $0)) }
            return AnySequence(ids.filter { $0 > id }.sorted())
        }
        let kinds = kind.map { [$0] } ?? Kind.allCases.filter { !$0.isLink }
        let sources = groups.flatMap { group in
            owners(in: group).flatMap { owner in
                kinds.map { state.objects(in: group, owner: owner, kind: $0, after: id) }
            }
        }
        return AnySequence(MergedIDs(sources))
    }

    /// Whether an id of the candidates is in the list.
    func includes(_ id: ObjectID) -> Bool {
        guard Visibility.isVisible(id, to: caller, in: state), let object = state.object(id) else { return false }
        if let kind, object.kind != kind { return false }
        if let owner, object.owner != owner { return false }
        if let name, object.name != name { return false }
        return !isOrphaned || !isHeld(id)
    }

    /// The groups that the call looks in.
    private var groups: [GroupID] {
        switch caller.scope {
        // Official scripts are in everyone's sight, wherever one looks (section 3).
        case .group(let group): group == .user ? [.user] : [.user, group]
        case .all where caller.administration.isAdministrator: state.allGroups.map(\.0)
        case .all: Set(state.groups(of: caller.user) + [.user]).sorted()
        }
    }

    private func owners(in group: GroupID) -> [UserID] {
        let all = owner.map { [$0] } ?? state.dataOwners(in: group)
        // A link is in sight through its ends, whoever owns it.
        if kind?.isLink == true { return all }
        return all.filter { Visibility.isVisible(dataOf: $0, in: group, to: caller, in: state) }
    }

    /// What an object holds: the lower ends of its links, and whatever refers to it.
    private func contents(of id: ObjectID) -> [ObjectID] {
        var found: Set<ObjectID> = []
        for holder in state.holders(of: id, at: .parent) {
            guard let facts = state.facts(of: holder) else { continue }
            if !facts.kind.isLink {
                found.insert(holder)
            } else if Visibility.isVisible(holder, to: caller, in: state), let child = facts.child {
                found.insert(child)
            }
        }
        return found.sorted()
    }

    /// Whether a container that the caller sees holds it.
    private func isHeld(_ id: ObjectID) -> Bool {
        if state.facts(of: id)?.kind == .folder, let parent = state.facts(of: id)?.parent {
            return Visibility.isVisible(parent, to: caller, in: state)
        }
        return state.holders(of: id, at: .child).contains { holder in
            state.facts(of: holder)?.kind != .annotationLink && Visibility.isVisible(holder, to: caller, in: state)
        }
    }
}

/// Ascending ids of several ascending sources, each once.
private struct MergedIDs: Sequence, IteratorProtocol {
    /// The next id of each source that has one, as a heap: the least is first.
    private var heads: [(id: ObjectID, rest: State.ObjectIDs)] = []

    init(_ sources: [State.ObjectIDs]) {
        for var source in sources {
            guard let id = source.next() else { continue }
            heads.append((id, source))
        }
        for index in stride(from: heads.count / 2 - 1, through: 0, by: -1) { sink(from: index) }
    }

    mutating func next() -> ObjectID? {
        guard let least = heads.first?.id else { return nil }
        if let following = heads[0].rest.next() {
            heads[0].id = following
        } else {
            heads.swapAt(0, heads.count - 1)
            heads.removeLast()
        }
        sink(from: 0)
        return least
    }

    private mutating func sink(from start: Int) {
        var index = start
        while true {
            var least = index
            for below in [2 * index + 1, 2 * index + 2] where below < heads.count && heads[below].id < heads[least].id {
                least = below
            }
            guard least != index else { return }
            heads.swapAt(index, least)
            index = least
        }
    }
}

extension [UInt8] {
    /// The id after which a page starts: eight bytes, or none for the first page.
    fileprivate var listPosition: ObjectID {
        get throws(CallError) {
            guard isEmpty || count == 8 else { throw .invalid(.pageToken) }
            return ObjectID(reduce(0) { $0 << 8 | UInt64($1) })
        }
    }
}

extension UInt64 {
    fileprivate var pageToken: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * $0)) } }
}
