import Permissions
import TestSupport

@testable import Store

/// Changes that fit a state, each kind of them sooner or later. They obey no law but that of the state itself.
struct RandomMutations {
    var dice: SeededGenerator

    init(seed: UInt64) { dice = SeededGenerator(seed: seed) }

    /// The accounts that every `World` begins with.
    static let foundation: [Mutation] = {
        let world = World()
        var mutations: [Mutation] = []
        for id in 0..<world.nextUserID.rawValue {
            if let user = world.user(UserID(id)) { mutations.append(.createUser(UserID(id), user)) }
        }
        for id in 0..<world.nextGroupID.rawValue {
            if let group = world.group(GroupID(id)) { mutations.append(.createGroup(GroupID(id), group)) }
        }
        for id in 0..<world.nextUserID.rawValue {
            for group in world.groups(of: UserID(id)) {
                mutations.append(.setMembership(UserID(id), group, world.membership(of: UserID(id), in: group)))
            }
        }
        return mutations
    }()

    /// One to three changes, each made for the state that the ones before it leave.
    mutating func plan(on state: State) -> [Mutation] {
        guard state.nextUserID > .root else { return Self.foundation }
        var scratch = state
        var mutations: [Mutation] = []
        for _ in 0...dice.below(3) {
            let mutation = mutation(on: scratch)
            scratch.apply([mutation], revision: scratch.revision + 1)
            mutations.append(mutation)
        }
        return mutations
    }

    /// Now and then a call carries a key.
    mutating func receipt() -> Receipt? {
        guard dice.happens(onceIn: 4) else { return nil }
        let reply = (0..<dice.below(20)).map { _ in UInt8(dice.below(256)) }
        return Receipt(key: "key \(dice.next())", request: [1, 2, 3], reply: reply)
    }

    private mutating func mutation(on state: State) -> Mutation {
        let change =
            switch dice.below(20) {
            case 0..<5: objectChange(on: state)
            case 5..<10: accountChange(on: state)
            default: Mutation?.none
            }
        return change ?? .createObject(state.nextObjectID, object(on: state))
    }
}

// MARK: - Objects

extension RandomMutations {
    private mutating func objectChange(on state: State) -> Mutation? {
        let id = object(in: state)
        guard let object = state.object(id) else { return nil }
        switch dice.below(6) {
        case 0:
            // A removal waits until nothing holds the object any more.
            let isHeld = [End.parent, .child].contains { !state.holders(of: id, at: $0).allSatisfy { _ in false } }
            return isHeld ? nil : .removeObject(id)
        case 1:
            let group = group(in: state)
            return group == object.group ? nil : .setGroup(id, group)
        case 2:
            let owner = user(in: state)
            return owner == object.owner ? nil : .setOwner(id, owner)
        case 3 where object.kind == .folder:
            return .setParent(id, dice.happens(onceIn: 2) ? nil : self.object(in: state))
        default: return .updateObject(id, name: name(), attributes: attributes(on: state))
        }
    }

    private mutating func object(on state: State) -> Object {
        let kind = Kind.allCases.randomElement(using: &dice) ?? .image
        let isPlaced = state.objectCount > 0 && (kind.isLink || dice.happens(onceIn: 3))
        return Object(
            kind: kind, owner: user(in: state), group: group(in: state), name: name(),
            parent: isPlaced ? object(in: state) : nil, child: isPlaced && kind.isLink ? object(in: state) : nil,
            attributes: attributes(on: state))
    }

    private mutating func attributes(on state: State) -> Attributes {
        var entries = (0..<dice.below(3)).map { _ in
            Attribute(Field.allCases.randomElement(using: &dice) ?? .text, value(on: state))
        }
        // Few contents, so that many attachments hold the same.
        if dice.happens(onceIn: 4) {
            let digest = [UInt8](repeating: UInt8(dice.below(3)), count: Content.digestSize)
            entries += [Attribute(.contentDigest, .bytes(digest)), Attribute(.fileSize, .integer(5))]
        }
        return Attributes(entries)
    }

    private mutating func value(on state: State) -> Value {
        switch dice.below(7) {
        case 0: .text(name())
        case 1: .integer(Int64.random(in: -2...2, using: &dice) * 0x1_0000_0001)
        case 2: .real(Double(dice.below(9)) / 4 - 1)
        case 3: .truth(dice.happens(onceIn: 2))
        case 4: .bytes((0..<dice.below(5)).map { UInt8($0 * 77) })
        case 5: .pairs((0..<dice.below(3)).map { Value.Pair(key: $0 == 0 ? "" : "key", value: name()) })
        default: .reference(ObjectID(UInt64(dice.below(Int(state.nextObjectID.rawValue) + 1))))
        }
    }

    /// Few names, so that many things share one: empty, in two cases, and one letter in both its spellings.
    private mutating func name() -> String {
        ["", "nucleus", "Nucleus", "caf\u{e9}", "cafe\u{301}", "日本", "x"].randomElement(using: &dice) ?? ""
    }
}

// MARK: - Accounts

extension RandomMutations {
    private mutating func accountChange(on state: State) -> Mutation? {
        switch dice.below(9) {
        case 0: return .createUser(state.nextUserID, account(state.nextUserID, in: state))
        case 1:
            let id = user(in: state)
            return id <= .guest ? nil : .updateUser(id, account(id, in: state))
        case 2:
            let id = user(in: state)
            return id <= .guest ? nil : .removeUser(id)
        case 3: return .createGroup(state.nextGroupID, group(state.nextGroupID))
        case 4:
            let id = group(in: state)
            return id.isSystemGroup ? nil : .updateGroup(id, group(id))
        case 5:
            let id = group(in: state)
            return id.isSystemGroup || !state.dataOwners(in: id).isEmpty ? nil : .removeGroup(id)
        case 6: return .openSession(state.nextSessionID, session(on: state))
        case 7:
            let id = SessionID(UInt64(dice.below(Int(state.nextSessionID.rawValue))))
            return state.session(id) == nil ? nil : .endSession(id)
        default:
            return .setMembership(
                user(in: state), group(in: state), [nil, .member, .owner][dice.below(3)] as Membership?)
        }
    }

    private mutating func account(_ id: UserID, in state: State) -> User {
        let administrations: [Administration] = [.none, .restricted([.sudo, .move]), .restricted([]), .full]
        return User(
            login: "\(dice.happens(onceIn: 2) ? "user" : "User")\(id.rawValue)", fullName: name(), email: name(),
            uid: dice.happens(onceIn: 2) ? nil : 1000 + id.rawValue, isActive: dice.happens(onceIn: 2),
            defaultGroup: dice.happens(onceIn: 2) ? nil : group(in: state),
            administration: administrations.randomElement(using: &dice) ?? .none)
    }

    private mutating func group(_ id: GroupID) -> Group {
        Group(
            name: "\(dice.happens(onceIn: 2) ? "lab" : "Lab")\(id.rawValue)", description: name(),
            level: Level.allCases.randomElement(using: &dice) ?? .private)
    }

    private mutating func session(on state: State) -> Session {
        Session(
            kind: dice.happens(onceIn: 2) ? .sudo : .script, user: user(in: state), opener: user(in: state),
            group: dice.happens(onceIn: 2) ? nil : group(in: state), administration: .restricted([.give]),
            isReadOnly: dice.happens(onceIn: 2), tokenDigest: (0..<32).map { _ in UInt8(dice.below(256)) },
            uid: UInt32(dice.below(3)), expires: Int64(dice.below(1 << 40)),
            program: dice.happens(onceIn: 2) ? "" : "count-cells")
    }

    private mutating func user(in state: State) -> UserID {
        let users = state.allUsers.map(\.0)
        return users[dice.below(users.count)]
    }

    private mutating func group(in state: State) -> GroupID {
        let groups = state.allGroups.map(\.0)
        return groups[dice.below(groups.count)]
    }

    /// Some object; none that exists if there is none near a random number.
    private mutating func object(in state: State) -> ObjectID {
        let start = UInt64(dice.below(Int(state.nextObjectID.rawValue)))
        return (start..<state.nextObjectID.rawValue).lazy.map { ObjectID($0) }.first { state.facts(of: $0) != nil }
            ?? ObjectID(1)
    }
}
