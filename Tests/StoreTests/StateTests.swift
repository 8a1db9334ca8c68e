import Permissions
import TestSupport
import Testing

@testable import Store

@Suite("State")
struct StateTests {
    @Test("the state answers every question as plain dictionaries do", arguments: [UInt64(1), 2, 3, 4])
    func questions(seed: UInt64) {
        var random = RandomMutations(seed: seed)
        var state = State()
        var world = World()
        state.apply(RandomMutations.foundation, revision: 1)
        for revision in UInt64(2)...150 {
            let plan = random.plan(on: state)
            state.apply(plan, revision: revision)
            for mutation in plan { world.apply(mutation) }
            if revision % 50 == 0 { expect(state, world) }
        }
    }

    @Test("the same records make the same state, and leave copies alone")
    func deterministic() {
        let (one, other) = (History(seed: 9, batches: 60), History(seed: 9, batches: 60))
        #expect(one.everything == other.everything)
        // Every copy on the way was taken apart when it was made: none has changed since.
        #expect(one.states.map(Everything.init) == one.everything)
        #expect(one.batches.map(\.payload) == other.batches.map(\.payload))
    }

    @Test("a state grown by changes is the one that its rows would build")
    func rebuilding() throws {
        for seed in UInt64(20)..<24 {
            let state = History(seed: seed, batches: 60).states[60]
            let disk = SimulatedDisk(seed: 0)
            try SnapshotWriter.write(state, chain: 5, to: disk)
            #expect(Everything(try Recovery(from: disk).state) == Everything(state))
        }
    }

    @Test("a new spelling of the same letters is a new name")
    func spelling() {
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
        var state = State()
        let image = Object(
            kind: .image, owner: .root, group: .user, name: composed, parent: nil, child: nil, attributes: Attributes())
        state.apply([.createObject(ObjectID(1), image)], revision: 1)
        state.apply([.updateObject(ObjectID(1), name: decomposed, attributes: Attributes())], revision: 2)
        #expect(state.object(ObjectID(1)).map { Array($0.name.utf8) } == Array(decomposed.utf8))
        #expect(Array(state.objects(named: decomposed, kind: .image, in: .user)) == [ObjectID(1)])
        state.apply([.updateObject(ObjectID(1), name: "x", attributes: Attributes())], revision: 3)
        #expect(Array(state.objects(named: composed, kind: .image, in: .user)).isEmpty)
    }

    private func expect(_ state: State, _ world: World) {
        #expect(state.nextObjectID == world.nextObjectID)
        #expect(state.nextUserID == world.nextUserID)
        #expect(state.nextGroupID == world.nextGroupID)
        #expect(state.nextSessionID == world.nextSessionID)
        let users = (0...state.nextUserID.rawValue).map { UserID($0) }
        let groups = (0...state.nextGroupID.rawValue).map { GroupID($0) }
        for user in users { expect(user, groups, state, world) }
        for group in groups { expect(group, users, state, world) }
        for id in 0...state.nextObjectID.rawValue { expect(ObjectID(id), state, world) }
        for id in (0...state.nextSessionID.rawValue).map({ SessionID($0) }) {
            #expect(state.session(id) == world.session(id))
        }
    }

    private func expect(_ user: UserID, _ groups: [GroupID], _ state: State, _ world: World) {
        #expect(state.user(user) == world.user(user))
        #expect(state.groups(of: user) == world.groups(of: user))
        #expect(state.user(named: "USER\(user.rawValue)") == world.user(named: "USER\(user.rawValue)"))
        #expect(state.user(uid: 1000 + user.rawValue) == world.user(uid: 1000 + user.rawValue))
        #expect(state.ownsObjects(user) == world.ownsObjects(user))
        for group in groups {
            #expect(state.membership(of: user, in: group) == world.membership(of: user, in: group))
        }
    }

    private func expect(_ group: GroupID, _ users: [UserID], _ state: State, _ world: World) {
        #expect(state.group(group) == world.group(group))
        #expect(state.level(of: group) == world.level(of: group))
        #expect(state.members(of: group) == world.members(of: group))
        #expect(state.group(named: "LAB\(group.rawValue)") == world.group(named: "LAB\(group.rawValue)"))
        #expect(state.dataOwners(in: group) == world.dataOwners(in: group))
        for user in users {
            for kind in Kind.allCases {
                let ids = world.objects(in: group, owner: user, kind: kind)
                #expect(Array(state.objects(in: group, owner: user, kind: kind)) == ids)
                guard let middle = ids.dropFirst(ids.count / 2).first else { continue }
                let rest = state.objects(in: group, owner: user, kind: kind, after: middle)
                #expect(Array(rest) == ids.filter { $0 > middle })
                let name = world.object(middle)?.name ?? ""
                guard !name.isEmpty else { continue }
                #expect(
                    state.objects(named: name, kind: kind, owner: user, in: group)
                        == world.objects(named: name, kind: kind, owner: user, in: group))
            }
        }
    }

    private func expect(_ id: ObjectID, _ state: State, _ world: World) {
        #expect(state.object(id) == world.object(id))
        #expect(state.facts(of: id) == world.facts(of: id))
        #expect(state.reference(.derivedFrom, of: id) == world.reference(.derivedFrom, of: id))
        for end in [End.parent, .child] {
            let holders = world.holders(of: id, at: end)
            #expect(Array(state.holders(of: id, at: end)) == holders)
            for kind in Set(holders.compactMap { world.object($0)?.kind }) {
                #expect(Array(state.holders(of: id, at: end, kind: kind)) == world.holders(of: id, at: end, kind: kind))
            }
        }
    }
}
