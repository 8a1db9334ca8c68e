internal import Permissions

/// What comes next in a history: somebody and something, by chance, mostly of what is there.
struct HistoryChoice {
    let lab: HistoryWorld
    let world: World
    var random: SeededGenerator
    /// Who asks: mostly for what is theirs, or where they are.
    private var who: Asker?

    init(lab: HistoryWorld, world: World, random: SeededGenerator) {
        self.lab = lab
        self.world = world
        self.random = random
    }

    mutating func step() -> HistoryStep {
        let who = asker()
        self.who = who
        return HistoryStep(who: who, act: act())
    }

    // MARK: - Who

    private mutating func asker() -> Asker {
        let active = lab.users.filter { world.user($0)?.isActive == true }
        let user = pick(active) ?? .root
        let administration = world.user(user)?.administration ?? .none
        let own = world.groups(of: user).filter { $0.rawValue > 2 }
        let isAdministrator = administration != .none
        let group = isAdministrator && random.happens(onceIn: 2) ? pick(lab.groups) : pick(own)
        let session: SessionKind? = random.happens(onceIn: 8) ? (random.happens(onceIn: 2) ? .script : .sudo) : nil
        return Asker(
            user: user, group: group, looksEverywhere: !random.happens(onceIn: 4),
            session: group == nil ? nil : session, isReadOnly: session == .script && random.happens(onceIn: 4),
            administration: session != nil && random.happens(onceIn: 2) ? .none : administration)
    }

    mutating func pick<Element>(_ list: [Element]) -> Element? {
        list.isEmpty ? nil : list[random.below(list.count)]
    }

    /// An object of one of the kinds; now and then another one, or none that there is.
    private mutating func any(_ kinds: [Kind]) -> ObjectID {
        if random.happens(onceIn: 40) { return ObjectID(999_999) }
        let isWild = random.happens(onceIn: 25)
        let fitting = world.objects.filter { isWild || kinds.contains($0.value.kind) }
        let near = random.happens(onceIn: 8) ? fitting : fitting.filter { $0.value.group == who?.group }
        let own = random.happens(onceIn: 2) ? near : near.filter { $0.value.owner == who?.user }
        let list = [own, near, fitting].first { !$0.isEmpty } ?? [:]
        return pick(list.keys.sorted()) ?? ObjectID(999_999)
    }

    private mutating func some(_ kinds: [Kind]) -> [ObjectID] {
        (0...(random.happens(onceIn: 3) ? random.below(3) : 0)).map { _ in any(kinds) }
    }

    private mutating func user() -> UserID { random.happens(onceIn: 50) ? UserID(777) : pick(lab.users) ?? .root }
    private mutating func group() -> GroupID {
        if random.happens(onceIn: 50) { return GroupID(777) }
        return random.happens(onceIn: 30) ? GroupID(UInt32(random.below(3))) : pick(lab.groups) ?? .user
    }

    // MARK: - What

    private static let movable: [Kind] = [
        .project, .dataset, .folder, .screen, .image, .image, .fileset, .plate, .tag, .tagSet, .attachment, .script,
        .job,
    ]
    private static let annotations: [Kind] = [
        .tag, .tag, .tagSet, .comment, .long, .double, .boolean, .timestamp, .term, .xml, .map, .list, .attachment,
    ]

    private mutating func act() -> HistoryAct {
        switch random.below(100) {
        case 0..<26: return .create(new())
        case 26..<44:
            let (kind, upper, lower) = ends()
            return .link(kind, any(upper), any(lower))
        case 44..<49: return .unlink(any(Kind.allCases.filter(\.naiveIsLink)))
        case 49..<58: return .setParent(any([.folder]), random.happens(onceIn: 3) ? nil : any([.folder]))
        case 58..<61:
            return .edit(any(Kind.allCases.filter { !$0.naiveIsLink }), describes: random.happens(onceIn: 2))
        case 61..<68:
            let include: Inclusion = [[], [.tag], [.attachment], [.tag, .attachment]][random.below(4)]
            return .delete(some(Kind.allCases), keepsContents: random.happens(onceIn: 4), include)
        case 68..<78:
            let exclude: Inclusion = [[], [], [.tag], [.attachment]][random.below(4)]
            let into = random.happens(onceIn: 4) ? any([.project, .dataset, .folder, .screen]) : nil
            return .move(some(Self.movable), group(), exclude, into: into)
        case 78..<84: return .copy(some(Self.movable), group())
        case 84..<91: return .give(some(Self.movable), user())
        case 91..<95: return .setLevel(group(), Level.allCases[random.below(4)])
        default: return .administer(operation())
        }
    }

    /// A kind of link with kinds of ends that fit it.
    private mutating func ends() -> (Kind, [Kind], [Kind]) {
        switch random.below(10) {
        case 0: (.projectDatasetLink, [.project], [.dataset])
        case 1, 2: (.datasetImageLink, [.dataset], [.image])
        case 3: (.screenPlateLink, [.screen], [.plate])
        case 4: (.folderImageLink, [.folder], [.image])
        case 5: (.folderROILink, [.folder], [.roi])
        default: (.annotationLink, Kind.allCases.filter(\.naiveIsAnnotatable), Self.annotations)
        }
    }

    private mutating func new() -> NewObject {
        let often: [Kind] = [
            .image, .image, .image, .image, .dataset, .dataset, .project, .folder, .folder, .folder, .roi, .roi,
            .renderingSettings, .tag, .tag, .comment, .plate, .well, .wellSample, .wellSample, .fileset,
        ]
        let kinds = Kind.allCases.filter { !$0.naiveIsLink } + often + often
        let kind = kinds[random.below(kinds.count)]
        var new = NewObject(
            kind: kind, name: "", parent: nil, child: nil, derivedFrom: nil, plateRun: nil, attributes: Attributes())
        let parents: [Kind: Kind] = [
            .plateRun: .plate, .well: .plate, .wellSample: .well, .roi: .image, .renderingSettings: .image,
            .job: .script,
        ]
        if let parent = parents[kind] { new.parent = .existing(any([parent])) }
        if kind == .folder && random.happens(onceIn: 2) { new.parent = .existing(any([.folder])) }
        if kind == .image && random.happens(onceIn: 5) { new.parent = .existing(any([.fileset])) }
        if kind == .image && random.happens(onceIn: 3) { new.derivedFrom = .existing(any([.image])) }
        // Saved again they have a name of their own, too: copies are told by it.
        if kind == .renderingSettings { new.name = "settings \(random.next())" }
        if kind == .wellSample { new.child = .existing(any([.image])) }
        return new
    }

    private mutating func operation() -> NaiveModel.Operation {
        let (user, group) = (user(), group())
        let someone = user.rawValue == 777 ? .root : user
        let somewhere = group.rawValue == 777 ? .user : group
        switch random.below(13) {
        case 0, 1: return .add(someone, somewhere)
        case 2, 3: return .remove(someone, somewhere)
        case 4: return .setOwner(someone, somewhere, random.happens(onceIn: 2))
        case 5: return .setActive(someone, !random.happens(onceIn: 3))
        case 6: return .grant(someone, administration())
        case 7: return .deleteUser(someone)
        case 8: return .editUser(someone)
        case 9: return .renameUser(someone)
        case 10: return .setDefaultGroup(someone, somewhere)
        case 11: return .renameGroup(somewhere)
        default: return random.happens(onceIn: 2) ? .deleteGroup(somewhere) : .createGroup
        }
    }

    private mutating func administration() -> Administration {
        switch random.below(4) {
        case 0: .none
        case 1: .full
        default: .restricted(Privileges(rawValue: UInt32(random.below(512))))
        }
    }
}
