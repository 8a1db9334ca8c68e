import Permissions
import Protobuf
import Store
import TestSupport
import Wire

@testable import Service

/// What happens in a random world, one thing after the other: changes of data by calls, most of which are allowed, and
/// changes of rights.
extension RandomWorld {
    mutating func changeSomething() {
        switch chance.below(16) {
        case 0...4: make()
        case 5, 6: rename()
        case 7: delete()
        case 8: move()
        case 9: give()
        case 10: changeLevel()
        case 11, 12: changeMembership()
        case 13: changeAdministration()
        case 14: switchGroup()
        default: if chance.happens(onceIn: 8) { changeActivity() } else { make() }
        }
    }

    /// A connection of somebody that nobody watches on.
    private mutating func actor() -> Lab.Line {
        let line = lab.connect(uid: chance.isTrue ? 0 : 1_000 + UInt32(chance.below(users.count)))
        let group = chance.pick(groups).rawValue
        _ = try? lab.call(V1.Sessions.switchGroup, .with { $0.group = group }, on: line)
        return line
    }

    private mutating func anObject() -> UInt64 { 1 + UInt64(chance.below(Int(lab.state.nextObjectID.rawValue))) }

    private mutating func make() {
        let line = actor()
        let kind = chance.pick(Kind.allCases).message
        let (parent, child) = chance.isTrue ? (anObject(), anObject()) : (0, 0)
        _ = try? lab.call(
            V1.Objects.create, .with { ($0.kind, $0.parent, $0.child, $0.scope) = (kind, parent, child, .all) },
            on: line)
    }

    private mutating func rename() {
        let (line, id, name) = (actor(), anObject(), chance.pick(Self.names))
        _ = try? lab.call(V1.Objects.update, .with { ($0.id, $0.name, $0.scope) = (id, name, .all) }, on: line)
    }

    private mutating func delete() {
        let (line, id) = (actor(), anObject())
        _ = try? lab.call(V1.Objects.delete, .with { ($0.targets, $0.scope) = ([id], .all) }, on: line)
    }

    private mutating func move() {
        let line = actor()
        var request = V1.MoveRequest.with { ($0.targets, $0.scope, $0.dryRun) = ([anObject()], .all, true) }
        request.group = chance.pick(groups).rawValue
        guard let plan = try? lab.call(V1.Objects.move, request, on: line).plan else { return }
        (request.dryRun, request.digest) = (false, plan.digest)
        _ = try? lab.call(V1.Objects.move, request, on: line)
    }

    private mutating func give() {
        let line = actor()
        var request = V1.GiveRequest.with { ($0.targets, $0.scope, $0.dryRun) = ([anObject()], .all, true) }
        request.user = chance.pick(users).rawValue
        guard let plan = try? lab.call(V1.Objects.give, request, on: line).plan else { return }
        (request.dryRun, request.digest) = (false, plan.digest)
        _ = try? lab.call(V1.Objects.give, request, on: line)
    }

    private mutating func changeLevel() {
        let line = lab.connect(uid: 0)
        var request = V1.ChangeLevelRequest()
        request.group = chance.pick(groups).rawValue
        (request.level, request.dryRun) = (chance.pick(Level.allCases).message, true)
        guard let plan = try? lab.call(V1.Accounts.changeLevel, request, on: line).plan else { return }
        (request.dryRun, request.digest) = (false, plan.digest)
        _ = try? lab.call(V1.Accounts.changeLevel, request, on: line)
    }

    private mutating func changeMembership() {
        let (user, group) = (chance.pick(users), chance.pick(groups))
        let membership = chance.pick([Membership.member, .owner, nil])
        guard membership != lab.state.membership(of: user, in: group) else { return }
        // Whoever has no group left may ask nothing.
        guard membership != nil || chance.happens(onceIn: 3) else { return }
        lab.put([.setMembership(user, group, membership)])
    }

    private mutating func changeAdministration() {
        let id = chance.pick(users)
        guard var user = lab.state.user(id) else { return }
        user.administration = chance.pick([.none, .none, .restricted(.move), .full])
        lab.put([.updateUser(id, user)])
    }

    private mutating func changeActivity() {
        let id = chance.pick(users)
        guard var user = lab.state.user(id) else { return }
        user.isActive.toggle()
        lab.put([.updateUser(id, user)])
    }

    /// One who watches works in another group.
    private mutating func switchGroup() {
        let (line, group) = (chance.pick(lines), chance.pick(groups).rawValue)
        lab.send(V1.Sessions.switchGroup, .with { $0.group = group }, on: line)
    }
}
