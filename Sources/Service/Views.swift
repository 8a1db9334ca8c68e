internal import Digest
internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// An object as the caller sees it.
enum ObjectView {
    static func message(_ id: ObjectID, for caller: Caller, in state: State) throws(CallError) -> V1.Object {
        guard Visibility.isVisible(id, to: caller, in: state), let object = state.object(id) else {
            throw .refusal(.noSuchObject(id))
        }
        return .with {
            $0.id = id.rawValue
            $0.kind = object.kind.message
            $0.owner = object.owner.rawValue
            $0.group = object.group.rawValue
            $0.name = object.name
            $0.parent = visible(object.parent, to: caller, in: state)
            $0.child = visible(object.child, to: caller, in: state)
            $0.attributes = visible(object.attributes, to: caller, in: state).messages
            $0.allowed = UInt32(Decision.allowed(on: id, by: caller, in: state).rawValue)
        }
    }

    /// A reference to what is out of sight is as good as none.
    fileprivate static func visible(_ id: ObjectID?, to caller: Caller, in state: State) -> UInt64 {
        guard let id, Visibility.isVisible(id, to: caller, in: state) else { return 0 }
        return id.rawValue
    }

    /// Whoever does not see the source of an image reads only that there was one (section 1).
    private static func visible(_ attributes: Attributes, to caller: Caller, in state: State) -> Attributes {
        guard case .reference(let source) = attributes[.derivedFrom] else { return attributes }
        guard !Visibility.isVisible(source, to: caller, in: state) else { return attributes }
        var attributes = attributes
        attributes[.derivedFrom] = .reference(ObjectID(0))
        return attributes
    }
}

/// Accounts as the caller sees them.
enum AccountView {
    static func message(_ id: UserID, for caller: Caller, in state: State) throws(CallError) -> V1.User {
        guard let user = state.user(id) else { throw .refusal(.noSuchUser(id)) }
        return .with {
            $0.id = id.rawValue
            $0.login = user.login
            $0.fullName = user.fullName
            $0.active = user.isActive
            guard Visibility.isVisible(detailsOf: id, to: caller) else { return }
            $0.email = user.email
            $0.uid = user.uid
            $0.defaultGroup = user.defaultGroup?.rawValue
            ($0.administration, $0.privileges) = user.administration.message
        }
    }

    static func message(_ id: GroupID, in state: State) throws(CallError) -> V1.Group {
        guard let group = state.group(id) else { throw .refusal(.noSuchGroup(id)) }
        return .with {
            $0.id = id.rawValue
            $0.name = group.name
            $0.description = group.description
            $0.level = group.level.message
        }
    }
}

/// A plan as the caller sees it: everything is counted, what is in sight is named.
enum PlanView {
    static func message(_ plan: Plan, in world: World) -> V1.Plan {
        .with {
            $0.needsDigest = plan.needsDigest
            $0.digest = digest(of: plan)
            $0.moved = part(plan.moved, in: world)
            $0.lost = part(plan.lost, in: world)
            $0.stays = part(plan.stays, in: world)
        }
    }

    /// SHA-256 of what would be committed and of what it says about the rest: equal plans have equal digests.
    static func digest(of plan: Plan) -> [UInt8] {
        let author = Author(user: .root, session: .own, opener: .root)
        var bytes = Record(revision: 0, time: 0, author: author, mutations: plan.mutations).serializedBytes()
        for list in [plan.lost, plan.moved, plan.stays] {
            // Each list behind its length: no two plans have the same bytes.
            for number in [UInt64(list.count)] + list.map(\.rawValue) {
                bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
            }
        }
        return SHA256.digest(of: bytes)
    }

    private static func part(_ ids: [ObjectID], in world: World) -> V1.PlanPart {
        var counts: [Kind: UInt64] = [:]
        for id in ids {
            if let kind = world.state.facts(of: id)?.kind { counts[kind, default: 0] += 1 }
        }
        return .with {
            $0.counts = counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, count in
                .with {
                    $0.kind = kind.message
                    $0.count = count
                }
            }
            $0.first = ids.lazy
                .filter { Visibility.isVisible($0, to: world.caller, in: world.state) }
                .prefix(ServiceLimits.planFirstMax)
                .compactMap { object($0, in: world) }
        }
    }

    private static func object(_ id: ObjectID, in world: World) -> V1.PlanObject? {
        world.state.object(id).map { object in
            .with {
                $0.id = id.rawValue
                $0.kind = object.kind.message
                $0.owner = object.owner.rawValue
                $0.name = object.name
                $0.parent = ObjectView.visible(object.parent, to: world.caller, in: world.state)
                $0.child = ObjectView.visible(object.child, to: world.caller, in: world.state)
            }
        }
    }
}
