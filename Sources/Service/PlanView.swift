internal import Digest
internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// A plan as the caller sees it: everything is counted, what is in sight is named.
enum PlanView {
    static func message(_ plan: Plan, in world: World) -> V1.Plan {
        .with {
            $0.needsDigest = plan.needsDigest
            // Only a plan that needs one is told from another by it.
            if plan.needsDigest { $0.digest = digest(of: plan) }
            $0.moved = part(plan.moved, in: world)
            $0.lost = part(plan.lost, in: world)
            $0.stays = part(plan.stays, in: world)
            $0.made = made(by: plan, in: world)
        }
    }

    /// A plan that only makes: nothing in it needs a digest.
    static func making(_ plan: Plan, isDone: Bool, in world: World) -> V1.Plan {
        .with {
            $0.done = isDone
            $0.made = made(by: plan, in: world)
        }
    }

    /// SHA-256 of what would be committed and of what it says about the rest: equal plans have equal digests.
    static func digest(of plan: Plan) -> [UInt8] {
        let author = Author(user: .root)
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
            $0.counts = counts.messages
            $0.first = ids.lazy
                .filter { Visibility.isVisible($0, to: world.caller, in: world.state) }
                .prefix(ServiceLimits.planFirstMax)
                .compactMap { id in world.state.object(id).map { planObject(id, $0, in: world) } }
        }
    }

    /// What is made is the caller's, and all of it in sight.
    private static func made(by plan: Plan, in world: World) -> V1.PlanPart {
        var counts: [Kind: UInt64] = [:]
        var first: [V1.PlanObject] = []
        for case .createObject(let id, let object) in plan.mutations {
            counts[object.kind, default: 0] += 1
            if first.count < ServiceLimits.planFirstMax { first.append(planObject(id, object, in: world)) }
        }
        return .with {
            $0.counts = counts.messages
            $0.first = first
        }
    }

    private static func planObject(_ id: ObjectID, _ object: Object, in world: World) -> V1.PlanObject {
        .with {
            $0.id = id.rawValue
            $0.kind = object.kind.message
            $0.owner = object.owner.rawValue
            $0.name = object.name
            $0.parent = end(object.parent, in: world)
            $0.child = end(object.child, in: world)
        }
    }

    /// The end of a link as the caller sees it; what the plan itself makes is not there yet, and is in sight.
    private static func end(_ id: ObjectID?, in world: World) -> UInt64 {
        guard let id, id < world.state.nextObjectID else { return id?.rawValue ?? 0 }
        return ObjectView.visible(id, to: world.caller, in: world.state)
    }
}
