import Permissions
import TestSupport
import Testing

/// A part that one may play before another's data, and with which session.
enum Part: CaseIterable {
    case administrator, administratorMember
    case move, give, writeData, deleteData, manageScripts, powerless, restrictedMember, restrictedOwner
    case owner, member, exMember, outsider
    case readOnly, confined, confinedElsewhere, scopedElsewhere, sudo

    var administration: Administration {
        switch self {
        case .administrator, .administratorMember: .full
        case .move: .restricted(.move)
        case .give: .restricted(.give)
        case .writeData: .restricted(.writeData)
        case .deleteData, .restrictedMember: .restricted(.deleteData)
        case .manageScripts: .restricted(.manageScripts)
        case .powerless, .restrictedOwner: .restricted([])
        default: .none
        }
    }

    var membership: Membership? {
        switch self {
        case .owner, .restrictedOwner: .owner
        case .member, .administratorMember, .restrictedMember, .readOnly, .confined, .confinedElsewhere,
            .scopedElsewhere, .sudo:
            .member
        default: nil
        }
    }
}

/// One object of every kind, of the caller and of another, and an official script; seen by someone in some part.
struct Stage {
    var world = World()
    var objects: [ObjectID] = []
    let caller: Caller

    init(_ part: Part, _ level: Level) {
        let other = world.addUser("other")
        let user = world.addUser("caller", administration: part.administration)
        let group = world.addGroup("lab", level, members: [other])
        let elsewhere = world.addGroup("elsewhere", .readWrite, members: [user])
        if let membership = part.membership { world.join(user, group, membership) }
        for owner in [user, other] {
            for kind in Kind.allCases where !kind.isLink { objects.append(world.add(kind, of: owner, in: group)) }
        }
        let ends = objects
        for owner in [user, other] {
            for (index, parent) in ends.enumerated() where index % 5 == 0 {
                for kind in Kind.allCases where kind.isLink {
                    for child in [ends[index + 1], ends[(index + ends.count / 2) % ends.count]] {
                        objects.append(world.add(kind, of: owner, in: group, parent: parent, child: child))
                    }
                }
            }
        }
        objects.append(world.add(.script, of: .root, in: .user))
        objects.append(ObjectID(1_000_000))
        var caller = world.caller(user, in: part == .confinedElsewhere ? elsewhere : group)
        if part == .readOnly { caller.isReadOnly = true }
        if part == .confined || part == .confinedElsewhere { caller.sessionKind = .script }
        if part == .sudo { caller.sessionKind = .sudo }
        if part == .scopedElsewhere { caller.scope = .group(elsewhere) }
        self.caller = caller
    }
}

@Suite struct DecisionTests {
    @Test("every decision agrees with the slow model", arguments: Part.allCases, Level.allCases)
    func model(part: Part, level: Level) {
        let stage = Stage(part, level)
        let law = NaiveLaw(stage.world)
        for id in stage.objects {
            #expect(Visibility.isVisible(id, to: stage.caller, in: stage.world) == law.sees(stage.caller, id))
            let flags = Decision.allowed(on: id, by: stage.caller, in: stage.world)
            for action in Action.allCases {
                let refusal = refusal { () throws(Refusal) in
                    try Decision.check(action, on: id, by: stage.caller, in: stage.world)
                }
                let expected = law.allows(stage.caller, action, id)
                #expect((refusal == nil) == expected, "\(action) on \(String(describing: stage.world.object(id)))")
                #expect(flags.contains(action) == expected)
                if !law.sees(stage.caller, id) { #expect(refusal == .noSuchObject(id)) }
                guard let object = stage.world.object(id), !object.kind.isLink else { continue }
                let isAllowed = Decision.isAllowed(
                    action, by: stage.caller, owner: object.owner, group: object.group, kind: object.kind,
                    in: stage.world)
                #expect(isAllowed == expected)
            }
        }
    }

    @Test("a wider level never takes a right away", arguments: Part.allCases)
    func monotonic(part: Part) {
        let stages = Level.allCases.map { Stage(part, $0) }
        for (narrow, wide) in zip(stages, stages.dropFirst()) {
            for id in narrow.objects {
                let before = Decision.allowed(on: id, by: narrow.caller, in: narrow.world)
                #expect(before.isSubset(of: Decision.allowed(on: id, by: wide.caller, in: wide.world)))
            }
        }
    }

    @Test("a deactivated user is no caller")
    func deactivated() throws {
        var lab = Lab(.readWrite)
        lab.world.apply(try Administering.setActive(lab.alice, false, by: lab.root, in: lab.world))
        let refusal = refusal { () throws(Refusal) in
            try Sessions.caller(lab.alice, in: lab.group, records: lab.world)
        }
        #expect(refusal == .inactiveUser(lab.alice))
    }
}

/// The rule that forbids it, or `nil`.
func refusal<T>(_ act: () throws(Refusal) -> T) -> Refusal? {
    do throws(Refusal) {
        _ = try act()
        return nil
    } catch {
        return error
    }
}
