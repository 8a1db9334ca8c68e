internal import Permissions

/// What comes next in a history: somebody and something, by chance, mostly of what is there.
struct HistoryChoice {
    let world: World
    var random: SeededGenerator
    let now: Int64
    /// Who asks: mostly for what is theirs, or where they are.
    private var user = UserID.root
    private var place: GroupID?

    init(world: World, random: SeededGenerator, now: Int64) {
        self.world = world
        self.random = random
        self.now = now
    }

    mutating func step() -> HistoryStep {
        let roll = random.below(112)
        let asker = asker(mostlyRuling: Self.ruling.contains(roll) && !random.happens(onceIn: 4))
        return HistoryStep(asker: asker, act: act(roll), now: now)
    }

    /// Rolls of what few may do: those who may should ask most.
    private static let ruling = 85..<109

    // MARK: - Who

    private mutating func asker(mostlyRuling: Bool) -> Asker {
        let session = !mostlyRuling && random.happens(onceIn: 5) ? pick(world.sessions.keys.sorted()) : nil
        let opened = session.flatMap { world.session($0) }
        let active = world.users.keys.sorted().filter { id in
            guard let account = world.user(id), account.isActive else { return false }
            let owns = world.groups(of: id).contains { world.membership(of: id, in: $0) == .owner }
            return !mostlyRuling || owns || account.administration != .none
        }
        user = opened?.user ?? (random.happens(onceIn: 40) ? anyUser() : pick(active) ?? .root)
        let own = world.groups(of: user).filter { $0.rawValue > 2 }
        let isAdministrator = world.user(user)?.administration != Administration.none
        // Most are where they have something to do.
        let wanted = isAdministrator && random.happens(onceIn: 2) ? anyGroup() : pick(own)
        let isNamed = opened == nil ? !random.happens(onceIn: 8) : random.happens(onceIn: 6)
        let group = isNamed ? wanted : nil
        place = group ?? opened?.group ?? world.user(user)?.defaultGroup
        return Asker(user: user, session: session, group: group, looksEverywhere: !random.happens(onceIn: 4))
    }

    // MARK: - Of what there is

    mutating func pick<Element>(_ list: [Element]) -> Element? {
        list.isEmpty ? nil : list[random.below(list.count)]
    }

    /// An object of one of the kinds; now and then another one, or none that there is.
    mutating func any(_ kinds: [Kind]) -> ObjectID {
        if random.happens(onceIn: 60) { return ObjectID(999_999) }
        let isWild = random.happens(onceIn: 30)
        let fitting = world.objects.filter { isWild || kinds.contains($0.value.kind) }
        let near = random.happens(onceIn: 10) ? fitting : fitting.filter { $0.value.group == place }
        let own = random.happens(onceIn: 2) ? near : near.filter { $0.value.owner == user }
        let list = [own, near, fitting].first { !$0.isEmpty } ?? [:]
        return pick(list.keys.sorted()) ?? ObjectID(999_999)
    }

    mutating func some(_ kinds: [Kind]) -> [ObjectID] {
        (0...(random.happens(onceIn: 3) ? random.below(3) : 0)).map { _ in any(kinds) }
    }

    mutating func anyUser() -> UserID {
        random.happens(onceIn: 60) ? UserID(999) : pick(world.users.keys.sorted()) ?? .root
    }

    mutating func anyGroup() -> GroupID {
        if random.happens(onceIn: 60) { return GroupID(999) }
        let groups = world.groupsByID.keys.sorted().filter { $0.rawValue > 2 }
        return random.happens(onceIn: 30) ? GroupID(UInt32(random.below(3))) : pick(groups) ?? .user
    }

    /// Few names, so that some are taken.
    mutating func name() -> String { ["", "one", "two", "one", "two", "three"][random.below(6)] }

    // MARK: - What

    static let movable: [Kind] = [
        .project, .dataset, .folder, .screen, .image, .image, .fileset, .plate, .tag, .tagSet, .attachment, .script,
        .job,
    ]

    private mutating func act(_ roll: Int) -> HistoryAct {
        // Worlds stay small: what is large is rather taken from than added to.
        let isFull = world.objects.count > 55
        switch roll {
        case 0..<12: return isFull ? deleting() : .create(new())
        case 12..<22: return isFull ? deleting() : .importList(list())
        case 22..<41:
            return link()
        case 41..<46: return .unlink(any(Kind.allCases.filter(\.naiveIsLink)))
        case 46..<51: return placing()
        case 51..<55: return edit()
        case 55..<62: return deleting()
        case 62..<73: return moving()
        case 73..<78:
            return isFull
                ? deleting() : .copy(some(Self.movable), random.happens(onceIn: 2) ? place ?? .user : anyGroup())
        case 78..<85: return .give(some(Self.movable), anyUser())
        case 85..<91: return .setLevel(anyGroup(), Level.allCases[random.below(4)])
        case 91..<103: return .administer(operation())
        case 103: return .officialScript(name())
        default: return session()
        }
    }

    /// Out of the folder that it lies in, or into another one of its group.
    private mutating func placing() -> HistoryAct {
        let folder = any([.folder])
        let object = world.object(folder)
        if object?.parent != nil && random.happens(onceIn: 2) { return .setParent(folder, nil) }
        let others = world.objects.filter { $0.value.kind == .folder && $0.value.group == object?.group }
        let other = pick(others.keys.sorted().filter { $0 != folder })
        return .setParent(folder, random.happens(onceIn: 6) ? any([.folder]) : other)
    }

    private mutating func deleting() -> HistoryAct {
        let include: Inclusion = [[], [.tag], [.attachment], [.tag, .attachment]][random.below(4)]
        return .delete(some(Kind.allCases), keepsContents: random.happens(onceIn: 4), include)
    }

    private mutating func moving() -> HistoryAct {
        let exclude: Inclusion = [[], [], [.tag], [.attachment]][random.below(4)]
        let group = anyGroup()
        let there = world.objects.filter { $0.value.group == group && $0.value.kind.naiveIsContainer }.keys.sorted()
        let into = random.happens(onceIn: 3) ? (random.happens(onceIn: 8) ? any(Kind.allCases) : pick(there)) : nil
        return .move(some(Self.movable), group, exclude, into: into)
    }

    private mutating func edit() -> HistoryAct {
        let id = any(Kind.allCases.filter { !$0.naiveIsLink })
        let (field, value): (Field, Value) =
            switch random.below(6) {
            case 4: ([.requester, .started, .timeLimit][random.below(3)], .integer(Int64(random.below(4))))
            case 5: (.command, .text("edited \(now)"))
            case 0: (.text, .text("edited \(now)"))
            case 1: (.namespace, .text("openmicroscopy.org/omero/insight/rating"))
            case 2: (.long, .integer(Int64(random.below(9))))
            default: (.description, .text("edited \(now)"))
            }
        return .edit(id, name: name(), field, value)
    }

    private mutating func session() -> HistoryAct {
        let isReadOnly = random.happens(onceIn: 4)
        let opening = SessionOpening(
            group: random.happens(onceIn: 3) ? nil : random.happens(onceIn: 2) ? place : anyGroup(),
            isReadOnly: isReadOnly, tokenDigest: [], uid: 1000, expires: now + Int64(random.below(60)),
            program: "count-cells")
        switch random.below(9) {
        case 0..<3: return .openSudo(random.happens(onceIn: 8) ? user : anyUser(), opening)
        case 3..<6:
            return .openScript(
                random.happens(onceIn: 2) ? user : anyUser(), opening, keepsAdministration: random.happens(onceIn: 2))
        case 6:
            let sessions = world.sessions.sorted { $0.key < $1.key }
            let own = sessions.filter { $0.value.user == user || $0.value.opener == user }
            return .endSession(pick(random.happens(onceIn: 3) ? sessions : own)?.key ?? SessionID(999))
        default: return .work(anyGroup())
        }
    }
}
