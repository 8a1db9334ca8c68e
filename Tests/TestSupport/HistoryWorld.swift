internal import Permissions

/// The small lab that histories are played in: people of every sort, groups of every level, some things of each kind.
public struct HistoryWorld: Sendable {
    public let world: World
    let users: [UserID]
    let groups: [GroupID]

    public init(seed: UInt64) {
        var random = SeededGenerator(seed: seed &* 0x9e37_79b9)
        var world = World()
        var users = ["alice", "bob", "cyd", "olga"].map { world.addUser($0) }
        let privileges = Privileges(rawValue: UInt32(random.below(512)))
        users.append(world.addUser("rita", administration: .restricted(privileges)))
        users.append(world.addUser("ada", administration: random.happens(onceIn: 2) ? .full : .restricted(.move)))
        let gone = world.addUser("eve")
        let inactive = world.addUser("ivan")
        users += [gone, inactive, .root]
        var groups: [GroupID] = []
        for level in Level.allCases {
            let members = users.prefix(5).filter { _ in !random.happens(onceIn: 4) }
            groups.append(
                world.addGroup("\(level)", level, owners: [users[3]], members: members.filter { $0 != users[3] }))
        }
        for _ in 0..<16 {
            let owner = [users[0], users[1], users[3], gone, inactive][random.below(5)]
            let kinds: [Kind] = [
                .project, .dataset, .image, .image, .tag, .folder, .folder, .folder, .screen, .attachment, .script,
            ]
            _ = world.add(kinds[random.below(kinds.count)], of: owner, in: groups[random.below(4)])
        }
        for group in groups where random.happens(onceIn: 2) {
            _ = world.addPlate(of: users[random.below(2)], in: group, images: 2)
            _ = world.addFileset(of: users[random.below(2)], in: group, images: 2)
        }
        world.linkAbout(by: Array(users.prefix(4)) + [gone], with: &random)
        world.lookAbout(by: Array(users.prefix(4)), with: &random)
        for id in world.objects.keys.sorted() {
            world.nameByID(id)
        }
        if var account = world.user(inactive) {
            account.isActive = false
            world.apply(.updateUser(inactive, account))
            world.apply(.setMembership(inactive, .user, nil))
        }
        _ = world.add(.script, of: .root, in: .user, named: "official")
        self.world = world
        self.users = users
        self.groups = groups
    }

    /// The changes that make this world of nothing.
    var founding: [Mutation] {
        var mutations: [Mutation] = world.groupsByID.sorted { $0.key < $1.key }.map { .createGroup($0, $1) }
        mutations += world.users.sorted { $0.key < $1.key }.map { .createUser($0, $1) }
        for user in world.users.keys.sorted() {
            for group in world.groups(of: user) {
                mutations.append(.setMembership(user, group, world.membership(of: user, in: group)))
            }
        }
        return mutations + world.objects.sorted { $0.key < $1.key }.map { .createObject($0, $1) }
    }
}

extension World {
    /// Links by chance what can be linked, each time by several, as time has left them: also by who is gone.
    fileprivate mutating func linkAbout(by users: [UserID], with random: inout SeededGenerator) {
        let ids = objects.keys.sorted()
        let datasets = ids.filter { objects[$0]?.kind == .dataset }
        for round in 0..<48 {
            // Some of these are sure to meet.
            let upper =
                round < 8 && !datasets.isEmpty ? datasets[random.below(datasets.count)] : ids[random.below(ids.count)]
            let lower = ids[random.below(ids.count)]
            guard let parent = object(upper), let child = object(lower), parent.group == child.group, upper != lower
            else { continue }
            let kind = Kind.allCases.first { $0.naiveIsLink && Kind.naiveJoins($0, parent.kind, child.kind) }
            guard let kind, !parent.kind.naiveIsAnnotation else { continue }
            for owner in users where random.happens(onceIn: 2) {
                let isOwn = parent.owner == owner && child.owner == owner
                if group(parent.group)?.level == .private && !isOwn { continue }
                _ = add(kind, of: owner, in: parent.group, parent: upper, child: lower)
            }
        }
    }

    /// Regions and settings of several on the images.
    fileprivate mutating func lookAbout(by users: [UserID], with random: inout SeededGenerator) {
        for (id, image) in objects.sorted(by: { $0.key < $1.key }) where image.kind == .image {
            for user in users where random.happens(onceIn: 3) {
                if group(image.group)?.level == .private && user != image.owner { continue }
                _ = add(random.happens(onceIn: 3) ? .roi : .renderingSettings, of: user, in: image.group, parent: id)
            }
        }
    }

    /// Gives an object a name of its own, by which a copy of it is known.
    fileprivate mutating func nameByID(_ id: ObjectID) {
        guard let object = object(id) else { return }
        apply(.updateObject(id, name: "object \(id.rawValue)", attributes: object.attributes))
    }
}
