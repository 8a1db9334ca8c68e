public import Permissions

/// Everything that one can do with everything in a small lab, each act judged by the law and by the model.
public struct EveryAct {
    private var world = World()
    private let caller: Caller
    private let other: UserID
    private let third: UserID
    private var groups: [GroupID] = []
    private let group: GroupID
    /// How many acts were tried.
    public private(set) var count = 0
    /// Where law and model differ, in words.
    public private(set) var differences: [String] = []

    /// - Parameters:
    ///   - caller: makes the caller of a user who is what it should be, in the group that all is tried in.
    public init(
        _ level: Level, administration: Administration, membership: Membership?,
        caller: (World, UserID, GroupID) -> Caller
    ) {
        other = world.addUser("other")
        third = world.addUser("third")
        let user = world.addUser("caller", administration: administration)
        group = world.addGroup("lab", level, members: [other, third])
        if let membership { world.join(user, group, membership) }
        for level in Level.allCases { groups.append(world.addGroup("\(level)", level, members: [user, third])) }
        self.caller = caller(world, user, group)
    }

    private var owners: [UserID] { [caller.user, other] }

    /// Makes or removes every kind of link between ends of every owner, made by each.
    public mutating func tryLinks() {
        var ends: [Kind: [ObjectID]] = [:]
        for kind in Kind.allCases where !kind.naiveIsLink {
            ends[kind] = owners.map { world.add(kind, of: $0, in: group) }
        }
        var made: [ObjectID] = []
        var acts: [HistoryAct] = []
        for kind in Kind.allCases where kind.naiveIsLink {
            for (upper, parents) in ends {
                for (lower, children) in ends where Kind.naiveJoins(kind, upper, lower) {
                    // Of annotations one of each sort is enough for removing.
                    let isTypical = [.tag, .comment].contains(lower) && [.image, .project].contains(upper)
                    for parent in parents {
                        for child in children {
                            acts.append(.link(kind, parent, child))
                            guard kind != .annotationLink || isTypical else { continue }
                            made += owners.map {
                                world.add(kind, of: $0, in: group, parent: parent, child: child)
                            }
                        }
                    }
                }
            }
        }
        attempt(acts + made.map { .unlink($0) })
    }

    /// Makes, edits, deletes, moves, copies and gives one of every kind of each owner, and sets every level.
    public mutating func tryThings() {
        var things: [ObjectID] = []
        for (owner, stranger) in [(caller.user, other), (other, caller.user)] {
            var own: [Kind: ObjectID] = [:]
            let parents: [Kind: Kind] = [
                .plateRun: .plate, .well: .plate, .wellSample: .well, .roi: .image, .renderingSettings: .image,
                .job: .script,
            ]
            for kind in Kind.allCases where !kind.naiveIsLink {
                own[kind] = world.add(kind, of: owner, in: group, parent: parents[kind].flatMap { own[$0] })
            }
            guard let image = own[.image], let tag = own[.tag], let dataset = own[.dataset] else { return }
            // A private group holds no image with another's for its source.
            let isPrivate = world.group(group)?.level == .private
            let source = world.add(.image, of: isPrivate ? owner : stranger, in: group)
            let derived = Attributes([Attribute(.derivedFrom, .reference(source))])
            own[.long] = world.add(.image, of: owner, in: group, attributes: derived)
            _ = world.link(image, tag, by: isPrivate ? owner : stranger)
            _ = world.link(dataset, image, by: owner)
            _ = world.annotate(image, .comment, by: isPrivate ? owner : stranger)
            things += own.values.sorted()
        }
        for (id, object) in world.objects where !object.kind.naiveIsLink {
            world.apply(.updateObject(id, name: "object \(id.rawValue)", attributes: object.attributes))
        }
        attempt(things.flatMap(acts) + creations(on: things) + Level.allCases.map { .setLevel(group, $0) })
    }

    private func acts(on id: ObjectID) -> [HistoryAct] {
        let target = groups[Int(id.rawValue) % groups.count]
        return [
            .edit(id, describes: true), .edit(id, describes: false),
            .delete([id], keepsContents: false, [.tag]), .move([id], target, [], into: nil),
            .move([id], groups[0], [.tag], into: nil), .copy([id], group), .copy([id], target), .give([id], third),
            .give([id], caller.user), .setParent(id, nil),
        ]
    }

    private func creations(on things: [ObjectID]) -> [HistoryAct] {
        Kind.allCases.filter { !$0.naiveIsLink }.flatMap { kind in
            ([nil] + things.map { Reference.existing($0) }).map { parent in
                .create(
                    NewObject(
                        kind: kind, name: "new", parent: parent, child: nil, derivedFrom: nil, plateRun: nil,
                        attributes: Attributes()))
            }
        }
    }

    private mutating func attempt(_ acts: [HistoryAct]) {
        let trial = HistoryTrial(world, caller)
        for act in acts {
            count += 1
            if let difference = trial.difference(act, trial.verdict(of: act)) {
                differences.append("\(act): \(difference)")
            }
        }
    }
}
