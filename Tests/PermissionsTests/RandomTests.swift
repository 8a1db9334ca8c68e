import Permissions
import TestSupport
import Testing

/// Random requests of random callers, each plan applied. Run again from the seed that a failure names.
@Suite struct RandomTests {
    @Test("whatever is asked, the records stay sound", arguments: UInt64(1)...40)
    func soundness(seed: UInt64) {
        var play = Play(seed: seed)
        for _ in 0..<120 {
            play.step()
            #expect(play.fault == nil, "seed \(seed)")
            if play.fault != nil { return }
        }
    }
}

extension RandomTests {
    @Test("the random requests are of all sorts, and many are allowed")
    func variety() {
        var taken: [Int: Int] = [:]
        for seed in UInt64(1)...40 {
            var play = Play(seed: seed)
            for _ in 0..<120 { play.step() }
            taken.merge(play.taken, uniquingKeysWith: +)
        }
        for roll in 0..<20 { #expect(taken[roll, default: 0] >= 10, "\(roll): \(taken)") }
    }
}

/// SplitMix64.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

struct Play {
    var world = World()
    var dice: Dice
    /// How often each sort of request changed something.
    var taken: [Int: Int] = [:]
    let users: [UserID]
    let groups: [GroupID]

    init(seed: UInt64) {
        dice = Dice(state: seed)
        var world = World()
        users =
            ["alice", "bob", "olga"].map { world.addUser($0) }
            + [world.addUser("rita", administration: .restricted([.move, .give, .deleteData])), .root]
        groups = [
            world.addGroup("p", .private, owners: [users[2]], members: [users[0], users[1]]),
            world.addGroup("w", .readWrite, owners: [users[2]], members: [users[0], users[1]]),
        ]
        self.world = world
    }

    /// What is unsound, if anything.
    var fault: String? {
        if !world.isConsistent { return "a reference leads nowhere or to another group" }
        for (id, object) in world.objects {
            guard let parent = object.parent.flatMap(world.object) else { continue }
            let isBetween = object.kind.isLink || object.kind == .roi || object.kind == .folder
            guard world.group(object.group)?.level == .private, isBetween else { continue }
            let lower = object.kind.isLink ? object.child.flatMap(world.object)?.owner : object.owner
            if parent.owner != lower { return "\(id) lies between two owners in a private group" }
        }
        let orphan = world.objects.first {
            $0.value.kind.isDependent && world.holders(of: $0.key, at: .child).isEmpty
        }
        return orphan.map { "\($0.key) has lost its last link" }
    }

    mutating func step() {
        guard let user = users.randomElement(using: &dice), let group = groups.randomElement(using: &dice) else {
            return
        }
        let caller = world.caller(user, in: group)
        let targets = (0..<Int.random(in: 1...3, using: &dice)).map { _ in any(Self.movable) }
        let roll = Int.random(in: 0..<20, using: &dice)
        let plan = try? ask(roll, caller, targets, group)
        guard let plan else { return }
        // A plan that says yes is the plan that runs.
        world.apply(plan)
        if !plan.mutations.isEmpty { taken[roll, default: 0] += 1 }
    }

    /// An object of one of the kinds, if there is any; now and then one of any kind, or none at all.
    private mutating func any(_ kinds: Set<Kind> = Set(Kind.allCases)) -> ObjectID {
        let isWild = Int.random(in: 0..<10, using: &dice) == 0
        let fitting = isWild ? [] : world.objects.filter { kinds.contains($0.value.kind) }.keys.sorted()
        let id = fitting.randomElement(using: &dice)
        return id ?? ObjectID(UInt64.random(in: 1...max(1, world.nextObjectID.rawValue), using: &dice))
    }

    private static let movable: Set<Kind> = [.project, .dataset, .folder, .screen, .plate, .image, .fileset, .tag]
    private static let links = Set(Kind.allCases.filter(\.isLink))

    /// A kind of link with kinds of ends that fit it.
    private mutating func ends() -> (kind: Kind, parent: Set<Kind>, child: Set<Kind>) {
        switch Int.random(in: 0..<5, using: &dice) {
        case 0: (.projectDatasetLink, [.project], [.dataset])
        case 1: (.datasetImageLink, [.dataset], [.image])
        case 2: (.folderROILink, [.folder], [.roi])
        case 3: (.folderImageLink, [.folder], [.image])
        default: (.annotationLink, [.image, .dataset, .tag, .roi], [.tag, .comment])
        }
    }

    private mutating func ask(
        _ roll: Int, _ caller: Caller, _ targets: [ObjectID], _ group: GroupID
    ) throws(Refusal) -> Plan {
        switch roll {
        case 0..<8: return try Importing.create(batch(targets), by: caller, in: world).plan
        case 8..<12:
            let ends = ends()
            return try Linking.link(
                ends.kind, parent: any(ends.parent), child: any(ends.child), by: caller, in: world
            ).plan
        case 12: return try Linking.unlink(any(Self.links), by: caller, in: world)
        case 13: return try Linking.setParent(of: any([.folder]), to: any([.folder]), by: caller, in: world)
        case 14, 15:
            let options = DeleteOptions(keepsContents: Bool.random(using: &dice), include: [.tag])
            return try Deleting.delete(targets, options: options, by: caller, in: world)
        case 16, 17:
            let into = Int.random(in: 0..<3, using: &dice) == 0 ? any() : nil
            return try Moving.move(
                targets, to: group, options: MoveOptions(exclude: [], into: into), by: caller, in: world)
        case 18:
            guard let user = users.randomElement(using: &dice) else { return Plan([]) }
            return try Giving.give(targets, to: user, by: caller, in: world)
        default:
            guard let level = Level.allCases.randomElement(using: &dice) else { return Plan([]) }
            return try LevelChange.change(group, to: level, by: caller, in: world)
        }
    }

    /// Things of every sort, some on what exists.
    private mutating func batch(_ targets: [ObjectID]) -> [NewObject] {
        func new(_ kind: Kind, _ parent: Reference? = nil, _ child: Reference? = nil) -> NewObject {
            NewObject(
                kind: kind, name: "", parent: parent, child: child, derivedFrom: nil, plateRun: nil,
                attributes: Attributes())
        }
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: return [new(.fileset), new(.image, .new(0)), new(.image, .new(0))]
        case 1:
            return [
                new(.plate), new(.well, .new(0)), new(.image), new(.wellSample, .new(1), .new(2)),
                new(.screen), new(.screenPlateLink, .new(4), .new(0)),
            ]
        case 2: return [new(.comment), new(.annotationLink, .existing(targets[0]), .new(0))]
        case 3: return [new(.roi, .existing(targets[0]))]
        case 4:
            return [
                new(.project), new(.dataset), new(.image), new(.tag), new(.projectDatasetLink, .new(0), .new(1)),
                new(.datasetImageLink, .new(1), .new(2)), new(.annotationLink, .new(2), .new(3)),
                new(.renderingSettings, .new(2)),
            ]
        default: return [new(.folder), new(.folder, .new(0)), new(.image), new(.folderImageLink, .new(1), .new(2))]
        }
    }
}
