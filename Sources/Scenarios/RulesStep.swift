internal import Permissions
internal import Store

/// One call, judged by the rules against a state.
struct RulesStep {
    let state: State
    let caller: Caller
    /// What is to be done if it is allowed.
    private(set) var mutations: [Mutation] = []

    init(state: State, caller: Caller) {
        self.state = state
        self.caller = caller
    }

    mutating func run(_ call: StageCall) throws(Refusal) -> StageReply {
        switch call {
        case .allowed(let id):
            return .with { $0.actions = Decision.allowed(on: id, by: caller, in: state) }
        case .create(let objects, let official): return try create(objects, official)
        case .setParent(let id, let parent):
            return done(try Linking.setParent(of: id, to: parent, by: caller, in: state))
        case .edit(let id, let name): return try edit(id, name)
        case .delete(let ids, let options, let dryRun):
            let isLink = ids.count == 1 && state.facts(of: ids[0])?.kind.isLink == true
            return try planned(
                isLink
                    ? Linking.unlink(ids[0], by: caller, in: state)
                    : Deleting.delete(ids, options: options, by: caller, in: state), dryRun, nil)
        case .move(let ids, let group, let options, let dryRun, let digest):
            return try planned(Moving.move(ids, to: group, options: options, by: caller, in: state), dryRun, digest)
        case .copy(let ids, let group, let dryRun):
            let creation = try Copying.copy(ids, to: group, by: caller, in: state)
            var reply = try planned(creation.plan, dryRun, nil)
            reply.ids = dryRun ? [] : creation.ids
            return reply
        case .give(let ids, let user, let dryRun, let digest):
            return try planned(Giving.give(ids, to: user, by: caller, in: state), dryRun, digest)
        case .setLevel(let group, let level, let dryRun, let digest):
            return try planned(LevelChange.change(group, to: level, by: caller, in: state), dryRun, digest)
        default: return try administer(call)
        }
    }

    private mutating func create(_ objects: [NewObject], _ official: Bool) throws(Refusal) -> StageReply {
        let creation: Creation
        if official {
            creation = try Creating.createOfficialScript(
                name: objects[0].name, attributes: objects[0].attributes, by: caller, in: state)
        } else if objects.count == 1, objects[0].kind.isLink, case .existing(let parent)? = objects[0].parent,
            case .existing(let child)? = objects[0].child
        {
            creation = try Linking.link(objects[0].kind, parent: parent, child: child, by: caller, in: state)
        } else {
            creation = try Importing.create(objects, by: caller, in: state)
        }
        var reply = done(creation.plan)
        reply.ids = creation.ids
        return reply
    }

    private mutating func edit(_ id: ObjectID, _ name: String?) throws(Refusal) -> StageReply {
        try Decision.check(.edit, on: id, by: caller, in: state)
        guard let object = state.object(id) else { throw .noSuchObject(id) }
        var attributes = object.attributes
        if name == nil { attributes[.editedField(of: object.kind)] = .edited(object.kind) }
        return done(
            try Editing.edit(id, name: name ?? object.name, attributes: attributes, by: caller, in: state))
    }

    /// A plan that was asked for, or is run if it may be.
    private mutating func planned(_ plan: Plan, _ dryRun: Bool, _ digest: [UInt8]?) throws(Refusal) -> StageReply {
        // Here whoever has looked has the digest: any will do.
        if !dryRun && plan.needsDigest && digest?.isEmpty == true { throw .digestRequired }
        var reply = dryRun ? StageReply() : done(plan)
        var message = StagePlan()
        func seen(_ ids: [ObjectID]) -> Set<ObjectID> {
            Set(ids.filter { Visibility.isVisible($0, to: caller, in: state) })
        }
        (message.lost, message.moved, message.stays) = (seen(plan.lost), seen(plan.moved), seen(plan.stays))
        for case .createObject(_, let object) in plan.mutations { message.made[object.kind, default: 0] += 1 }
        message.digest = plan.needsDigest ? [1] : []
        reply.plan = message
        return reply
    }

    mutating func done(_ plan: Plan) -> StageReply {
        mutations = plan.mutations
        return StageReply()
    }
}

extension StageReply {
    static func with(_ fill: (inout StageReply) -> Void) -> StageReply {
        var reply = StageReply()
        fill(&reply)
        return reply
    }
}

extension Field {
    /// What a scenario changes that edits an object without saying what.
    static func editedField(of kind: Kind) -> Field {
        switch kind {
        case .roi: .shapes
        case .script: .text
        default: .description
        }
    }
}

extension Value {
    static func edited(_ kind: Kind) -> Value { kind == .roi ? .bytes([10, 0]) : .text("edited") }
}
