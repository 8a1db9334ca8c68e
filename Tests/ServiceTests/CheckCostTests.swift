import Permissions
import Store
import Testing

@testable import Service

/// What a check reads: it is the call that is asked most.
@Suite struct CheckCostTests {
    @Test("a check reads no object's name or attributes, and no group's", arguments: Level.allCases)
    func readsNoNames(level: Level) throws {
        var pair = Pair(level)
        let image = pair.lab.add(.image, of: pair.ada, in: pair.group, named: "cell")
        let tag = pair.lab.add(.tag, of: pair.ben, in: pair.group)
        let link = pair.lab.add(.annotationLink, of: pair.ben, in: pair.group, parent: image, child: tag)
        for line in [pair.adaLine, pair.benLine, pair.rootLine] {
            let records = CountingRecords(pair.lab.state)
            let caller = try pair.lab[line].peer.caller(at: pair.lab.now, in: records)
            #expect(records.counts.users == 1, "the account of the caller, once")
            for action in Action.allCases {
                for id in [image, tag, link, ObjectID(999)] {
                    do throws(Refusal) {
                        try Decision.check(action, on: id, by: caller, in: records)
                    } catch {
                        #expect(error.section > 0)
                    }
                }
            }
            #expect(records.counts.objects == 0)
            #expect(records.counts.groups == 0)
            #expect(records.counts.users == 1)
        }
    }
}

/// A state that counts how often a whole row is copied out of it.
private struct CountingRecords: Records {
    final class Counts {
        var users = 0
        var groups = 0
        var objects = 0
    }

    let counts = Counts()
    private let state: State

    init(_ state: State) { self.state = state }

    func user(_ id: UserID) -> User? {
        counts.users += 1
        return state.user(id)
    }

    func group(_ id: GroupID) -> Group? {
        counts.groups += 1
        return state.group(id)
    }

    func object(_ id: ObjectID) -> Object? {
        counts.objects += 1
        return state.object(id)
    }

    var nextObjectID: ObjectID { state.nextObjectID }
    var nextUserID: UserID { state.nextUserID }
    var nextGroupID: GroupID { state.nextGroupID }
    var nextSessionID: SessionID { state.nextSessionID }
    func session(_ id: SessionID) -> Session? { state.session(id) }
    func membership(of user: UserID, in group: GroupID) -> Membership? { state.membership(of: user, in: group) }
    func user(named login: String) -> UserID? { state.user(named: login) }
    func group(named name: String) -> GroupID? { state.group(named: name) }
    func user(uid: UInt32) -> UserID? { state.user(uid: uid) }
    func members(of group: GroupID) -> [UserID] { state.members(of: group) }
    func groups(of user: UserID) -> [GroupID] { state.groups(of: user) }
    func holders(of id: ObjectID, at end: End, kind: Kind) -> State.ObjectIDs {
        state.holders(of: id, at: end, kind: kind)
    }
    func holders(of id: ObjectID, at end: End) -> State.ObjectIDs { state.holders(of: id, at: end) }
    func objects(in group: GroupID, owner: UserID, kind: Kind) -> State.ObjectIDs {
        state.objects(in: group, owner: owner, kind: kind)
    }
    func dataOwners(in group: GroupID) -> [UserID] { state.dataOwners(in: group) }
    func facts(of id: ObjectID) -> ObjectFacts? { state.facts(of: id) }
    func level(of group: GroupID) -> Level? { state.level(of: group) }
}
