import Permissions
import Store

/// A state that counts what it is asked.
struct CountingRecords: Records {
    final class Counts {
        /// Rows that were copied whole.
        var users = 0
        var groups = 0
        var objects = 0
        /// Every question, by its name.
        var questions: [String: Int] = [:]
    }

    let counts = Counts()
    private let state: State

    init(_ state: State) { self.state = state }

    private func note(_ question: String) { counts.questions[question, default: 0] += 1 }

    func user(_ id: UserID) -> User? {
        counts.users += 1
        note("user")
        return state.user(id)
    }

    func group(_ id: GroupID) -> Group? {
        counts.groups += 1
        note("group")
        return state.group(id)
    }

    func object(_ id: ObjectID) -> Object? {
        counts.objects += 1
        note("object")
        return state.object(id)
    }

    func membership(of user: UserID, in group: GroupID) -> Membership? {
        note("membership")
        return state.membership(of: user, in: group)
    }

    func facts(of id: ObjectID) -> ObjectFacts? {
        note("facts")
        return state.facts(of: id)
    }

    func level(of group: GroupID) -> Level? {
        note("level")
        return state.level(of: group)
    }

    func holders(of id: ObjectID, at end: End, kind: Kind) -> State.ObjectIDs {
        note("holders")
        return state.holders(of: id, at: end, kind: kind)
    }

    func holders(of id: ObjectID, at end: End) -> State.ObjectIDs {
        note("holders")
        return state.holders(of: id, at: end)
    }

    func objects(in group: GroupID, owner: UserID, kind: Kind) -> State.ObjectIDs {
        note("objects")
        return state.objects(in: group, owner: owner, kind: kind)
    }

    func dataOwners(in group: GroupID) -> [UserID] {
        note("owners")
        return state.dataOwners(in: group)
    }

    var nextObjectID: ObjectID { state.nextObjectID }
    var nextUserID: UserID { state.nextUserID }
    var nextGroupID: GroupID { state.nextGroupID }
    var nextSessionID: SessionID { state.nextSessionID }
    func session(_ id: SessionID) -> Session? { state.session(id) }
    func user(named login: String) -> UserID? { state.user(named: login) }
    func group(named name: String) -> GroupID? { state.group(named: name) }
    func user(uid: UInt32) -> UserID? { state.user(uid: uid) }
    func members(of group: GroupID) -> [UserID] { state.members(of: group) }
    func groups(of user: UserID) -> [GroupID] { state.groups(of: user) }
}
