internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// `cohort.v1.Objects`: what may take more along than it names, and says so in a plan (`PERMISSIONS.md`, sections 7 to
/// 10).
extension Service {
    static func delete(
        _ request: V1.DeleteRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.DeleteReply> {
        let targets = try request.targets.targetIDs()
        let caller = try caller.looking(request.scope)
        let options = DeleteOptions(
            keepsContents: request.keepContents, include: try Inclusion(request.include, field: "include"))
        let plan = try lawful { () throws(Refusal) in
            try targets.count == 1 && state.facts(of: targets[0])?.kind.isLink == true
                ? Linking.unlink(targets[0], by: caller, in: state)
                : Deleting.delete(targets, options: options, by: caller, in: state)
        }
        let message = try plan.answer(dryRun: request.dryRun, digest: nil, for: caller, in: state)
        return Change(plan, .with { $0.plan = message })
    }

    static func move(
        _ request: V1.MoveRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.MoveReply> {
        let targets = try request.targets.targetIDs()
        let caller = try caller.looking(request.scope)
        let options = MoveOptions(
            exclude: try Inclusion(request.exclude, field: "exclude"), into: ObjectID(named: request.into))
        let plan = try lawful { () throws(Refusal) in
            try Moving.move(targets, to: GroupID(request.group), options: options, by: caller, in: state)
        }
        let message = try plan.answer(dryRun: request.dryRun, digest: request.digest, for: caller, in: state)
        return Change(plan, .with { $0.plan = message })
    }

    static func copy(
        _ request: V1.CopyRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.CopyReply> {
        let targets = try request.targets.targetIDs()
        let caller = try caller.looking(request.scope)
        let creation = try lawful { () throws(Refusal) in
            try Copying.copy(targets, to: GroupID(request.group), by: caller, in: state)
        }
        let message = try creation.plan.answer(dryRun: request.dryRun, digest: nil, for: caller, in: state)
        return Change(
            creation.plan,
            .with {
                $0.plan = message
                $0.ids = creation.ids.map(\.rawValue)
            })
    }

    static func give(
        _ request: V1.GiveRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.GiveReply> {
        let targets = try request.targets.targetIDs()
        let caller = try caller.looking(request.scope)
        let plan = try lawful { () throws(Refusal) in
            try Giving.give(targets, to: UserID(request.user), by: caller, in: state)
        }
        let message = try plan.answer(dryRun: request.dryRun, digest: request.digest, for: caller, in: state)
        return Change(plan, .with { $0.plan = message })
    }
}

extension [UInt64] {
    /// What a call is about: something, and no more than one call may name.
    fileprivate func targetIDs() throws(CallError) -> [ObjectID] {
        guard !isEmpty else { throw .invalid(.missing("targets")) }
        return try objectIDs(field: "targets")
    }
}
