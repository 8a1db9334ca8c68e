internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// `cohort.v1.Objects.Import`: many objects in one step, or none (`PERMISSIONS.md`, section 13).
extension Service {
    static func importObjects(
        _ request: V1.ImportRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.ImportReply> {
        guard request.objects.count <= WireLimits.importMax else {
            throw .invalid(.tooMany("objects", request.objects.count, max: WireLimits.importMax))
        }
        let caller = try caller.looking(request.scope)
        var list = ImportList()
        try list.add(request.objects)
        return try make(list, isRehearsal: request.dryRun, caller, state)
    }

    /// Makes all that is in a list, however it came here.
    static func make(
        _ list: ImportList, isRehearsal: Bool, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.ImportReply> {
        let creation = try lawful { () throws(Refusal) in
            try Importing.create(list.objects, by: caller, in: state)
        }
        let plan = PlanView.making(creation.plan, isDone: !isRehearsal, in: World(caller: caller, state: state))
        return Change(
            creation.plan,
            .with {
                $0.ids = list.ids(creation, caller, state)
                $0.plan = plan
            })
    }
}
