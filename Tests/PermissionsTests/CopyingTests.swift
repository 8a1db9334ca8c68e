import Permissions
import TestSupport
import Testing

/// Copying. Numbers in brackets are rows of the outcomes that OMERO's own tests have.
@Suite struct CopyingTests {
    private func copy(_ lab: inout Lab, _ targets: [ObjectID], to group: GroupID, by user: UserID) throws -> [ObjectID]
    {
        let creation = try Copying.copy(targets, to: group, by: lab.caller(user), in: lab.world)
        lab.world.apply(creation.plan)
        #expect(lab.world.isConsistent)
        return creation.ids
    }

    @Test("one copies one's own data, an administrator anyone's", arguments: Level.allCases)
    func right(level: Level) {
        var lab = Lab(level)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        for user in [lab.bob, lab.olga] {
            let refusal = refusal { () throws(Refusal) in
                try Copying.copy([image], to: lab.group, by: lab.caller(user), in: lab.world)
            }
            #expect(refusal == (level == .private && user == lab.bob ? .noSuchObject(image) : .notYoursToCopy(image)))
        }
        for user in [lab.alice, .root] {
            let refusal = refusal { () throws(Refusal) in
                try Copying.copy([image], to: lab.group, by: lab.caller(user), in: lab.world)
            }
            #expect(refusal == nil)
        }
    }

    @Test(
        "a copy keeps structure and one's own notes, and links shared ones again [163, 165]",
        arguments: Level.allCases.dropFirst())
    func structure(level: Level) throws {
        var lab = Lab(level)
        let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group, named: "d")
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        _ = lab.world.link(dataset, image, by: lab.alice)
        _ = lab.world.annotate(image, .comment, by: lab.alice)
        _ = lab.world.annotate(image, .comment, by: lab.bob)
        let own = lab.world.annotate(image, .tag, by: lab.alice)
        let others = lab.world.annotate(image, .tag, by: lab.bob)
        _ = lab.world.add(.roi, of: lab.bob, in: lab.group, parent: image)
        _ = lab.world.add(.renderingSettings, of: lab.alice, in: lab.group, parent: image)
        let made = try copy(&lab, [dataset], to: lab.group, by: lab.alice)
        #expect(lab.world.object(made[0])?.name == "d")
        let link = try #require(lab.world.holders(of: made[0], at: .parent).first)
        let copied = try #require(lab.world.object(link)?.child)
        #expect(lab.world.isLinked(copied, own))
        #expect(lab.world.isLinked(copied, others) == (level >= .readAnnotate))
        let kinds = lab.world.holders(of: copied, at: .parent).compactMap { lab.world.object($0)?.kind }
        #expect(kinds.filter { $0 == .roi }.isEmpty && kinds.contains(.renderingSettings))
        let notes = lab.world.holders(of: copied, at: .parent).compactMap { lab.world.object($0)?.child }
        #expect(notes.filter { lab.world.object($0)?.kind == .comment }.count == 1)
    }

    @Test("into another group one's own tag is copied once")
    func elsewhere() throws {
        var lab = Lab(.readWrite)
        let target = lab.world.addGroup("target", .private, members: [lab.alice])
        let parts = lab.world.addPlate(of: lab.alice, in: lab.group, images: 2)
        let tag = lab.world.annotate(parts.images[0], .tag, by: lab.alice)
        _ = lab.world.link(parts.images[1], tag, by: lab.alice)
        _ = lab.world.annotate(parts.images[1], .tag, by: lab.bob)
        _ = try copy(&lab, [parts.plate], to: target, by: lab.alice)
        for (kind, count) in [(Kind.plate, 1), (.well, 1), (.plateRun, 1), (.wellSample, 2), (.image, 2), (.tag, 1)] {
            #expect(lab.world.objects(in: target, owner: lab.alice, kind: kind).count == count)
        }
        #expect(
            refusal { () throws(Refusal) in
                try Copying.copy([parts.images[0]], to: target, by: lab.caller(lab.alice), in: lab.world)
            } == .wellImage(Blockers(visible: [parts.plate], hidden: 0)))
        #expect(
            refusal { () throws(Refusal) in
                try Copying.copy([tag], to: target, by: lab.caller(lab.alice), in: lab.world)
            } == nil)
    }
}
