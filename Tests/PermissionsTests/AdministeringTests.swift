import Permissions
import TestSupport
import Testing

/// Users, groups and memberships. Letters in brackets are cases that users reported, numbers rows of OMERO's tests.
@Suite struct AdministeringTests {
    var lab = Lab(.readAnnotate)

    private func refused(_ act: (World) throws(Refusal) -> Plan) -> Refusal? {
        do throws(Refusal) {
            _ = try act(lab.world)
            return nil
        } catch {
            return error
        }
    }

    /// The closures are kept out of the macro: it cannot expand typed throws.
    private func expect(_ actual: Refusal?, _ expected: Refusal?, at location: SourceLocation = #_sourceLocation) {
        #expect(actual == expected, sourceLocation: location)
    }

    private func account(_ login: String, _ administration: Administration = .none) -> User {
        User(
            login: login, fullName: "", email: "", uid: nil, isActive: true, defaultGroup: nil,
            administration: administration)
    }

    private func expectRefused(_ actual: Refusal?) { #expect(actual != nil) }

    @Test("only administrators create users [129, 153]")
    func users() {
        for user in [lab.alice, lab.olga] {
            expect(
                refused { (world: World) throws(Refusal) in
                    try Administering.createUser(account("new"), by: lab.caller(user), in: world)
                }, .privilegeNeeded(.manageUsers))
        }
        for (login, expected) in [("new", nil), ("Alice", Refusal.userNameTaken(lab.alice))] {
            expect(
                refused { (world: World) throws(Refusal) in
                    try Administering.createUser(account(login), by: lab.root, in: world)
                }, expected)
        }
    }

    @Test("no administrator touches a stronger account [A13]")
    mutating func strength() throws {
        let rita = lab.world.addUser("rita", administration: .restricted(.manageUsers))
        let other = lab.world.addUser("other", administration: .restricted(.move))
        let caller = lab.caller(rita)
        let rename = UserEdit(login: "x", fullName: nil, email: nil, uid: nil)
        let rebind = UserEdit(login: nil, fullName: nil, email: nil, uid: .some(1000))
        for (id, expected) in [
            (UserID.root, Refusal.strongerAccount(.root)), (other, .strongerAccount(other)), (lab.alice, nil),
        ] {
            expect(
                refused { (w: World) throws(Refusal) in try Administering.editUser(id, with: rename, by: caller, in: w)
                }, expected)
            expect(
                refused { (w: World) throws(Refusal) in try Administering.editUser(id, with: rebind, by: caller, in: w)
                }, expected)
            expect(
                refused { (w: World) throws(Refusal) in try Administering.setActive(id, false, by: caller, in: w) },
                expected)
        }
        func grant(_ id: UserID, _ administration: Administration) -> Refusal? {
            refused { (w: World) throws(Refusal) in
                try Administering.setAdministration(of: id, to: administration, by: caller, in: w)
            }
        }
        #expect(grant(.root, .none) == .strongerAccount(.root))
        #expect(grant(rita, .restricted([.manageUsers, .move])) == .strongerAccount(rita))
        #expect(grant(lab.alice, .restricted(.move)) == .strongerAccount(lab.alice))
        #expect(grant(lab.alice, .full) == .strongerAccount(lab.alice))
        #expect(grant(lab.alice, .restricted(.manageUsers)) == nil)
        expectRefused(
            refused { (w: World) throws(Refusal) in
                try Administering.createUser(account("new", .restricted(.move)), by: caller, in: w)
            })
        lab.world.apply(
            try Administering.setAdministration(of: rita, to: .restricted([]), by: caller, in: lab.world))
        expect(
            refused { [rita] (w: World) throws(Refusal) in
                try Administering.setAdministration(
                    of: rita, to: .restricted(.manageUsers), by: w.caller(rita, in: nil), in: w)
            }, .strongerAccount(rita))
    }

    @Test("one edits one's own name and e-mail, and no more [155]")
    func oneself() throws {
        let alice = lab.caller(lab.alice)
        let mail = UserEdit(login: nil, fullName: "A", email: "a@b", uid: nil)
        expect(
            refused { (w: World) throws(Refusal) in try Administering.editUser(lab.alice, with: mail, by: alice, in: w)
            }, nil)
        expectRefused(
            refused { (w: World) throws(Refusal) in try Administering.editUser(lab.bob, with: mail, by: alice, in: w) })
        let uid = UserEdit(login: nil, fullName: nil, email: nil, uid: .some(0))
        expectRefused(
            refused { (w: World) throws(Refusal) in try Administering.editUser(lab.alice, with: uid, by: alice, in: w) }
        )
    }

    @Test("the last active full administrator stays one, and root keeps its rights [A24]")
    mutating func lastAdministrator() throws {
        func deactivate(_ id: UserID) -> Refusal? {
            refused { (w: World) throws(Refusal) in try Administering.setActive(id, false, by: lab.root, in: w) }
        }
        func restrict(_ id: UserID) -> Refusal? {
            refused { (w: World) throws(Refusal) in
                try Administering.setAdministration(of: id, to: .none, by: lab.root, in: w)
            }
        }
        #expect(deactivate(.root) == .lastAdministrator(.root))
        #expect(restrict(.root) == .fixedUser(.root))
        let other = lab.world.addUser("other", administration: .full)
        #expect(deactivate(.root) == nil)
        #expect(restrict(.root) == .fixedUser(.root))
        #expect(restrict(other) == nil)
        lab.world.apply(try Administering.setActive(.root, false, by: lab.root, in: lab.world))
        let caller = lab.world.caller(other, in: nil)
        expect(
            refused { (w: World) throws(Refusal) in try Administering.setActive(other, false, by: caller, in: w) },
            .lastAdministrator(other))
        expect(
            refused { (w: World) throws(Refusal) in
                try Administering.setAdministration(of: other, to: .restricted(.move), by: caller, in: w)
            }, .lastAdministrator(other))
        expect(
            refused { (w: World) throws(Refusal) in try Administering.deleteUser(other, by: caller, in: w) },
            .lastAdministrator(other))
    }

    @Test("a user who owns data is not deleted [157]")
    mutating func deleting() throws {
        _ = lab.world.add(.image, of: lab.alice, in: lab.group)
        expect(
            refused { (w: World) throws(Refusal) in try Administering.deleteUser(lab.alice, by: lab.root, in: w) },
            .userOwnsData(lab.alice))
        lab.world.apply(try Administering.deleteUser(lab.bob, by: lab.root, in: lab.world))
        #expect(lab.world.user(lab.bob) == nil && lab.world.groups(of: lab.bob).isEmpty)
    }

    @Test("owners manage the members of their group, but not each other [131, 151]")
    mutating func members() {
        let second = lab.world.addUser("second")
        lab.world.join(second, lab.group, .owner)
        let olga = lab.caller(lab.olga)
        let rita = lab.world.addUser("rita", administration: .restricted(.manageMembership))
        func add(_ user: UserID, _ caller: Caller) -> Refusal? {
            refused { (w: World) throws(Refusal) in try Administering.addMember(user, to: lab.group, by: caller, in: w)
            }
        }
        func remove(_ user: UserID, _ caller: Caller) -> Refusal? {
            refused { (w: World) throws(Refusal) in
                try Administering.removeMember(user, from: lab.group, by: caller, in: w)
            }
        }
        func appoint(_ user: UserID, _ caller: Caller) -> Refusal? {
            refused { (w: World) throws(Refusal) in
                try Administering.setOwner(user, of: lab.group, true, by: caller, in: w)
            }
        }
        #expect(add(lab.zed, olga) == nil && remove(lab.alice, olga) == nil)
        #expect(add(lab.alice, olga) == .alreadyAMember(lab.alice, lab.group))
        #expect(remove(second, olga) == .anotherOwner(second, lab.group))
        #expect(remove(lab.olga, olga) == nil && remove(lab.alice, lab.caller(lab.alice)) == nil)
        #expect(remove(lab.bob, lab.caller(lab.alice)) == .notAnOwner(lab.group))
        #expect(appoint(lab.alice, lab.caller(lab.alice)) == .privilegeNeeded(.manageMembership))
        #expect(appoint(lab.alice, olga) == .privilegeNeeded(.manageMembership))
        #expect(appoint(lab.alice, lab.caller(rita)) == nil && add(lab.zed, lab.caller(rita)) == nil)
        #expect(add(rita, lab.caller(rita)) == .ownMembership(lab.group))
        #expect(appoint(rita, lab.caller(rita)) == .ownMembership(lab.group))
        #expect(add(lab.zed, lab.caller(lab.zed)) != nil)
    }

    @Test("a restricted administrator gives itself no membership as another either")
    mutating func twoSteps() throws {
        let privileges = Administration.restricted([.manageMembership, .sudo])
        let rita = lab.world.addUser("rita", administration: privileges)
        let rob = lab.world.addUser("rob", administration: privileges)
        lab.world.join(rob, lab.group, .member)
        lab.world.apply(
            try Sessions.openSudo(as: rob, SessionTests.opening(lab.group), by: lab.caller(rita), in: lab.world))
        let caller = try Sessions.caller(in: SessionID(1), group: nil, at: 0, records: lab.world)
        expect(
            refused { [rita, lab] (w: World) throws(Refusal) in
                try Administering.addMember(rita, to: lab.group, by: caller, in: w)
            }, .ownMembership(lab.group))
    }

    @Test("who leaves keeps nothing but their data, and no owner mark [133, A22, A25]")
    mutating func leaving() throws {
        let image = lab.world.add(.image, of: lab.olga, in: lab.group)
        lab.world.apply(try Administering.removeMember(lab.olga, from: lab.group, by: lab.root, in: lab.world))
        #expect(Administering.dataLeft(by: lab.olga, in: lab.group, records: lab.world) == 1)
        #expect(lab.world.user(lab.olga)?.defaultGroup == nil)
        #expect(!Visibility.isVisible(image, to: lab.caller(lab.olga), in: lab.world))
        #expect(Visibility.isVisible(image, to: lab.caller(lab.bob), in: lab.world))
        let refusal = refusal { () throws(Refusal) in
            try Sessions.caller(lab.olga, in: nil, records: lab.world)
        }
        #expect(refusal == .userInNoGroup(lab.olga))
        lab.world.apply(try Administering.addMember(lab.olga, to: lab.group, by: lab.root, in: lab.world))
        #expect(lab.world.membership(of: lab.olga, in: lab.group) == .member)
        #expect(try Sessions.caller(lab.olga, in: nil, records: lab.world).group == lab.group)
        #expect(Visibility.isVisible(image, to: lab.caller(lab.olga), in: lab.world))
    }

    @Test("the lowest remaining group becomes the default")
    mutating func defaults() throws {
        let groups = ["a1", "b1"].map { lab.world.addGroup($0, .private, members: [lab.alice]) }
        lab.world.apply(try Administering.removeMember(lab.alice, from: lab.group, by: lab.root, in: lab.world))
        #expect(lab.world.user(lab.alice)?.defaultGroup == groups[0])
        expect(
            refused { (w: World) throws(Refusal) in
                try Administering.setDefaultGroup(of: lab.alice, to: lab.group, by: lab.caller(lab.alice), in: w)
            }, .notAMember(lab.alice, lab.group))
    }

    @Test("a group is deleted only when empty, by whoever manages groups")
    mutating func groups() throws {
        func delete(_ id: GroupID, _ user: UserID) -> Refusal? {
            refused { (w: World) throws(Refusal) in try Administering.deleteGroup(id, by: lab.caller(user), in: w) }
        }
        #expect(delete(lab.group, lab.olga) == .privilegeNeeded(.manageGroups))
        #expect(delete(.user, .root) == .systemGroup(.user))
        var copy = lab.world
        copy.apply(try Administering.deleteGroup(lab.group, by: lab.root, in: copy))
        #expect(copy.group(lab.group) == nil && copy.membership(of: lab.alice, in: lab.group) == nil)
        _ = lab.world.add(.tag, of: lab.alice, in: lab.group)
        #expect(delete(lab.group, .root) == .groupNotEmpty(lab.group))
    }

    @Test("nobody administers in a script session or a read-only one")
    func sessions() {
        var script = lab.root
        script.sessionKind = .script
        var reader = lab.root
        reader.isReadOnly = true
        for (caller, expected) in [(script, Refusal.confinedSession), (reader, .readOnlySession)] {
            expect(
                refused { (w: World) throws(Refusal) in try Administering.deleteUser(lab.bob, by: caller, in: w) },
                expected)
            expect(
                refused { (w: World) throws(Refusal) in
                    try Administering.removeMember(lab.bob, from: lab.group, by: caller, in: w)
                }, expected)
            expect(
                refused { (w: World) throws(Refusal) in
                    try LevelChange.change(lab.group, to: .private, by: caller, in: w)
                }, expected)
        }
    }

    @Test("who sees who is in a group", arguments: Level.allCases)
    func sight(level: Level) {
        let lab = Lab(level)
        func sees(_ user: UserID, _ other: UserID) -> Bool {
            Visibility.isVisible(membershipOf: other, in: lab.group, to: lab.caller(user), in: lab.world)
        }
        #expect(sees(lab.alice, lab.bob) == (level > .private))
        #expect(sees(lab.alice, lab.alice) && sees(lab.alice, lab.olga) && sees(lab.olga, lab.bob))
        #expect(sees(.root, lab.bob) && !sees(lab.zed, lab.bob) && !sees(lab.zed, lab.olga))
    }
}
