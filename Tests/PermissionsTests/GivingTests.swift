import Permissions
import TestSupport
import Testing

/// Changing the owner. Numbers in brackets are rows of the outcomes that OMERO's own tests have.
@Suite struct GivingTests {
    private func give(_ lab: inout Lab, _ targets: [ObjectID], to user: UserID, by giver: UserID) -> Refusal? {
        do throws(Refusal) {
            lab.world.apply(try Giving.give(targets, to: user, by: lab.caller(giver), in: lab.world))
        } catch {
            return error
        }
        #expect(lab.world.isConsistent)
        return nil
    }

    @Test("administrators and owners give, the data owner cannot [161]", arguments: Level.allCases)
    func right(level: Level) {
        for (giver, isAllowed) in [(\Lab.alice, false), (\Lab.bob, false), (\Lab.olga, true)] {
            var lab = Lab(level)
            let image = lab.world.add(.image, of: lab.alice, in: lab.group)
            #expect((give(&lab, [image], to: lab.bob, by: lab[keyPath: giver]) == nil) == isAllowed)
        }
        var lab = Lab(level)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        #expect(give(&lab, [image], to: lab.bob, by: .root) == nil)
        #expect(lab.world.owner(image) == lab.bob)
    }

    @Test("the recipient is an active member [113, 115]")
    func recipient() {
        var lab = Lab(.readOnly)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        for giver in [lab.olga, .root] {
            #expect(give(&lab, [image], to: lab.zed, by: giver) == .notAMember(lab.zed, lab.group))
        }
    }

    @Test("an owner takes only the data of someone who left")
    func taking() {
        var lab = Lab(.readOnly)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        #expect(give(&lab, [image], to: lab.olga, by: lab.olga) == .ownerStillActive(lab.alice))
        lab.world.apply(.setMembership(lab.alice, lab.group, nil))
        #expect(give(&lab, [image], to: lab.olga, by: lab.olga) == nil)
    }

    @Test("in a private group the shared tag stays with the old owner, unlinked [117]")
    func privateGroup() {
        var lab = Lab(.private)
        let images = (0..<2).map { _ in lab.world.add(.image, of: lab.alice, in: lab.group) }
        let tag = lab.world.annotate(images[0], .tag, by: lab.alice)
        _ = lab.world.link(images[1], tag, by: lab.alice)
        let comment = lab.world.annotate(images[0], .comment, by: lab.alice)
        let roi = lab.world.add(.roi, of: lab.alice, in: lab.group, parent: images[0])
        #expect(give(&lab, [images[0]], to: lab.bob, by: lab.olga) == nil)
        #expect([images[0], comment, roi].allSatisfy { lab.world.owner($0) == lab.bob })
        #expect(lab.world.owner(tag) == lab.alice && !lab.world.isLinked(images[0], tag))
        #expect(lab.world.isLinked(images[0], comment) && lab.world.isLinked(images[1], tag))
    }

    @Test("container links between two owners are cut but in a read-write group", arguments: Level.allCases)
    func containers(level: Level) {
        var lab = Lab(level)
        let project = lab.world.add(.project, of: lab.alice, in: lab.group)
        let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        _ = lab.world.link(project, dataset, by: lab.alice)
        let inner = lab.world.link(dataset, image, by: lab.alice)
        #expect(give(&lab, [dataset], to: lab.bob, by: .root) == nil)
        #expect([dataset, image, inner].allSatisfy { lab.world.owner($0) == lab.bob })
        #expect(lab.world.isLinked(project, dataset) == (level == .readWrite))
    }

    @Test("duplicate links merge, and own settings stay")
    func merging() {
        var lab = Lab(.readWrite)
        let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let first = lab.world.link(dataset, image, by: lab.alice)
        let second = lab.world.link(dataset, image, by: lab.bob)
        let settings = [lab.alice, lab.bob].map {
            lab.world.add(.renderingSettings, of: $0, in: lab.group, parent: image)
        }
        #expect(give(&lab, [dataset], to: lab.bob, by: .root) == nil)
        #expect(!lab.world.exists(first) && lab.world.exists(second))
        #expect(settings.map { lab.world.owner($0) } == [lab.alice, lab.bob])
    }
}
