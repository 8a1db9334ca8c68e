internal import Permissions
internal import Store
internal import Wire

/// Which objects a list asks for. Every filter that is set must hold.
struct Listing {
    let caller: Caller
    let state: State
    let kind: Kind?
    let owner: UserID?
    let name: String?
    let namePrefix: String
    /// As they are compared: without regard to case.
    private let words: [String]
    let within: ObjectID?
    let annotation: ObjectID?
    let holding: ObjectID?
    private let isOrphaned: Bool
    private let group: GroupID?
    /// The groups that may hold what is asked for, ascending.
    let groups: [GroupID]
    let pageSize: Int

    /// Refuses what it cannot honour: objects out of sight, users and groups that do not exist, a group that the call
    /// does not look in.
    init(_ request: V1.ListRequest, _ caller: Caller, _ state: State) throws(CallError) {
        try state.checkPresent(request.atLeastRevision)
        let caller = try caller.looking(request.scope)
        self.caller = caller
        self.state = state
        kind = request.kind == .unspecified ? nil : try Kind(request.kind, field: "kind")
        owner = request.owner.map { UserID($0) }
        if let owner, state.user(owner) == nil { throw .refusal(.noSuchUser(owner)) }
        name = request.name
        namePrefix = request.namePrefix
        words = request.words.split(whereSeparator: \.isWhitespace).map { Names.key(String($0)) }
        within = ObjectID(named: request.within)
        annotation = ObjectID(named: request.annotation)
        holding = ObjectID(named: request.holding)
        for id in [within, annotation, holding].compactMap(\.self) {
            guard Visibility.isVisible(id, to: caller, in: state) else { throw .refusal(.noSuchObject(id)) }
        }
        isOrphaned = request.orphaned
        group = request.group.map { GroupID($0) }
        groups = try Self.groups(group, caller, state)
        pageSize = min(request.pageSize == 0 ? .max : Int(request.pageSize), WireLimits.pageSizeMax)
    }

    /// The same; of these, only the one asked for, if there is one.
    private static func groups(
        _ wanted: GroupID?, _ caller: Caller, _ state: State
    ) throws(CallError) -> [GroupID] {
        guard let wanted else { return groups(of: caller, in: state) }
        if state.level(of: wanted) == nil { throw .refusal(.noSuchGroup(wanted)) }
        if case .group(let group) = caller.scope, wanted != group, wanted != .user {
            throw .invalid(.groupNotLookedIn(wanted.rawValue))
        }
        return groups(of: caller, in: state).filter { $0 == wanted }
    }

    /// The groups that the caller may see anything of where it looks, ascending.
    static func groups(of caller: Caller, in state: State) -> [GroupID] {
        switch caller.scope {
        // Official scripts are in everyone's sight, wherever one looks (section 3).
        case .group(let group): group == .user ? [.user] : [.user, group]
        case .all where caller.administration.isAdministrator: state.allGroups.map(\.0)
        case .all: Set(state.groups(of: caller.user) + [.user]).sorted()
        }
    }

    /// Whether an object belongs to the list.
    func includes(_ id: ObjectID) -> Bool {
        guard let facts = state.facts(of: id) else { return false }
        if kind.map({ $0 != facts.kind }) ?? facts.kind.isLink { return false }
        if let owner, facts.owner != owner { return false }
        if let group, facts.group != group { return false }
        guard Visibility.isVisible(id, to: caller, in: state) else { return false }
        return hasName(id) && hasPlace(id)
    }

    private func hasName(_ id: ObjectID) -> Bool {
        if name == nil && namePrefix.isEmpty && words.isEmpty { return true }
        guard let object = state.object(id) else { return false }
        if let name, object.name != name { return false }
        guard object.name.hasPrefix(namePrefix) else { return false }
        if words.isEmpty { return true }
        let texts = object.texts.map(Names.key)
        return words.allSatisfy { word in texts.contains { $0.contains(word) } }
    }

    private func hasPlace(_ id: ObjectID) -> Bool {
        if let within, !lies(id, within: within) { return false }
        if let annotation, !isAnnotated(id, with: annotation) { return false }
        if let holding, !lies(holding, within: id) { return false }
        return !isOrphaned || !isHeld(id)
    }

    /// How many objects one page looks at, at most: some filters take longer to answer.
    var effort: Int { words.isEmpty ? ServiceLimits.examinedMax : ServiceLimits.examinedMax / 10 }
}

// MARK: - Places

extension Listing {
    /// Whether one object is directly in another, through what the caller sees: it refers to it as its upper end, or is
    /// the lower end of it, or of a link to it.
    private func lies(_ id: ObjectID, within holder: ObjectID) -> Bool {
        if state.facts(of: id)?.parent == holder { return true }
        if state.facts(of: holder)?.kind.isLink == true { return false }
        return state.holders(of: id, at: .child).contains { other in
            other == holder || visibleLink(other)?.parent == holder
        }
    }

    private func isAnnotated(_ id: ObjectID, with annotation: ObjectID) -> Bool {
        state.holders(of: id, at: .parent, kind: .annotationLink).contains { visibleLink($0)?.child == annotation }
    }

    /// Whether a container that the caller sees holds it.
    private func isHeld(_ id: ObjectID) -> Bool {
        guard let facts = state.facts(of: id) else { return false }
        if facts.kind == .folder, let parent = facts.parent, Visibility.isVisible(parent, to: caller, in: state) {
            return true
        }
        return state.holders(of: id, at: .child).contains { holder in
            state.facts(of: holder)?.kind != .annotationLink && Visibility.isVisible(holder, to: caller, in: state)
        }
    }

    /// The facts of a link in sight.
    func visibleLink(_ id: ObjectID) -> ObjectFacts? {
        guard let facts = state.facts(of: id), facts.kind.isLink else { return nil }
        return Visibility.isVisible(id, to: caller, in: state) ? facts : nil
    }
}

extension Object {
    /// What words are looked for in.
    fileprivate var texts: [String] {
        [name]
            + attributes.entries.flatMap { entry -> [String] in
                switch (entry.field, entry.value) {
                case (.description, .text(let text)), (.text, .text(let text)): [text]
                case (.pairs, .pairs(let pairs)): pairs.flatMap { [$0.key, $0.value] }
                default: []
                }
            }
    }
}
