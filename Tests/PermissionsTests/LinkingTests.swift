import Permissions
import TestSupport
import Testing

/// Linking, annotating and editing. Numbers in brackets are rows of the outcomes that OMERO's own tests have.
@Suite struct LinkingTests {
    @Test("a container link to another's data needs mixing [9, 15, 123]", arguments: Level.allCases)
    func mixing(level: Level) {
        var lab = Lab(level)
        let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
        let own = [lab.bob, lab.olga].map { lab.world.add(.image, of: $0, in: lab.group) }
        for (user, image) in zip([lab.bob, lab.olga], own) {
            let refusal = refusal { () throws(Refusal) in
                try Linking.link(
                    .datasetImageLink, parent: dataset, child: image, by: lab.caller(user), in: lab.world)
            }
            #expect((refusal == nil) == (user == lab.bob ? level == .readWrite : level > .private))
        }
    }

    @Test(
        "an annotation needs annotate on the object, and on another's annotation [5, 21, 27, 31, 33, 149]",
        arguments: Level.allCases)
    func annotating(level: Level) {
        var lab = Lab(level)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let own = lab.world.add(.image, of: lab.bob, in: lab.group)
        let tag = lab.world.add(.tag, of: lab.alice, in: lab.group)
        let ownTag = lab.world.add(.tag, of: lab.bob, in: lab.group)
        func isRefused(_ parent: ObjectID, _ child: ObjectID, _ user: UserID) -> Bool {
            refusal { () throws(Refusal) in
                try Linking.link(.annotationLink, parent: parent, child: child, by: lab.caller(user), in: lab.world)
            } != nil
        }
        #expect(isRefused(image, ownTag, lab.bob) == (level < .readAnnotate))
        #expect(isRefused(own, tag, lab.bob) == (level < .readAnnotate))
        #expect(!isRefused(own, ownTag, lab.bob))
        #expect(isRefused(image, tag, lab.olga) == (level == .private))
        #expect(isRefused(image, tag, .root) == (level == .private))
    }

    @Test(
        "a link is removed by its owner, by whoever owns both ends, and by right over its owner's data [19, 31, 35, 37]",
        arguments: Level.allCases.dropFirst())
    func removing(level: Level) throws {
        var lab = Lab(level)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let tag = lab.world.add(.tag, of: lab.bob, in: lab.group)
        let link = lab.world.link(image, tag, by: lab.bob)
        let both = lab.world.link(image, lab.world.add(.tag, of: lab.alice, in: lab.group), by: lab.bob)
        func isRefused(_ link: ObjectID, _ user: UserID) -> Bool {
            refusal { () throws(Refusal) in try Linking.unlink(link, by: lab.caller(user), in: lab.world) } != nil
        }
        #expect(isRefused(link, lab.alice) == (level < .readWrite))
        #expect(!isRefused(both, lab.alice))
        for user in [lab.bob, lab.olga, .root] { #expect(!isRefused(link, user)) }
        lab.world.apply(try Linking.unlink(link, by: lab.caller(lab.olga), in: lab.world))
        #expect(lab.world.exists(tag))
    }

    @Test("a comment goes with its last link, a tag does not")
    func orphans() throws {
        var lab = Lab(.readAnnotate)
        let images = (0..<2).map { _ in lab.world.add(.image, of: lab.alice, in: lab.group) }
        let comment = lab.world.add(.comment, of: lab.bob, in: lab.group)
        let links = images.map { lab.world.link($0, comment, by: lab.bob) }
        let remark = lab.world.annotate(comment, .comment, by: lab.alice)
        lab.world.apply(try Linking.unlink(links[0], by: lab.caller(lab.bob), in: lab.world))
        #expect(lab.world.exists(comment))
        lab.world.apply(try Linking.unlink(links[1], by: lab.caller(lab.bob), in: lab.world))
        #expect(!lab.world.exists(comment))
        #expect(!lab.world.exists(remark))
    }

    @Test("each user links the same two ends once")
    func duplicates() throws {
        var lab = Lab(.readWrite)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let tag = lab.world.add(.tag, of: lab.alice, in: lab.group)
        for user in [lab.alice, lab.bob] {
            func link() throws(Refusal) -> Creation {
                try Linking.link(.annotationLink, parent: image, child: tag, by: lab.caller(user), in: lab.world)
            }
            let creation = try link()
            lab.world.apply(creation.plan)
            #expect(refusal(link) == .alreadyLinked(creation.ids[0]))
        }
    }

    @Test("nothing lies in itself or annotates itself")
    func cycles() throws {
        var lab = Lab(.readWrite)
        let alice = lab.caller(lab.alice)
        let top = lab.world.add(.folder, of: lab.alice, in: lab.group)
        let middle = lab.world.add(.folder, of: lab.alice, in: lab.group, parent: top)
        let bottom = lab.world.add(.folder, of: lab.alice, in: lab.group, parent: middle)
        for parent in [top, middle, bottom] {
            #expect(
                refusal { () throws(Refusal) in
                    try Linking.setParent(of: top, to: parent, by: alice, in: lab.world)
                } == .cycle(top))
        }
        let tags = (0..<3).map { _ in lab.world.add(.tag, of: lab.alice, in: lab.group) }
        _ = lab.world.link(tags[0], tags[1], by: lab.bob)
        _ = lab.world.link(tags[1], tags[2], by: lab.bob)
        for tag in tags {
            #expect(
                refusal { () throws(Refusal) in
                    try Linking.link(.annotationLink, parent: tags[2], child: tag, by: alice, in: lab.world)
                } == .cycle(tags[2]))
        }
    }

    @Test("no link joins two groups, not even for root")
    func groups() {
        var lab = Lab(.readWrite)
        let other = lab.world.addGroup("other", .readWrite, members: [lab.alice])
        let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
        let image = lab.world.add(.image, of: lab.alice, in: other)
        for user in [lab.alice, .root] {
            #expect(
                refusal { () throws(Refusal) in
                    try Linking.link(
                        .datasetImageLink, parent: dataset, child: image, by: lab.caller(user), in: lab.world)
                } == .crossGroup(dataset, image))
        }
    }

    @Test("a link fits its ends")
    func kinds() {
        var lab = Lab(.readWrite)
        let ends = Kind.allCases.filter { !$0.isLink }.map { lab.world.add($0, of: lab.alice, in: lab.group) }
        var fitting = 0
        for kind in Kind.allCases where kind.isLink {
            for parent in ends {
                for child in ends where parent != child {
                    let refusal = refusal { () throws(Refusal) in
                        try Linking.link(
                            kind, parent: parent, child: child, by: lab.caller(lab.alice), in: lab.world)
                    }
                    if refusal == nil { fitting += 1 }
                }
            }
        }
        // Five container links, and 9 kinds of data and 12 of annotations, each with 12 of annotations but itself.
        #expect(fitting == 5 + 9 * 12 + 12 * 11)
    }

    @Test("nobody edits another's region or settings, or the text of a script", arguments: Level.allCases)
    func untouchable(level: Level) {
        var lab = Lab(level)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let roi = lab.world.add(.roi, of: lab.alice, in: lab.group, parent: image)
        let script = lab.world.add(.script, of: lab.alice, in: lab.group)
        func isRefused(_ id: ObjectID, _ field: Field, _ value: Value, _ user: UserID) -> Bool {
            refusal { () throws(Refusal) in
                try Editing.edit(
                    id, name: "", attributes: Attributes([Attribute(field, value)]), by: lab.caller(user),
                    in: lab.world)
            } != nil
        }
        for user in [lab.bob, lab.olga, .root] {
            #expect(isRefused(roi, .shapes, .bytes([1]), user))
            #expect(isRefused(script, .text, .text("rm"), user))
        }
        #expect(!isRefused(script, .description, .text("renames"), .root))
        #expect(!isRefused(roi, .shapes, .bytes([1]), lab.alice))
        #expect(!isRefused(script, .text, .text("rm"), lab.alice))
    }

    @Test("a group owner renames members' data in a private group [7, 11]")
    func renaming() throws {
        var lab = Lab(.private)
        let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
        let flags = Decision.allowed(on: dataset, by: lab.caller(lab.olga), in: lab.world)
        #expect(flags.contains(.edit) && flags.contains(.delete))
        #expect(!flags.contains(.mix) && !flags.contains(.annotate))
        lab.world.apply(
            try Editing.edit(
                dataset, name: "renamed", attributes: Attributes(), by: lab.caller(lab.olga), in: lab.world))
        #expect(lab.world.object(dataset)?.name == "renamed")
    }
}
