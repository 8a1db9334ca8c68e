import Permissions
import TestSupport
import Testing

/// Deleting. Numbers in brackets are rows of the outcomes that OMERO's own tests have.
@Suite struct DeletingTests {
    static let plain = DeleteOptions(keepsContents: false, include: [])

    private func delete(_ lab: inout Lab, _ targets: [ObjectID], by user: UserID) -> Refusal? {
        do throws(Refusal) {
            lab.world.apply(
                try Deleting.delete(targets, options: Self.plain, by: lab.caller(user), in: lab.world))
        } catch {
            return error
        }
        #expect(lab.world.isConsistent)
        return nil
    }

    @Test("who may delete another's image [39, 41, 43]", arguments: Level.allCases)
    func right(level: Level) {
        for user in [\Lab.bob, \Lab.olga] {
            var lab = Lab(level)
            let image = lab.world.add(.image, of: lab.alice, in: lab.group)
            let isAllowed = delete(&lab, [image], by: lab[keyPath: user]) == nil
            #expect(isAllowed == (user == \Lab.olga || level == .readWrite))
            if !isAllowed { #expect(delete(&lab, [image], by: .root) == nil) }
        }
    }

    @Test("others' notes on an image go with it, their tags stay [45, 49, 51]")
    func notes() {
        var lab = Lab(.readAnnotate)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let other = lab.world.add(.image, of: lab.alice, in: lab.group)
        let going = [
            lab.world.annotate(image, .comment, by: lab.bob), lab.world.annotate(image, .long, by: lab.bob),
            lab.world.add(.roi, of: lab.bob, in: lab.group, parent: image),
            lab.world.add(.renderingSettings, of: lab.bob, in: lab.group, parent: image),
            lab.world.add(.renderingSettings, of: lab.alice, in: lab.group, parent: image),
        ]
        let shared = lab.world.annotate(image, .comment, by: lab.bob)
        _ = lab.world.link(other, shared, by: lab.bob)
        let tag = lab.world.annotate(image, .tag, by: lab.bob)
        let attachment = lab.world.annotate(image, .attachment, by: lab.bob)
        #expect(delete(&lab, [image], by: lab.alice) == nil)
        #expect((going + [image]).allSatisfy { !lab.world.exists($0) })
        #expect([other, shared, tag, attachment].allSatisfy(lab.world.exists))
    }

    @Test("one's own tag can be deleted, links and all [47]")
    func tag() {
        var lab = Lab(.readAnnotate)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let tag = lab.world.add(.tag, of: lab.bob, in: lab.group)
        _ = lab.world.link(image, tag, by: lab.alice)
        #expect(delete(&lab, [tag], by: lab.bob) == nil)
        #expect(lab.world.exists(image))
    }

    @Test("contents of others stay and are unlinked [53, 55, 57]")
    func contents() throws {
        var lab = Lab(.readAnnotate)
        let project = lab.world.add(.project, of: lab.alice, in: lab.group)
        let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
        let own = lab.world.add(.image, of: lab.alice, in: lab.group)
        let others = lab.world.add(.image, of: lab.olga, in: lab.group)
        _ = lab.world.link(project, dataset, by: lab.alice)
        for image in [own, others] { _ = lab.world.link(dataset, image, by: lab.olga) }
        #expect(delete(&lab, [project], by: lab.bob) != nil)
        let plan = try Deleting.delete([project], options: Self.plain, by: lab.caller(lab.alice), in: lab.world)
        #expect(plan.stays == [others])
        lab.world.apply(plan)
        #expect([project, dataset, own].allSatisfy { !lab.world.exists($0) })
        #expect(lab.world.exists(others))
    }

    @Test("contents that are also elsewhere stay, unless that goes too")
    func elsewhere() {
        var lab = Lab(.readOnly)
        let datasets = (0..<2).map { _ in lab.world.add(.dataset, of: lab.alice, in: lab.group) }
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        for dataset in datasets { _ = lab.world.link(dataset, image, by: lab.alice) }
        var copy = lab
        #expect(delete(&copy, [datasets[0]], by: lab.alice) == nil)
        #expect(copy.world.exists(image))
        #expect(delete(&lab, datasets, by: lab.alice) == nil)
        #expect(!lab.world.exists(image))
    }

    @Test("keeping contents leaves all of them")
    func keeping() throws {
        var lab = Lab(.readOnly)
        let folder = lab.world.add(.folder, of: lab.alice, in: lab.group)
        let inner = lab.world.add(.folder, of: lab.alice, in: lab.group, parent: folder)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        _ = lab.world.link(folder, image, by: lab.alice)
        let options = DeleteOptions(keepsContents: true, include: [])
        let plan = try Deleting.delete([folder], options: options, by: lab.caller(lab.alice), in: lab.world)
        #expect(plan.stays == [inner, image])
        lab.world.apply(plan)
        #expect(lab.world.isConsistent)
    }

    @Test("folders never take regions along")
    func regions() {
        var lab = Lab(.readOnly)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let roi = lab.world.add(.roi, of: lab.alice, in: lab.group, parent: image)
        let folder = lab.world.add(.folder, of: lab.alice, in: lab.group)
        _ = lab.world.link(folder, roi, by: lab.alice)
        #expect(delete(&lab, [folder], by: lab.alice) == nil)
        #expect(lab.world.exists(roi))
    }

    @Test("a fileset goes whole or not at all [61, 63]")
    func filesets() throws {
        var lab = Lab(.readOnly)
        let images = lab.world.addFileset(of: lab.alice, in: lab.group, images: 2)
        let fileset = try #require(lab.world.object(images[0])?.parent)
        let part = lab.world.add(.dataset, of: lab.alice, in: lab.group)
        _ = lab.world.link(part, images[0], by: lab.alice)
        #expect(
            delete(&lab, [images[0]], by: lab.alice) == .filesetPart(Blockers(visible: [images[1]], hidden: 0)))
        var copy = lab
        #expect(delete(&copy, [part], by: lab.alice) == nil)
        #expect(copy.world.exists(images[0]))
        _ = lab.world.link(part, images[1], by: lab.alice)
        #expect(delete(&lab, [part], by: lab.alice) == nil)
        #expect((images + [fileset]).allSatisfy { !lab.world.exists($0) })
    }

    @Test("a plate takes its wells, and images that are in nothing else [59]")
    func plates() {
        var lab = Lab(.readOnly)
        let parts = lab.world.addPlate(of: lab.alice, in: lab.group, images: 2)
        let screen = lab.world.add(.screen, of: lab.bob, in: lab.group)
        _ = lab.world.link(screen, parts.plate, by: lab.bob)
        let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
        _ = lab.world.link(dataset, parts.images[1], by: lab.alice)
        #expect(
            delete(&lab, [parts.images[0]], by: lab.alice) == .wellImage(Blockers(visible: [parts.plate], hidden: 0)))
        var copy = lab
        #expect(delete(&copy, [parts.run], by: lab.alice) == nil)
        #expect(!copy.world.exists(parts.samples[0]) && copy.world.exists(parts.images[0]))
        #expect(delete(&lab, [parts.plate], by: lab.alice) == nil)
        #expect(!lab.world.exists(parts.images[0]) && !lab.world.exists(parts.well))
        #expect(lab.world.exists(parts.images[1]) && lab.world.exists(screen))
    }

    @Test("an image of a plate stays when a dataset that shows it goes")
    func plateImages() {
        var lab = Lab(.readOnly)
        let parts = lab.world.addPlate(of: lab.alice, in: lab.group, images: 1)
        let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
        _ = lab.world.link(dataset, parts.images[0], by: lab.alice)
        #expect(delete(&lab, [dataset], by: lab.alice) == nil)
        #expect(lab.world.exists(parts.images[0]))
    }

    @Test("a tag set leaves its tags [65], included tags go if nothing else uses them")
    func tagSets() throws {
        var lab = Lab(.readOnly)
        let set = lab.world.add(.tagSet, of: lab.alice, in: lab.group)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let used = lab.world.annotate(set, .tag, by: lab.alice)
        _ = lab.world.link(image, used, by: lab.alice)
        let free = lab.world.annotate(image, .tag, by: lab.alice)
        let others = lab.world.annotate(image, .tag, by: lab.olga)
        let options = DeleteOptions(keepsContents: false, include: [.tag])
        lab.world.apply(try Deleting.delete([image], options: options, by: lab.caller(lab.alice), in: lab.world))
        #expect(!lab.world.exists(free))
        #expect([used, others, set].allSatisfy(lab.world.exists))
        #expect(delete(&lab, [set], by: lab.alice) == nil)
        #expect(lab.world.exists(used))
    }

    @Test("an included tag goes with the last thing that uses it, even if that is a note on the same image")
    func chains() throws {
        var lab = Lab(.readAnnotate)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let note = lab.world.annotate(image, .comment, by: lab.bob)
        let tag = lab.world.annotate(image, .tag, by: lab.alice)
        _ = lab.world.link(note, tag, by: lab.alice)
        let options = DeleteOptions(keepsContents: false, include: .tag)
        lab.world.apply(try Deleting.delete([image], options: options, by: lab.caller(lab.alice), in: lab.world))
        #expect([image, note, tag].allSatisfy { !lab.world.exists($0) })
    }

    @Test("either image of a derived pair goes without the other [69]", arguments: [0, 1])
    func derived(index: Int) {
        var lab = Lab(.readWrite)
        let source = lab.world.add(.image, of: lab.alice, in: lab.group)
        let image = lab.world.add(
            .image, of: lab.bob, in: lab.group,
            attributes: Attributes([Attribute(.derivedFrom, .reference(source))]))
        let pair = [source, image]
        #expect(delete(&lab, [pair[index]], by: .root) == nil)
        #expect(lab.world.exists(pair[1 - index]))
    }

    @Test("one target that may not be deleted refuses the whole call")
    func allOrNothing() {
        var lab = Lab(.readOnly)
        let own = lab.world.add(.image, of: lab.bob, in: lab.group)
        let others = lab.world.add(.image, of: lab.alice, in: lab.group)
        #expect(delete(&lab, [own, others], by: lab.bob) == .notAllowed(.delete, others, .member, .readOnly))
        #expect(lab.world.exists(own))
    }
}
