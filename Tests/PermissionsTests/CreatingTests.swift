import Permissions
import TestSupport
import Testing

/// Creating and importing. Numbers in brackets are rows of the outcomes that OMERO's own tests have.
@Suite struct CreatingTests {
    private func new(
        _ kind: Kind, _ name: String = "", parent: Reference? = nil, child: Reference? = nil,
        derivedFrom: Reference? = nil, plateRun: Reference? = nil, _ attributes: [Attribute] = []
    ) -> NewObject {
        NewObject(
            kind: kind, name: name, parent: parent, child: child, derivedFrom: derivedFrom, plateRun: plateRun,
            attributes: Attributes(attributes))
    }

    private func refused(_ new: NewObject, _ caller: Caller, _ world: World) -> Refusal? {
        refusal { () throws(Refusal) in try Creating.create(new, by: caller, in: world) }
    }

    @Test("what is created is the caller's, in its current group [137]")
    func ownership() throws {
        var lab = Lab(.private)
        let creation = try Creating.create(new(.dataset, "d"), by: lab.caller(lab.alice), in: lab.world)
        lab.world.apply(creation.plan)
        #expect(lab.world.owner(creation.ids[0]) == lab.alice && lab.world.group(of: creation.ids[0]) == lab.group)
        #expect(refused(new(.dataset), lab.world.caller(.root, in: nil), lab.world) == .noCurrentGroup)
        #expect(refused(new(.dataset), lab.world.caller(.root, in: .user), lab.world) == .systemGroup(.user))
        #expect(refused(new(.dataset), lab.caller(lab.zed), lab.world) == .notAMember(lab.zed, lab.group))
        var reader = lab.caller(lab.alice)
        reader.isReadOnly = true
        #expect(refused(new(.dataset), reader, lab.world) == .readOnlySession)
    }

    @Test("an administrator creates where it is no member if its privileges cover it [119]")
    func restricted() {
        var lab = Lab(.readOnly)
        for (privilege, refusal) in [(Privileges.writeData, nil), (.move, Refusal.privilegeNeeded(.writeData))] {
            let rita = lab.world.addUser("r\(privilege.rawValue)", administration: .restricted(privilege))
            #expect(refused(new(.dataset), lab.caller(rita), lab.world) == refusal)
        }
    }

    @Test("regions, settings and derived images need their right on the image [119, 141]", arguments: Level.allCases)
    func onImages(level: Level) {
        var lab = Lab(level)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let cases = [
            (new(.roi, parent: .existing(image)), Action.annotate),
            (new(.renderingSettings, parent: .existing(image)), .render),
            (new(.image, derivedFrom: .existing(image)), .derive),
        ]
        for (object, action) in cases {
            for user in [lab.alice, lab.bob, lab.olga, .root] {
                let isAllowed = Decision.allowed(on: image, by: lab.caller(user), in: lab.world).contains(action)
                #expect((refused(object, lab.caller(user), lab.world) == nil) == isAllowed)
            }
        }
    }

    @Test("saving settings again updates them")
    func settings() throws {
        var lab = Lab(.readOnly)
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        let object = new(.renderingSettings, parent: .existing(image))
        let first = try Creating.create(object, by: lab.caller(lab.bob), in: lab.world)
        lab.world.apply(first.plan)
        let second = try Creating.create(object, by: lab.caller(lab.bob), in: lab.world)
        lab.world.apply(second.plan)
        #expect(first.ids == second.ids)
    }

    @Test("nobody adds to another's plate or fileset")
    func wholes() {
        var lab = Lab(.readWrite)
        let parts = lab.world.addPlate(of: lab.alice, in: lab.group, images: 1)
        let fileset = lab.world.add(.fileset, of: lab.alice, in: lab.group)
        for (kind, parent) in [
            (Kind.well, parts.plate), (.plateRun, parts.plate), (.wellSample, parts.well), (.image, fileset),
        ] {
            let object = new(kind, parent: .existing(parent))
            for user in [lab.bob, lab.olga, .root] {
                #expect(refused(object, lab.caller(user), lab.world) == .anothersWhole(parent))
            }
            #expect(refused(object, lab.caller(lab.alice), lab.world) == nil)
        }
        let second = new(.wellSample, parent: .existing(parts.well), child: .existing(parts.images[0]))
        #expect(refused(second, lab.caller(lab.alice), lab.world) == .alreadyLinked(parts.samples[0]))
    }

    @Test("an object refers only to what is in its group and in sight")
    func references() {
        var lab = Lab(.private)
        let other = lab.world.addGroup("other", .readWrite, members: [lab.alice])
        let elsewhere = lab.world.add(.image, of: lab.alice, in: other)
        let hidden = lab.world.add(.image, of: lab.bob, in: lab.group)
        func roi(_ id: ObjectID) -> NewObject { new(.roi, parent: .existing(id)) }
        #expect(refused(roi(elsewhere), lab.caller(lab.alice), lab.world) == .notInGroup(elsewhere, lab.group))
        #expect(refused(roi(hidden), lab.caller(lab.alice), lab.world) == .noSuchObject(hidden))
        #expect(refused(roi(ObjectID(99)), lab.caller(lab.alice), lab.world) == .noSuchObject(ObjectID(99)))
        #expect(refused(new(.roi, parent: .new(0)), lab.caller(lab.alice), lab.world) == .danglingReference(0))
    }

    @Test("attributes hold what their field can")
    func attributes() {
        let lab = Lab(.private)
        func refused(_ attributes: [Attribute]) -> Refusal? {
            self.refused(new(.long, "", attributes), lab.caller(lab.alice), lab.world)
        }
        let rating = Attribute(.namespace, .text(Attributes.ratingNamespace))
        #expect(refused([Attribute(.long, .integer(6))]) == nil)
        #expect(refused([Attribute(.long, .integer(5)), rating]) == nil)
        #expect(refused([Attribute(.long, .integer(6)), rating]) == .invalidAttribute(.long, .long))
        #expect(refused([Attribute(.long, .text("6"))]) == .invalidAttribute(.long, .long))
        #expect(refused([Attribute(.derivedFrom, .reference(ObjectID(1)))]) == .invalidAttribute(.long, .derivedFrom))
    }

    @Test("an import makes a plate with its images in a container found or made by name")
    func importing() throws {
        var lab = Lab(.private)
        let list = [
            new(.fileset), new(.image, "a", parent: .new(0)), new(.image, "b", parent: .new(0)), new(.plate, "p"),
            new(.plateRun, parent: .new(3)), new(.well, parent: .new(3)),
            new(.wellSample, parent: .new(5), child: .new(1), plateRun: .new(4)),
            new(.projectDatasetLink, parent: .named(.project, "P"), child: .named(.dataset, "D")),
            new(.datasetImageLink, parent: .named(.dataset, "D"), child: .new(2)),
            new(.tag, "t"), new(.annotationLink, parent: .new(1), child: .new(9)),
        ]
        for _ in 0..<2 {
            let creation = try Importing.create(list, by: lab.caller(lab.alice), in: lab.world)
            #expect(creation.ids.count == list.count)
            lab.world.apply(creation.plan)
        }
        #expect(lab.world.isConsistent)
        #expect(lab.world.objects(named: "D", kind: .dataset, owner: lab.alice, in: lab.group).count == 1)
        let project = lab.world.objects(named: "P", kind: .project, owner: lab.alice, in: lab.group)
        #expect(lab.world.holders(of: project[0], at: .parent).count == 1)
        _ = lab.world.add(.dataset, of: lab.alice, in: lab.group, named: "D")
        #expect(
            refusal { () throws(Refusal) in
                try Importing.create(list, by: lab.caller(lab.alice), in: lab.world)
            } == .ambiguousName(.dataset, "D"))
        let nameless = [new(.image), new(.datasetImageLink, parent: .named(.dataset, ""), child: .new(0))]
        #expect(
            refusal { () throws(Refusal) in
                try Importing.create(nameless, by: lab.caller(lab.alice), in: lab.world)
            } == .invalidName(.empty))
    }

    @Test("an import into another's container needs mixing there [D01]", arguments: Level.allCases.dropFirst())
    func target(level: Level) {
        var lab = Lab(level)
        let dataset = lab.world.add(.dataset, of: lab.alice, in: lab.group)
        let list = [new(.image, "a"), new(.datasetImageLink, parent: .existing(dataset), child: .new(0))]
        let refusal = refusal { () throws(Refusal) in
            try Importing.create(list, by: lab.caller(lab.bob), in: lab.world)
        }
        #expect(refusal == (level == .readWrite ? nil : .notAllowed(.mix, dataset, .member, level)))
    }

    @Test("cycles and duplicates within one import are found")
    func drafts() {
        let lab = Lab(.private)
        let tags = [new(.tag, "a"), new(.tag, "b")]
        func refused(_ links: [(Int, Int)]) -> Refusal? {
            let links = links.map { new(.annotationLink, parent: .new($0.0), child: .new($0.1)) }
            return refusal { () throws(Refusal) in
                try Importing.create(tags + links, by: lab.caller(lab.alice), in: lab.world)
            }
        }
        #expect(refused([(0, 1)]) == nil)
        #expect(refused([(0, 1), (0, 1)]) == .linkedTwice(3))
        #expect(refused([(0, 1), (1, 0)]) == .cycle(ObjectID(2)))
    }

    @Test("a run is asked for by its maker, where it is made, and in no session of another kind")
    func asking() throws {
        var lab = Lab(.readWrite)
        let script = lab.world.add(.script, of: lab.alice, in: lab.group)
        func asks(_ requester: UserID, _ group: GroupID, _ kind: Kind = .job, by caller: Caller) -> Refusal? {
            var asking = new(kind, parent: kind == .job ? .existing(script) : nil)
            asking.attributes[.requester] = .integer(Int64(requester.rawValue))
            asking.attributes[.requestGroup] = .integer(Int64(group.rawValue))
            return refused(asking, caller, lab.world)
        }
        let alice = lab.caller(lab.alice)
        #expect(asks(lab.alice, lab.group, by: alice) == nil)
        #expect(asks(.root, lab.group, by: alice) == .invalidAttribute(.job, .requester))
        #expect(asks(lab.alice, .user, by: alice) == .invalidAttribute(.job, .requestGroup))
        #expect(asks(lab.alice, lab.group, .tag, by: alice) == .invalidAttribute(.tag, .requester))
        var session = alice
        session.session = SessionID(7)
        session.sessionKind = .sudo
        #expect(asks(lab.alice, lab.group, by: session) == .furtherSession)
        session.sessionKind = .script
        #expect(asks(lab.alice, lab.group, by: session) == .confinedSession)
    }

    @Test("official scripts need their privilege and belong to root in the group `user` [125]")
    func officialScripts() throws {
        var lab = Lab(.private)
        let rita = lab.world.addUser("rita", administration: .restricted(.manageScripts))
        let creation = try Creating.createOfficialScript(
            name: "s", attributes: Attributes(), by: lab.caller(rita), in: lab.world)
        lab.world.apply(creation.plan)
        let script = creation.ids[0]
        #expect(lab.world.owner(script) == .root && lab.world.group(of: script) == .user)
        #expect(Decision.allowed(on: script, by: lab.caller(lab.zed), in: lab.world) == Actions(.view))
        #expect(Decision.allowed(on: script, by: lab.caller(rita), in: lab.world).contains(.delete))
        #expect(refused(new(.job, parent: .existing(script)), lab.caller(lab.alice), lab.world) == nil)
        #expect(refused(new(.job, parent: nil), lab.caller(lab.alice), lab.world) == nil)
        #expect(
            refusal { () throws(Refusal) in
                try Creating.createOfficialScript(
                    name: "s", attributes: Attributes(), by: lab.caller(lab.olga), in: lab.world)
            } == .privilegeNeeded(.manageScripts))
    }

    @Test("names of users and groups are checked")
    func names() {
        let lab = Lab(.private)
        func fault(_ name: String) -> Refusal? {
            refusal { () throws(Refusal) in
                try Administering.createGroup(
                    Group(name: name, description: "", level: .private), by: lab.root, in: lab.world)
            }
        }
        let wrong: [(String, NameFault)] = [
            ("", .empty), (" a", .spaceAtAnEnd), ("a\u{A0}", .spaceAtAnEnd), ("a\u{0}b", .controlCharacter),
            ("a\u{7F}", .controlCharacter), ("a\u{85}b", .controlCharacter), ("2024", .looksLikeAnID),
            (String(repeating: "ä", count: 128), .tooLong),
        ]
        for (name, expected) in wrong { #expect(fault(name) == .invalidName(expected)) }
        for name in ["a", String(repeating: "ä", count: 127) + "a", "Müller 7"] { #expect(fault(name) == nil) }
        #expect(fault("LAB") == .groupNameTaken(lab.group))
        #expect(fault("System") == .groupNameTaken(.system))
    }
}
