import Permissions
import TestSupport
import Testing

/// Moving to another group. Numbers in brackets are rows of the outcomes that OMERO's own tests have, letters cases
/// that users reported.
@Suite struct MovingTests {
    static let plain = MoveOptions(exclude: [], into: nil)

    /// A group to leave and one to go to, of which alice is a member.
    private func pair(_ from: Level, _ to: Level) -> (lab: Lab, target: GroupID) {
        var lab = Lab(from)
        let target = lab.world.addGroup("target", to, members: [lab.alice])
        return (lab, target)
    }

    private func move(
        _ lab: inout Lab, _ targets: [ObjectID], to group: GroupID, by user: UserID, _ options: MoveOptions = plain
    ) throws(Refusal) -> Plan {
        let plan = try Moving.move(targets, to: group, options: options, by: lab.caller(user), in: lab.world)
        lab.world.apply(plan)
        #expect(lab.world.isConsistent)
        return plan
    }

    @Test("own data move between all levels [87]", arguments: Level.allCases, Level.allCases)
    func own(from: Level, to: Level) throws {
        var (lab, target) = pair(from, to)
        let objects = [Kind.project, .dataset, .image, .screen].map { lab.world.add($0, of: lab.alice, in: lab.group) }
        let plate = lab.world.addPlate(of: lab.alice, in: lab.group, images: 1)
        let plan = try move(&lab, objects + [plate.plate], to: target, by: lab.alice)
        #expect(!plan.needsDigest)
        let all = objects + [plate.plate, plate.run, plate.well] + plate.images + plate.samples
        #expect(all.allSatisfy { lab.world.group(of: $0) == target && lab.world.owner($0) == lab.alice })
    }

    @Test(
        "only administrators move others' data, and need be in neither group [89, 91, 109, 111, 161]",
        arguments: Level.allCases)
    func right(level: Level) throws {
        var (lab, target) = pair(level, .private)
        let rita = lab.world.addUser("rita", administration: .restricted(.move))
        let image = lab.world.add(.image, of: lab.bob, in: lab.group)
        lab.world.apply(.setMembership(lab.olga, target, .owner))
        for user in [lab.olga, lab.alice, lab.bob, lab.zed] {
            #expect(
                refusal { () throws(Refusal) in
                    try Moving.move(
                        [image], to: target, options: Self.plain, by: lab.caller(user), in: lab.world)
                } != nil)
        }
        _ = try move(&lab, [image], to: target, by: rita)
        #expect(lab.world.owner(image) == lab.bob)
    }

    @Test("others' contents stay and are unlinked, but go along for an administrator [93]")
    func contents() throws {
        for (mover, goes) in [(\Lab.alice, false), (nil, true)] {
            var (lab, target) = pair(.readWrite, .readWrite)
            let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
            let own = lab.world.add(.image, of: lab.alice, in: lab.group)
            let others = lab.world.add(.image, of: lab.bob, in: lab.group)
            for image in [own, others] { _ = lab.world.link(dataset, image, by: lab.alice) }
            let plan = try move(&lab, [dataset], to: target, by: mover.map { lab[keyPath: $0] } ?? .root)
            #expect(lab.world.group(of: own) == target)
            #expect((lab.world.group(of: others) == target) == goes)
            #expect(plan.stays == (goes ? [] : [others]))
            #expect(plan.needsDigest != goes)
        }
    }

    @Test(
        "regions and notes of others follow an image, but not into a private group [95, 99, 101]",
        arguments: Level.allCases)
    func followers(to: Level) throws {
        var (lab, target) = pair(.readAnnotate, to)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let roi = lab.world.add(.roi, of: lab.bob, in: lab.group, parent: image)
        let comment = lab.world.annotate(image, .comment, by: lab.bob)
        let settings = lab.world.add(.renderingSettings, of: lab.bob, in: lab.group, parent: image)
        let tag = lab.world.annotate(image, .tag, by: lab.bob)
        _ = try move(&lab, [image], to: target, by: lab.alice)
        for id in [roi, comment, settings] {
            #expect(lab.world.group(of: id) == (to == .private ? nil : target))
            if to > .private { #expect(lab.world.owner(id) == lab.bob) }
        }
        #expect(lab.world.group(of: tag) == lab.group)
    }

    @Test("a tag that something else uses stays, an unused one follows [97, A01]")
    func tags() throws {
        var (lab, target) = pair(.private, .private)
        let images = (0..<2).map { _ in lab.world.add(.image, of: lab.alice, in: lab.group) }
        let shared = lab.world.annotate(images[0], .tag, by: lab.alice)
        _ = lab.world.link(images[1], shared, by: lab.alice)
        let free = lab.world.annotate(images[0], .tag, by: lab.alice)
        let filed = lab.world.annotate(images[0], .tag, by: lab.alice)
        _ = lab.world.link(lab.world.add(.tagSet, of: lab.alice, in: lab.group), filed, by: lab.alice)
        let plan = try move(&lab, [images[0]], to: target, by: lab.alice)
        #expect(plan.needsDigest && plan.lost.count == 2)
        #expect(lab.world.group(of: free) == target && lab.world.isLinked(images[0], free))
        #expect(lab.world.group(of: shared) == lab.group && lab.world.isLinked(images[1], shared))
        #expect(lab.world.group(of: filed) == lab.group)
    }

    @Test("an annotation follows if all that it is on goes, annotations on the same thing included")
    func chains() throws {
        var (lab, target) = pair(.readAnnotate, .readAnnotate)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let note = lab.world.annotate(image, .comment, by: lab.bob)
        let tag = lab.world.annotate(image, .tag, by: lab.alice)
        _ = lab.world.link(note, tag, by: lab.alice)
        let plan = try move(&lab, [image], to: target, by: lab.alice)
        #expect(plan.lost.isEmpty && !plan.needsDigest)
        #expect([note, tag].allSatisfy { lab.world.group(of: $0) == target })
    }

    @Test("excluded kinds of annotations stay")
    func exclusion() throws {
        var (lab, target) = pair(.private, .private)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let tag = lab.world.annotate(image, .tag, by: lab.alice)
        let file = lab.world.annotate(image, .attachment, by: lab.alice)
        _ = try move(&lab, [image], to: target, by: lab.alice, MoveOptions(exclude: [.tag], into: nil))
        #expect(lab.world.group(of: tag) == lab.group)
        #expect(lab.world.group(of: file) == target)
    }

    @Test("a fileset and a plate move whole or not at all [103, 105, A05]")
    func wholes() throws {
        var (lab, target) = pair(.private, .private)
        let images = lab.world.addFileset(of: lab.alice, in: lab.group, images: 3)
        let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
        _ = lab.world.link(dataset, images[0], by: lab.alice)
        let parts = lab.world.addPlate(of: lab.alice, in: lab.group, images: 2)
        let screen = lab.world.add(.screen, of: lab.alice, in: lab.group)
        _ = lab.world.link(screen, parts.plate, by: lab.alice)
        let missing = Refusal.filesetPart(Blockers(visible: [images[1], images[2]], hidden: 0))
        for part in [images[0], dataset] {
            #expect(refusal { () throws(Refusal) in try move(&lab, [part], to: target, by: lab.alice) } == missing)
        }
        #expect(
            refusal { () throws(Refusal) in
                try move(&lab, [parts.images[0]], to: target, by: lab.alice)
            } == .wellImage(Blockers(visible: [parts.plate], hidden: 0)))
        _ = try move(&lab, images, to: target, by: lab.alice)
        let fileset = try #require(lab.world.object(images[0])?.parent)
        #expect(lab.world.group(of: fileset) == target)
        let plan = try move(&lab, [parts.plate], to: target, by: lab.alice)
        #expect(plan.lost.count == 1)
        #expect(lab.world.group(of: screen) == lab.group)
    }

    @Test("a folder takes what lies in it and leaves what it lies in [107]")
    func folders() throws {
        var (lab, target) = pair(.private, .private)
        let top = lab.world.add(.folder, of: lab.alice, in: lab.group)
        let middle = lab.world.add(.folder, of: lab.alice, in: lab.group, parent: top)
        let bottom = lab.world.add(.folder, of: lab.alice, in: lab.group, parent: middle)
        let plan = try move(&lab, [middle], to: target, by: lab.alice)
        #expect(plan.needsDigest)
        #expect(lab.world.group(of: top) == lab.group && lab.world.group(of: bottom) == target)
        #expect(lab.world.object(middle)?.parent == nil && lab.world.object(bottom)?.parent == middle)
    }

    @Test("moved objects are placed in a container of the target group in one step")
    func placing() throws {
        var (lab, target) = pair(.readWrite, .readAnnotate)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let own = lab.world.add(.dataset, of: lab.alice, in: target)
        let others = lab.world.add(.dataset, of: lab.bob, in: target)
        #expect(
            refusal { () throws(Refusal) in
                try move(&lab, [image], to: target, by: lab.alice, MoveOptions(exclude: [], into: others))
            } == .notAllowed(.mix, others, .member, .readAnnotate))
        _ = try move(&lab, [image], to: target, by: lab.alice, MoveOptions(exclude: [], into: own))
        #expect(lab.world.isLinked(own, image))
    }

    @Test("no move brings an image to its source in a private group, if that is another's")
    func derived() {
        for names in [[0], [1], [0, 1]] {
            var (lab, target) = pair(.readWrite, .private)
            let home = names.contains(0) ? lab.group : target
            let source = lab.world.add(.image, of: lab.alice, in: home)
            let image = lab.world.add(
                .image, of: lab.bob, in: names.contains(1) ? lab.group : target,
                attributes: Attributes([Attribute(.derivedFrom, .reference(source))]))
            let targets = names.map { [source, image][$0] }
            #expect(
                refusal { () throws(Refusal) in try move(&lab, targets, to: target, by: .root) }
                    == .derivedPairs(Blockers(visible: [source, image], hidden: 0)))
        }
    }

    @Test("nothing moves into a system group, into its own group or out of a confined session")
    func places() {
        let (stage, target) = pair(.readWrite, .readWrite)
        var lab = stage
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        func refused(_ group: GroupID, _ caller: Caller) -> Refusal? {
            refusal { () throws(Refusal) in
                try Moving.move([image], to: group, options: Self.plain, by: caller, in: lab.world)
            }
        }
        #expect(refused(.user, lab.root) == .systemGroup(.user))
        #expect(refused(lab.group, lab.root) == .sameGroup(lab.group))
        #expect(refused(GroupID(99), lab.root) == .noSuchGroup(GroupID(99)))
        var confined = lab.caller(lab.alice)
        confined.sessionKind = .script
        #expect(refused(target, confined) == .confinedSession)
    }
}
