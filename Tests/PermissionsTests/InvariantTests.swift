import Permissions
import Testing

@testable import TestSupport

/// Each invariant tells a world that breaks it from one that does not.
@Suite struct InvariantTests {
    private var lab = Lab(.private)

    private func fault(_ spoil: (inout Lab) -> Void) -> String? {
        var lab = lab
        spoil(&lab)
        return Invariants.fault(in: lab.world)?.sort
    }

    @Test("a sound world has no fault")
    func sound() {
        #expect(
            fault { lab in
                let image = lab.world.add(.image, of: lab.alice, in: lab.group)
                _ = lab.world.annotate(image, .tag, by: lab.alice)
                _ = lab.world.addPlate(of: lab.alice, in: lab.group, images: 2)
            } == nil)
    }

    @Test("nothing lies between two owners in a private group")
    func privacy() {
        let ties: [(Kind, Kind)] = [(.dataset, .image), (.image, .tag), (.screen, .plate)]
        for (upper, lower) in ties {
            #expect(
                fault { lab in
                    let parent = lab.world.add(upper, of: lab.alice, in: lab.group)
                    let child = lab.world.add(lower, of: lab.bob, in: lab.group)
                    _ = lab.world.link(parent, child, by: lab.alice)
                } != nil)
        }
        for (upper, lower) in [(Kind.image, Kind.roi), (.image, .renderingSettings), (.folder, .folder)] {
            #expect(
                fault { lab in
                    let parent = lab.world.add(upper, of: lab.alice, in: lab.group)
                    _ = lab.world.add(lower, of: lab.bob, in: lab.group, parent: parent)
                } == "invariant: it is on another's in a private group")
        }
        #expect(
            fault { lab in
                let source = Value.reference(lab.world.add(.image, of: lab.alice, in: lab.group))
                let derived = Attributes([Attribute(.derivedFrom, source)])
                _ = lab.world.add(.image, of: lab.bob, in: lab.group, attributes: derived)
            } == "invariant: its source is another's in a private group")
    }

    @Test("nothing reaches into another group, but a job to an official script")
    func groups() {
        #expect(
            fault { lab in
                let other = lab.world.addGroup("other", .readWrite, members: [lab.alice])
                let image = lab.world.add(.image, of: lab.alice, in: other)
                _ = lab.world.add(.roi, of: lab.alice, in: lab.group, parent: image)
            } == "invariant: it reaches into another group")
        #expect(
            fault { lab in
                let script = lab.world.add(.script, of: .root, in: .user)
                _ = lab.world.add(.job, of: lab.alice, in: lab.group, parent: script)
            } == nil)
    }

    @Test("a whole has one owner, and an image lies in one well")
    func wholes() {
        #expect(
            fault { lab in
                let fileset = lab.world.add(.fileset, of: lab.alice, in: lab.group)
                _ = lab.world.add(.image, of: lab.bob, in: lab.group, parent: fileset)
            } == "invariant: its whole is another's")
        #expect(
            fault { lab in
                let parts = lab.world.addPlate(of: lab.alice, in: lab.group, images: 1)
                _ = lab.world.add(
                    .wellSample, of: lab.alice, in: lab.group, parent: parts.well, child: parts.images[0])
            } == "invariant: its image lies in two wells")
    }

    @Test("nothing lies in itself, and nothing is linked twice by one")
    func cycles() {
        #expect(
            fault { lab in
                let folder = lab.world.add(.folder, of: lab.alice, in: lab.group)
                let inner = lab.world.add(.folder, of: lab.alice, in: lab.group, parent: folder)
                lab.world.apply(.setParent(folder, inner))
            } == "invariant: it lies in itself")
        #expect(
            fault { lab in
                let tags = (0..<2).map { _ in lab.world.add(.tag, of: lab.alice, in: lab.group) }
                _ = lab.world.link(tags[0], tags[1], by: lab.alice)
                _ = lab.world.link(tags[1], tags[0], by: lab.alice)
            } == "invariant: it lies in itself")
        #expect(
            fault { lab in
                let image = lab.world.add(.image, of: lab.alice, in: lab.group)
                let tag = lab.world.annotate(image, .tag, by: lab.alice)
                _ = lab.world.link(image, tag, by: lab.alice)
            } == "invariant: there are two of it")
    }

    @Test("a plan names what it loses and moves, and leaves no dependent behind")
    func plans() {
        var lab = lab
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let note = lab.world.annotate(image, .comment, by: lab.alice)
        guard let link = lab.world.holders(of: note, at: .child).first else { return }
        func fault(_ plan: Plan) -> HistoryFault? {
            var after = lab.world
            after.apply(plan)
            return Invariants.fault(from: lab.world, by: plan, to: after)
        }
        var plan = Plan([.removeObject(link), .removeObject(note)])
        #expect(fault(plan) != nil)
        plan.lost = [note, link].sorted()
        #expect(fault(plan) == nil)
        plan = Plan([.removeObject(link)])
        plan.lost = [link]
        #expect(fault(plan) != nil)
        plan = Plan([.setOwner(image, lab.bob)])
        #expect(fault(plan) != nil)
        plan.moved = [image]
        #expect(fault(plan) == nil)
    }
}
