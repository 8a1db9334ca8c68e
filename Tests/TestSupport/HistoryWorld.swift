internal import Permissions

/// The small lab that a history begins in: people of every sort, groups of every level, some things of most kinds.
struct HistoryWorld {
    private(set) var world = World()
    private var random: SeededGenerator
    private var people: [UserID] = []
    private var groups: [GroupID] = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed &* 0x9e37_79b9)
        addPeople()
        addGroups()
        addThings()
        linkAbout()
        lookAbout()
        annotateAbout()
        deriveAbout()
        // Whoever is deactivated had things before.
        if let ivan = world.user(named: "ivan") { deactivate(ivan) }
        world.markAll()
    }

    private mutating func addPeople() {
        people = ["alice", "bob", "cyd", "olga", "eve", "ivan"].map { world.addUser($0) }
        let some = Administration.restricted(Privileges(rawValue: UInt32(random.below(512))))
        let one = Administration.restricted(Privileges.each[random.below(Privileges.each.count)])
        people.append(world.addUser("rita", administration: some))
        people.append(world.addUser("rob", administration: one))
        people.append(world.addUser("ada", administration: random.happens(onceIn: 2) ? .full : .restricted([])))
        // Two who are nowhere and have nothing.
        for login in ["zed", "zoe"] { _ = world.addUser(login) }
    }

    /// Groups of the four levels. Eve is in none, though things of hers may be there.
    private mutating func addGroups() {
        for level in Level.allCases {
            let members = people.filter { $0 != people[3] && $0 != people[4] && !random.happens(onceIn: 3) }
            let owners = random.happens(onceIn: 4) ? [] : [people[3]]
            let name = ["", "private", "read-only", "read-annotate", "read-write"][Int(level.rawValue)]
            groups.append(world.addGroup(name, level, owners: owners, members: members))
        }
        // One without data, that can be deleted.
        if random.happens(onceIn: 2) { _ = world.addGroup("empty", .readWrite, members: Array(people.prefix(2))) }
    }

    private mutating func addThings() {
        let kinds: [Kind] = [
            .project, .dataset, .dataset, .image, .image, .image, .tag, .tagSet, .folder, .folder, .folder, .screen,
            .attachment, .script,
        ]
        for _ in 0..<12 {
            let owner = people[random.below(6)]
            let name = ["", "one", "two"][random.below(3)]
            _ = world.add(kinds[random.below(kinds.count)], of: owner, in: groups[random.below(4)], named: name)
        }
        if random.happens(onceIn: 2) {
            _ = world.addPlate(of: people[random.below(3)], in: groups[random.below(4)], images: 2)
        }
        if random.happens(onceIn: 2) {
            _ = world.addFileset(of: people[random.below(3)], in: groups[random.below(4)], images: 2)
        }
        _ = world.add(.script, of: .root, in: .user, named: "official")
    }

    /// Links by chance what can be linked, some things by several, as time has left them: also by who is gone.
    private mutating func linkAbout() {
        let objects = world.objects.sorted { $0.key < $1.key }
        for (upper, parent) in objects {
            for (lower, child) in objects where upper < lower || !parent.kind.naiveIsAnnotation {
                let kinds = Kind.allCases.filter { $0.naiveIsLink && Kind.naiveJoins($0, parent.kind, child.kind) }
                guard let kind = kinds.first, parent.group == child.group else { continue }
                guard random.happens(onceIn: kind == .annotationLink ? 12 : 4) else { continue }
                for owner in people.prefix(6) where random.happens(onceIn: 4) && holds(parent, child, owner) {
                    _ = world.add(kind, of: owner, in: parent.group, parent: upper, child: lower)
                }
            }
        }
    }

    /// Whether the group can have a link of that owner between the two.
    private func holds(_ parent: Object, _ child: Object, _ owner: UserID) -> Bool {
        world.group(parent.group)?.level != .private || parent.owner == owner && child.owner == owner
    }

    /// Regions and settings of several on the images.
    private mutating func lookAbout() {
        for (id, image) in world.objects.sorted(by: { $0.key < $1.key }) where image.kind == .image {
            for user in people.prefix(6) where random.happens(onceIn: 5) && holds(image, image, user) {
                let kind = random.happens(onceIn: 3) ? Kind.roi : .renderingSettings
                _ = world.add(kind, of: user, in: image.group, parent: id)
            }
        }
    }

    /// Annotations on things, and annotations of both: what goes with one may hang on the other.
    private mutating func annotateAbout() {
        for (id, object) in world.objects.sorted(by: { $0.key < $1.key }) {
            guard object.kind.naiveIsAnnotatable, random.happens(onceIn: 6) else { continue }
            let (one, other) = (
                people[random.below(6)], random.happens(onceIn: 2) ? object.owner : people[random.below(6)]
            )
            guard holds(object, object, one), holds(object, object, other) else { continue }
            let comment = world.annotate(id, random.happens(onceIn: 4) ? .tag : .comment, by: one)
            let tag = world.annotate(comment, [Kind.tag, .attachment, .comment][random.below(3)], by: other)
            if random.happens(onceIn: 2) { _ = world.link(id, tag, by: other) }
        }
    }

    /// Images that were computed from others.
    private mutating func deriveAbout() {
        for (id, image) in world.objects.sorted(by: { $0.key < $1.key }) {
            let user = random.happens(onceIn: 2) ? image.owner : people[random.below(6)]
            guard image.kind == .image, random.happens(onceIn: 4), holds(image, image, user) else { continue }
            let source = Attributes([Attribute(.derivedFrom, .reference(id))])
            _ = world.add(.image, of: user, in: image.group, attributes: source)
        }
    }

    private mutating func deactivate(_ user: UserID) {
        guard var account = world.user(user) else { return }
        account.isActive = false
        world.apply(.updateUser(user, account))
        world.apply(.setMembership(user, .user, nil))
    }
}

extension World {
    /// The changes that make this world of nothing.
    var founding: [Mutation] {
        var mutations: [Mutation] = groupsByID.sorted { $0.key < $1.key }.map { .createGroup($0, $1) }
        mutations += users.sorted { $0.key < $1.key }.map { .createUser($0, $1) }
        for user in users.keys.sorted() {
            mutations += groups(of: user).map { .setMembership(user, $0, membership(of: user, in: $0)) }
        }
        return mutations + objects.sorted { $0.key < $1.key }.map { .createObject($0, $1) }
    }
}
