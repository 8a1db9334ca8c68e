import Permissions
import TestSupport
import Testing

/// Changing a level. Numbers in brackets are rows of the outcomes that OMERO's own tests have.
@Suite struct LevelChangeTests {
    @Test(
        "owners and administrators change a level, only administrators promote to read-write [71, 77, 81]",
        arguments: Level.allCases, Level.allCases)
    func right(from: Level, to: Level) {
        let lab = Lab(from)
        func refused(_ user: UserID) -> Refusal? {
            refusal { () throws(Refusal) in
                try LevelChange.change(lab.group, to: to, by: lab.caller(user), in: lab.world)
            }
        }
        #expect(refused(.root) == nil)
        #expect(refused(lab.olga) == (to == .readWrite ? .onlyAdministratorsPromote(lab.group) : nil))
        #expect(refused(lab.alice) == .notAnOwner(lab.group))
        #expect(refused(lab.zed) == .notAnOwner(lab.group))
    }

    @Test("the system groups keep their level", arguments: [GroupID.system, .user, .guest])
    func system(group: GroupID) {
        let lab = Lab(.private)
        #expect(
            refusal { () throws(Refusal) in
                try LevelChange.change(group, to: .private, by: lab.root, in: lab.world)
            } == .systemGroup(group))
    }

    /// An image of alice with what others and she put on it, in a read-write group.
    struct Annotated {
        var lab = Lab(.readWrite)
        let image: ObjectID
        let ownTag, ownComment, ownROI: ObjectID
        let othersTag, othersComment, othersROI, othersSettings, ownersComment: ObjectID
        let dataset, othersImage, placed: ObjectID

        init() {
            image = lab.world.add(.image, of: lab.alice, in: lab.group)
            ownTag = lab.world.annotate(image, .tag, by: lab.alice)
            ownComment = lab.world.annotate(image, .comment, by: lab.alice)
            ownROI = lab.world.add(.roi, of: lab.alice, in: lab.group, parent: image)
            othersTag = lab.world.annotate(image, .tag, by: lab.bob)
            othersComment = lab.world.annotate(image, .comment, by: lab.bob)
            othersROI = lab.world.add(.roi, of: lab.bob, in: lab.group, parent: image)
            othersSettings = lab.world.add(.renderingSettings, of: lab.bob, in: lab.group, parent: image)
            ownersComment = lab.world.annotate(image, .comment, by: lab.olga)
            dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
            othersImage = lab.world.add(.image, of: lab.bob, in: lab.group)
            _ = lab.world.link(dataset, othersImage, by: lab.alice)
            placed = lab.world.link(dataset, image, by: lab.bob)
        }
    }

    @Test("lowering to private loses what lies between two owners [73, 75]")
    func toPrivate() throws {
        var stage = Annotated()
        let plan = try LevelChange.change(
            stage.lab.group, to: .private, by: stage.lab.caller(stage.lab.olga), in: stage.lab.world)
        #expect(plan.needsDigest)
        #expect(plan.stays == [stage.othersImage])
        stage.lab.world.apply(plan)
        let world = stage.lab.world
        #expect(world.isConsistent)
        for id in [stage.othersComment, stage.othersROI, stage.othersSettings, stage.ownersComment] {
            #expect(!world.exists(id))
        }
        for id in [stage.ownTag, stage.ownComment] { #expect(world.isLinked(stage.image, id)) }
        #expect(world.exists(stage.ownROI) && world.exists(stage.placed))
        #expect(world.exists(stage.othersTag) && !world.isLinked(stage.image, stage.othersTag))
        #expect(world.exists(stage.othersImage) && !world.isLinked(stage.dataset, stage.othersImage))
    }

    @Test("lowering to read-only loses the annotation links that members could not make there [77]")
    func toReadOnly() throws {
        var stage = Annotated()
        stage.lab.world.apply(
            try LevelChange.change(stage.lab.group, to: .readOnly, by: stage.lab.root, in: stage.lab.world))
        let world = stage.lab.world
        #expect(!world.exists(stage.othersComment) && !world.isLinked(stage.image, stage.othersTag))
        for id in [stage.othersTag, stage.othersROI, stage.othersSettings] { #expect(world.exists(id)) }
        #expect(world.isLinked(stage.image, stage.ownersComment))
        #expect(world.isLinked(stage.dataset, stage.othersImage))
    }

    @Test("an owner who left counts as a plain member")
    func exOwner() throws {
        var stage = Annotated()
        stage.lab.world.apply(.setMembership(stage.lab.olga, stage.lab.group, nil))
        stage.lab.world.apply(
            try LevelChange.change(stage.lab.group, to: .readOnly, by: stage.lab.root, in: stage.lab.world))
        #expect(!stage.lab.world.exists(stage.ownersComment))
    }

    @Test("read-write to read-annotate, and every raising, loses nothing")
    func lossless() throws {
        for to in [Level.readAnnotate, .readWrite] {
            let stage = Annotated()
            let plan = try LevelChange.change(stage.lab.group, to: to, by: stage.lab.root, in: stage.lab.world)
            #expect(plan.lost.isEmpty && !plan.needsDigest)
        }
        let lab = Lab(.private)
        for to in Level.allCases.dropFirst() {
            let plan = try LevelChange.change(lab.group, to: to, by: lab.root, in: lab.world)
            #expect(plan.lost.isEmpty)
            #expect(plan.needsDigest == (to == .readWrite))
        }
    }

    @Test("a private group cannot hold an image and its source of another owner")
    func derived() {
        var lab = Lab(.readWrite)
        let source = lab.world.add(.image, of: lab.alice, in: lab.group)
        let attributes = Attributes([Attribute(.derivedFrom, .reference(source))])
        let image = lab.world.add(.image, of: lab.bob, in: lab.group, attributes: attributes)
        _ = lab.world.add(.image, of: lab.alice, in: lab.group, attributes: attributes)
        #expect(
            refusal { () throws(Refusal) in
                try LevelChange.change(lab.group, to: .private, by: lab.root, in: lab.world)
            } == .derivedPairs(Blockers(visible: [source, image], hidden: 0)))
    }

    @Test("a member's flags follow the level at once [13, 85]")
    func live() throws {
        var lab = Lab(.private)
        let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
        let bob = lab.caller(lab.bob)
        #expect(Decision.allowed(on: dataset, by: bob, in: lab.world).isEmpty)
        lab.world.apply(try LevelChange.change(lab.group, to: .readOnly, by: lab.caller(lab.olga), in: lab.world))
        let flags = Decision.allowed(on: dataset, by: bob, in: lab.world)
        #expect(flags.contains(.view))
        for action in [Action.mix, .edit, .delete, .annotate] { #expect(!flags.contains(action)) }
    }
}
