import Permissions
import TestSupport
import Testing

/// Sessions. Letters in brackets are cases that users reported, numbers rows of OMERO's tests.
@Suite struct SessionTests {
    var lab = Lab(.readOnly)

    static func opening(_ group: GroupID?) -> SessionOpening {
        SessionOpening(
            group: group, isReadOnly: false, tokenDigest: [], uid: 1000, expires: 1000, program: "")
    }

    private func sudo(_ user: UserID, _ caller: Caller) throws(Refusal) -> Plan {
        try Sessions.openSudo(as: user, Self.opening(nil), by: caller, in: lab.world)
    }

    private func script(_ user: UserID, _ caller: Caller, keeps: Bool = false) throws(Refusal) -> Plan {
        try Sessions.openScript(
            as: user, Self.opening(lab.group), keepsAdministration: keeps, by: caller, in: lab.world)
    }

    private func caller(at now: Int64 = 0) throws(Refusal) -> Caller {
        try Sessions.caller(in: SessionID(1), group: nil, at: now, records: lab.world)
    }

    @Test("a session starts in the group it names or the default, one of the user's [135]")
    func starting() throws {
        #expect(try Sessions.caller(lab.alice, in: nil, records: lab.world).group == lab.group)
        func refused(_ user: UserID, _ group: GroupID?) -> Refusal? {
            refusal { () throws(Refusal) in try Sessions.caller(user, in: group, records: lab.world) }
        }
        #expect(refused(lab.zed, lab.group) == .notAMember(lab.zed, lab.group))
        #expect(refused(lab.zed, nil) == .userInNoGroup(lab.zed))
        #expect(refused(.root, nil) == nil && refused(.root, lab.group) == nil)
        #expect(refused(.root, .user) == .systemGroup(.user))
        #expect(refused(.guest, nil) == .inactiveUser(.guest))
    }

    @Test("a scope of one group hides the others [135]")
    mutating func scope() {
        let other = lab.world.addGroup("other", .private, members: [lab.alice])
        let image = lab.world.add(.image, of: lab.alice, in: lab.group)
        for (scope, isVisible) in [(Scope.group(other), false), (.group(lab.group), true), (.all, true)] {
            var caller = lab.world.caller(lab.alice, in: other)
            caller.scope = scope
            #expect(Visibility.isVisible(image, to: caller, in: lab.world) == isVisible)
        }
    }

    @Test("sudo has the rights of the played user and only privileges that both hold [111, 127, A11]")
    mutating func sudo() throws {
        let rita = lab.world.addUser("rita", administration: .restricted([.sudo, .move]))
        let rob = lab.world.addUser("rob", administration: .restricted(.move))
        lab.world.join(rob, lab.group, .member)
        let rich = lab.world.addUser("rich", administration: .restricted(.give))
        let own = lab.caller(rita)
        #expect(refusal { () throws(Refusal) in try sudo(.root, own) } == .strongerAccount(.root))
        #expect(refusal { () throws(Refusal) in try sudo(rich, own) } == .strongerAccount(rich))
        #expect(refusal { () throws(Refusal) in try sudo(rob, lab.caller(lab.olga)) } == .privilegeNeeded(.sudo))
        #expect(refusal { () throws(Refusal) in try sudo(lab.zed, own) } == .userInNoGroup(lab.zed))
        lab.world.apply(try sudo(rob, own))
        let caller = try caller()
        #expect(caller.user == rob && caller.administration == .restricted(.move) && caller.group == lab.group)
        #expect(refusal { () throws(Refusal) in try sudo(lab.alice, caller) } == .furtherSession)
        #expect(refusal { () throws(Refusal) in try script(rob, caller) } == .furtherSession)
        let mail = UserEdit(login: nil, fullName: nil, email: "x", uid: nil)
        #expect(
            refusal { () throws(Refusal) in try Administering.editUser(rob, with: mail, by: caller, in: lab.world) }
                == .playedAccount(rob))
    }

    @Test("a sudo session ends with what it stands on")
    mutating func basis() throws {
        let rita = lab.world.addUser("rita", administration: .restricted(.sudo))
        lab.world.apply(try sudo(lab.alice, lab.caller(rita)))
        #expect(refusal { () throws(Refusal) in try caller(at: 999) } == nil)
        #expect(refusal { () throws(Refusal) in try caller(at: 1000) } == .sessionEnded(SessionID(1)))
        let whole = lab
        let root = lab.root
        lab.world.apply(try Administering.setAdministration(of: rita, to: .none, by: root, in: lab.world))
        #expect(refusal { () throws(Refusal) in try caller() } == .sessionEnded(SessionID(1)))
        lab = whole
        lab.world.apply(try Administering.setActive(rita, false, by: root, in: lab.world))
        #expect(refusal { () throws(Refusal) in try caller() } == .inactiveUser(rita))
        lab = whole
        lab.world.apply(try Administering.removeMember(lab.alice, from: lab.group, by: root, in: lab.world))
        #expect(refusal { () throws(Refusal) in try caller() } == .sessionEnded(SessionID(1)))
        lab = whole
        lab.world.apply(
            try Administering.setAdministration(of: lab.alice, to: .restricted(.move), by: root, in: lab.world))
        #expect(refusal { () throws(Refusal) in try caller() } == .sessionEnded(SessionID(1)))
        for user in [rita, lab.alice] {
            lab = whole
            lab.world.apply(try Administering.deleteUser(user, by: root, in: lab.world))
            #expect(refusal { () throws(Refusal) in try caller() } == .sessionEnded(SessionID(1)))
        }
    }

    @Test("a script session is confined, without its user's administration unless asked")
    mutating func script() throws {
        let other = lab.world.addGroup("other", .readWrite, members: [lab.alice])
        let image = lab.world.add(.image, of: lab.alice, in: other)
        #expect(refusal { () throws(Refusal) in try script(lab.bob, lab.caller(lab.alice)) } == .privilegeNeeded(.sudo))
        #expect(refusal { () throws(Refusal) in try script(.root, lab.root) } == .notAMember(.root, lab.group))
        lab.world.apply(try script(lab.alice, lab.caller(lab.alice)))
        let caller = try caller()
        #expect(caller.isConfined && caller.group == lab.group && caller.administration == .none)
        #expect(!Visibility.isVisible(image, to: caller, in: lab.world))
        #expect(
            refusal { () throws(Refusal) in try Sessions.switchGroup(to: other, by: caller, in: lab.world) }
                == .confinedSession)
        #expect(refusal { () throws(Refusal) in try script(lab.alice, caller) } == .confinedSession)
        lab.world.apply(try script(.root, lab.root, keeps: true))
        #expect(
            try Sessions.caller(in: SessionID(2), group: other, at: 0, records: lab.world).administration == .full)
        #expect(try Sessions.caller(in: SessionID(2), group: other, at: 0, records: lab.world).group == lab.group)
    }

    @Test("a session is ended by its user, its opener or a full administrator")
    mutating func ending() throws {
        let rita = lab.world.addUser("rita", administration: .restricted(.sudo))
        lab.world.apply(try sudo(lab.alice, lab.caller(rita)))
        for (user, expected) in [
            (rita, nil), (lab.alice, nil), (.root, nil), (lab.bob, Refusal.noSuchSession(SessionID(1))),
        ] {
            #expect(
                refusal { () throws(Refusal) in
                    try Sessions.end(SessionID(1), by: lab.caller(user), in: lab.world)
                } == expected)
        }
    }
}
