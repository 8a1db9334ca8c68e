import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Who may: the same answer as asking each of them, and no more than the asker may know. Random worlds.
@Suite struct WhoMayTests {
    @Test("an administrator is told exactly of those whose own check says yes", arguments: UInt64(1)...4)
    func complete(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        let root = world.lab.connect(uid: 0)
        let lines = world.lines + [root]
        for id in world.objects.map(\.rawValue) where world.chance.happens(onceIn: 3) {
            for action in Action.allCases.map(\.message) {
                var able: [UInt32] = []
                for line in lines {
                    let verdict = try world.lab.call(
                        V1.Access.check, .with { ($0.object, $0.action, $0.scope) = (id, action, .all) }, on: line
                    ).verdict
                    if verdict == .allowed {
                        able.append(try world.lab.call(V1.Sessions.whoAmI, .init(), on: line).user?.id ?? .max)
                    }
                }
                let answer = try world.lab.whoMay(id, action, on: root)
                #expect(answer.users == able.sorted(), "seed \(seed), object \(id), \(action)")
                #expect(answer.complete)
            }
        }
    }

    @Test("others are told of members whom they may know of, as the members that they are", arguments: UInt64(1)...4)
    func discreet(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        for line in world.lines {
            let caller = try world.caller(line, .all)
            guard !caller.administration.isAdministrator else { continue }
            for id in world.objects where caller.sees(id, in: world.lab.state) {
                let facts = try #require(world.lab.state.facts(of: id))
                for action in Action.allCases {
                    let named = try world.lab.whoMay(id.rawValue, action.message, on: line).users.map { UserID($0) }
                    let known = world.lab.state.members(of: facts.group).filter {
                        Visibility.isVisible(membershipOf: $0, in: facts.group, to: caller, in: world.lab.state)
                    }
                    let plain = known.filter { user in
                        let member = Caller(
                            user: user, administration: .none, group: facts.group, session: nil, sessionKind: nil,
                            isReadOnly: false)
                        return Decision.allowed(on: id, by: member, in: world.lab.state).contains(action)
                    }
                    #expect(named == plain, "seed \(seed), object \(id), \(action)")
                }
            }
        }
    }

    @Test("the classes of those who may are those of the table", arguments: Level.allCases, Action.allCases)
    func classes(level: Level, action: Action) throws {
        var pair = Pair(level)
        let image = pair.lab.add(.image, of: pair.ben, in: pair.group)
        let answer = try pair.lab.whoMay(image.rawValue, action.message, on: pair.adaLine)
        let cell = NaiveLaw.cell(action, column: 0, level)
        #expect(answer.administrators == cell)
        #expect(answer.restrictedAdministrators == (action == .view))
        let covering: Privileges =
            switch action {
            case .view: .all
            case .annotate, .edit, .mix, .derive, .render: .writeData
            case .delete, .removeAnnotations: .deleteData
            case .move: .move
            case .give: .give
            }
        #expect(answer.privileges == (cell ? covering.rawValue : 0))
        #expect(!answer.everyone)
    }

    @Test("everyone may view an official script, and whoever manages scripts may delete it")
    func official() throws {
        var pair = Pair(.private)
        let script = pair.lab.add(.script, of: .root, in: .user).rawValue
        let manager = pair.lab.addUser("mia", administration: .restricted(.manageScripts))
        #expect(try pair.lab.whoMay(script, .view, on: pair.benLine).everyone)
        #expect(try pair.lab.whoMay(script, .delete, on: pair.benLine).users.isEmpty)
        let answer = try pair.lab.whoMay(script, .delete, on: pair.rootLine)
        #expect(answer.users == [UserID.root.rawValue, manager.rawValue])
        #expect(answer.privileges == Privileges.manageScripts.rawValue)
        #expect(!answer.everyone)
    }

    @Test("the users come in pages, each once", arguments: [1, 2, 3] as [UInt32])
    func pages(size: UInt32) throws {
        var pair = Pair(.readWrite)
        let image = pair.lab.add(.image, of: pair.ben, in: pair.group)
        for number in 0..<4 { pair.lab.join(pair.lab.addUser("user\(number)"), pair.group, .member) }
        let all = try pair.lab.whoMay(image.rawValue, .edit, on: pair.benLine).users
        #expect(all.count == 6)
        var users: [UInt32] = []
        var request = V1.WhoMayRequest.with { ($0.object, $0.action, $0.pageSize) = (image.rawValue, .edit, size) }
        while true {
            let reply = try pair.lab.call(V1.Access.whoMay, request, on: pair.benLine)
            users += reply.users
            if reply.complete { break }
            #expect(reply.users.count == Int(size))
            request.after = users.last
        }
        #expect(users == all)
    }
}

extension Lab {
    fileprivate mutating func whoMay(_ id: UInt64, _ action: V1.Action, on line: Line) throws -> V1.WhoMayReply {
        try call(V1.Access.whoMay, .with { ($0.object, $0.action, $0.scope) = (id, action, .all) }, on: line)
    }
}
