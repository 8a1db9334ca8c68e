internal import Permissions
internal import Store
internal import Wire

/// An object that may belong to a list, and where it stands in the order that the list goes in.
private struct Candidate {
    let place: UInt64
    let id: ObjectID
}

extension Listing {
    /// Goes through what belongs to the list, from where a page starts, until `take` wants no more or enough was looked
    /// at: no list holds up the calls of others, however much it has to look through.
    ///
    /// - Returns: where the next page starts; `nil` if nothing follows.
    func walk(
        from token: [UInt8], _ take: (ObjectID) throws(CallError) -> Bool
    ) throws(CallError) -> [UInt8]? {
        var place = try token.listPlace
        var left = effort
        for candidate in candidates(after: place) {
            guard left > 0 else { return place.pageToken }
            left -= 1
            if includes(candidate.id) {
                guard try take(candidate.id) else { return place.pageToken }
            }
            place = candidate.place
        }
        return nil
    }

    /// The narrowest set that an index knows, in its order.
    private func candidates(after place: UInt64) -> AnySequence<Candidate> {
        if let within { return contents(of: within, after: place) }
        if let annotation { return holders(of: annotation, after: place) }
        if let holding { return holders(of: holding, after: place) }
        if let found = named(after: place) { return AnySequence(found.lazy.map(Candidate.init)) }
        let kinds = kind.map { [$0] } ?? Kind.allCases.filter { !$0.isLink }
        let sources = groups.flatMap { group in owners(in: group).map { (group, $0) } }
        if sources.count * kinds.count > ServiceLimits.sourcesMax {
            return AnySequence(state.objects(after: ObjectID(place)).lazy.map(Candidate.init))
        }
        let ids = MergedIDs(
            sources.flatMap { group, owner in
                kinds.map { state.objects(in: group, owner: owner, kind: $0, after: ObjectID(place)) }
            })
        return AnySequence(ids.lazy.map(Candidate.init))
    }

    /// Ids of objects found by their name, ascending. Where many are called so, the list looks elsewhere.
    private func named(after place: UInt64) -> [ObjectID]? {
        guard let kind else { return nil }
        var ids: [ObjectID] = []
        for group in groups {
            let room = ServiceLimits.namedMax - ids.count + 1
            // Objects without a name are not among those that are found by it.
            if let name, !name.isEmpty {
                ids += state.objects(named: name, kind: kind, in: group).prefix(room)
            } else if !namePrefix.isEmpty {
                ids += state.objects(namePrefix: namePrefix, kind: kind, in: group).prefix(room)
            } else {
                return nil
            }
            if ids.count > ServiceLimits.namedMax { return nil }
        }
        return ids.filter { $0.rawValue > place }.sorted()
    }

    private func owners(in group: GroupID) -> [UserID] {
        let all = owner.map { [$0] } ?? state.dataOwners(in: group)
        // A link is in sight through its ends, whoever owns it.
        if kind?.isLink == true { return all }
        return all.filter { Visibility.isVisible(dataOf: $0, in: group, to: caller, in: state) }
    }
}

// MARK: - What an object holds, and what holds it

extension Listing {
    /// What an object holds: its own lower end, whatever refers to it, and the lower ends of its links.
    private func contents(of id: ObjectID, after place: UInt64) -> AnySequence<Candidate> {
        let facts = state.facts(of: id)
        let own = facts?.kind.isLink == true ? nil : facts?.child
        return candidates(around: id, own, at: .parent, after: place) { $0.child }
    }

    /// What holds an object: its own upper end, whatever has it for its lower end, and the upper ends of its links.
    private func holders(of id: ObjectID, after place: UInt64) -> AnySequence<Candidate> {
        candidates(around: id, state.facts(of: id)?.parent, at: .child, after: place) { $0.parent }
    }

    /// - Parameters:
    ///   - own: what the object itself names; it comes first.
    ///   - far: the other end of a link.
    private func candidates(
        around id: ObjectID, _ own: ObjectID?, at end: End, after place: UInt64,
        far: @escaping (ObjectFacts) -> ObjectID?
    ) -> AnySequence<Candidate> {
        let first = Self.ownPlace
        let holders = state.holders(of: id, at: end, after: HolderPlace(max(place, first))).lazy
        let others = holders.compactMap { holder -> Candidate? in
            guard let facts = state.facts(of: holder.id) else { return nil }
            // Links are listed themselves where they are asked for, else what they lead to.
            guard facts.kind.isLink, facts.kind != kind else {
                return Candidate(place: holder.place.number, id: holder.id)
            }
            guard let id = far(facts), isFirst(holder.id, facts) else { return nil }
            return Candidate(place: holder.place.number, id: id)
        }
        guard let own, place < first else { return AnySequence(others) }
        return AnySequence([AnySequence([Candidate(place: first, id: own)]), AnySequence(others)].joined())
    }

    /// Before every place of a holder.
    private static var ownPlace: UInt64 { 1 }

    /// Whether a link is in sight and the first of those that join its two ends: each end is listed once, however many
    /// linked it.
    private func isFirst(_ id: ObjectID, _ link: ObjectFacts) -> Bool {
        guard visibleLink(id) != nil, let parent = link.parent, let child = link.child else { return false }
        let (held, end): (ObjectID, End) = link.kind == .annotationLink ? (parent, .parent) : (child, .child)
        return !state.holders(of: held, at: end, kind: link.kind).contains { other in
            guard other < id, let facts = state.facts(of: other) else { return false }
            return facts.parent == parent && facts.child == child
        }
    }
}

extension Candidate {
    /// In a list by ids the id is the place.
    fileprivate init(_ id: ObjectID) { self.init(place: id.rawValue, id: id) }
}

extension [UInt8] {
    /// The place after which a page starts: eight bytes, or none for the first page.
    fileprivate var listPlace: UInt64 {
        get throws(CallError) {
            guard isEmpty || count == 8 else { throw .invalid(.pageToken) }
            return reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}

extension UInt64 {
    fileprivate var pageToken: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * $0)) } }
}
