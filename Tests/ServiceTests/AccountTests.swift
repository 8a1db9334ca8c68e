import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// The accounts that a first start makes, and those that administrators make after it.
@Suite struct AccountTests {
    @Test("a first start makes root, guest and the three groups, as one record")
    func firstStart() {
        var service = Service(Store(State()))
        service.found(rootUID: 12, at: 1)
        let state = service.store.applied
        #expect(state.revision == 1)
        #expect(state.allUsers.map(\.1.login) == ["root", "guest"])
        #expect(state.allGroups.map(\.1.name) == ["system", "user", "guest"])
        #expect(state.user(.root)?.administration == .full)
        #expect(state.user(uid: 12) == .root)
        #expect(state.user(.guest)?.isActive == false)
        #expect(state.user(.guest)?.uid == nil)
        #expect(state.groups(of: .root) == [.system, .user])
        #expect(state.groups(of: .guest) == [.guest])
    }

    @Test("a start on a state that is not empty makes nothing")
    func laterStart() {
        var lab = Lab()
        let revision = lab.state.revision
        lab.service.found(rootUID: 77, at: 2)
        lab.write()
        #expect(lab.state.revision == revision)
        #expect(lab.state.user(uid: 77) == nil)
    }

    @Test("a user comes with groups in one step, or not at all")
    func createUser() throws {
        var pair = Pair(.private)
        let made = try pair.lab.call(
            V1.Accounts.createUser,
            .with { ($0.login, $0.uid, $0.groups) = ("cyd", 1_002, [pair.group.rawValue]) }, on: pair.rootLine)
        #expect(made.user?.defaultGroup == pair.group.rawValue)
        let line = pair.lab.connect(uid: 1_002)
        #expect(try pair.lab.call(V1.Sessions.whoAmI, V1.WhoAmIRequest(), on: line).user == made.user)
        let count = pair.lab.state.userCount
        let failure = pair.lab.failure(
            V1.Accounts.createUser, .with { ($0.login, $0.groups) = ("dan", [999]) }, on: pair.rootLine)
        #expect(failure?.rule == "no_such_group")
        #expect(pair.lab.state.userCount == count)
    }

    @Test("privileges without the kind of administration are refused, and not passed over")
    func privilegesAlone() {
        var pair = Pair(.private)
        let failure = pair.lab.failure(
            V1.Accounts.updateUser, .with { ($0.id, $0.privileges) = (pair.ben.rawValue, 1) }, on: pair.rootLine)
        #expect(failure?.code == .invalidArgument)
    }

    @Test("e-mail and uid are for oneself and administrators")
    func details() throws {
        var pair = Pair(.readWrite)
        let get = V1.Accounts.getUser
        let request = V1.GetUserRequest.with { $0.by = .login("BEN") }
        for line in [pair.benLine, pair.rootLine] {
            let user = try #require(try pair.lab.call(get, request, on: line).user)
            #expect(user.email == "ben@lab")
            #expect(user.uid == 1_001)
        }
        let user = try #require(try pair.lab.call(get, request, on: pair.adaLine).user)
        #expect(user.login == "ben")
        #expect(user.email.isEmpty)
        #expect(user.uid == nil)
    }

    @Test("a list of users or groups is whole, page by page", arguments: [1, 2, 100] as [UInt32])
    func lists(size: UInt32) throws {
        var pair = Pair(.readWrite)
        var users = V1.ListUsersRequest.with { $0.pageSize = size }
        var logins: [String] = []
        var usersAreComplete = false
        while !usersAreComplete {
            let reply = try pair.lab.call(V1.Accounts.listUsers, users, on: pair.benLine)
            logins += reply.users.map(\.login)
            (users.after, usersAreComplete) = (reply.users.last?.id, reply.complete)
        }
        #expect(logins == ["root", "guest", "ada", "ben"])
        var groups = V1.ListGroupsRequest.with { $0.pageSize = size }
        var names: [String] = []
        var groupsAreComplete = false
        while !groupsAreComplete {
            let reply = try pair.lab.call(V1.Accounts.listGroups, groups, on: pair.benLine)
            names += reply.groups.map(\.name)
            (groups.after, groupsAreComplete) = (reply.groups.last?.id, reply.complete)
        }
        #expect(names == ["system", "user", "guest", "lab"])
    }

    @Test("whoever is made an owner without being a member joins first, in one step")
    func ownerAtOnce() throws {
        var pair = Pair(.private)
        let cyd = pair.lab.addUser("cyd", uid: 1_002)
        let revision = pair.lab.state.revision
        _ = try pair.lab.call(
            V1.Accounts.setMembership,
            .with { ($0.user, $0.group, $0.role) = (cyd.rawValue, pair.group.rawValue, .owner) }, on: pair.rootLine)
        #expect(pair.lab.state.membership(of: cyd, in: pair.group) == .owner)
        #expect(pair.lab.state.revision == revision + 1)
    }
}
