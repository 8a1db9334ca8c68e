import Permissions
import TestSupport

/// A group of some level with three who own things: the one who plays the part, another member, and one who left.
struct Stage {
    var world = World()
    let part: Part
    let me: UserID
    let you: UserID
    let gone: UserID
    let group: GroupID
    /// Where everyone is a member, too.
    let elsewhere: GroupID
    /// One more group of each level where everyone is a member, and one where nobody is.
    private(set) var groups: [Level: GroupID] = [:]
    private(set) var strangeGroups: [Level: GroupID] = [:]
    /// A dataset of the caller in each of the latter.
    private(set) var containers: [Level: ObjectID] = [:]

    init(_ part: Part, _ level: Level) {
        self.part = part
        me = world.addUser("me", administration: part.administration)
        you = world.addUser("you")
        gone = world.addUser("gone")
        group = world.addGroup("lab", level, members: [you])
        elsewhere = world.addGroup("elsewhere", .readWrite, members: [me, you, gone])
        for level in Level.allCases {
            groups[level] = world.addGroup("own \(level)", level, members: [me, you])
            let strange = world.addGroup("strange \(level)", level)
            strangeGroups[level] = strange
            containers[level] = world.add(.dataset, of: me, in: strange)
        }
        if let membership = part.membership { world.join(me, group, membership) }
        if part == .deactivated, var account = world.user(me) {
            account.isActive = false
            world.apply(.updateUser(me, account))
        }
        guard let kind = part.session else { return }
        let session = Session(
            kind: kind, user: me, opener: kind == .sudo ? .root : me,
            group: part == .scriptElsewhere ? elsewhere : group,
            administration: part.administrationLeft, isReadOnly: part == .readOnlyScript, tokenDigest: [], uid: 0,
            expires: 1, program: "")
        world.apply(.openSession(SessionID(1), session))
    }

    /// Who own things: an outsider owns none.
    var owners: [UserID] { part == .outsider ? [you, gone] : [me, you, gone] }

    /// Who calls; `nil` for nobody. Law and model see the same one.
    var caller: Caller? {
        let (law, model) = (callerByLaw, callerByModel)
        guard law == model else { preconditionFailure("law and model see different callers") }
        return law
    }

    private var callerByLaw: Caller? {
        do throws(Refusal) {
            if part.session != nil { return try Sessions.caller(in: SessionID(1), group: nil, at: 0, records: world) }
            var caller = try Sessions.caller(me, in: place, records: world)
            if part == .scopedElsewhere { caller.scope = .group(elsewhere) }
            return caller
        } catch {
            return nil
        }
    }

    private var callerByModel: Caller? {
        let sessions = NaiveSessions(world)
        let answer =
            part.session == nil
            ? sessions.own(me, in: place) : sessions.opened(SessionID(1), switchedTo: nil, at: 0)
        guard case .caller(var caller) = answer else { return nil }
        if part == .scopedElsewhere { caller.scope = .group(elsewhere) }
        return caller
    }

    /// Whoever is not in the group works elsewhere, and so does who looks there alone.
    private var place: GroupID {
        let isHere = part.membership != nil || part.administration != .none
        return isHere && part != .scopedElsewhere ? group : elsewhere
    }
}
