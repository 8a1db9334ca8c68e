/// Deleting for good (`PERMISSIONS.md`, section 10).
public enum Deleting {
    /// Deletes the targets and what goes along with them. A target that the caller may not delete refuses the whole.
    public static func delete(
        _ targets: [ObjectID], options: DeleteOptions, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        for target in targets { try Decision.check(.delete, on: target, by: caller, in: records) }
        var contents = Contents(targets, records: records)
        contents.addContents { content, _ in
            !options.keepsContents
                && Decision.isAllowed(
                    .delete, by: caller, owner: content.owner, group: content.group, kind: content.kind, in: records)
        }
        contents.addPlateParts(allImages: false)
        try keepFilesetsWhole(&contents, targets: Set(targets), caller)

        var sweep = Sweep(records)
        sweep.include = options.include
        sweep.remove(contents.going)
        var plan = sweep.plan
        plan.stays = contents.stays.filter { sweep.removed[$0] == nil }.sorted()
        return plan
    }

    /// Part of a fileset refuses as a target, and stays as contents. An image in a well goes only if its sample does.
    private static func keepFilesetsWhole(
        _ contents: inout Contents<some Records>, targets: Set<ObjectID>, _ caller: Caller
    ) throws(Refusal) {
        var missing: [ObjectID] = []
        for part in contents.addWholeFilesets() {
            if part.going.contains(where: targets.contains) {
                missing += part.missing
            } else {
                contents.drop(part.going)
            }
        }
        if !missing.isEmpty { throw .filesetPart(Blockers(missing, for: caller, in: contents.records)) }
        let plates = contents.forgottenPlates
        if !plates.isEmpty { throw .wellImage(Blockers(plates, for: caller, in: contents.records)) }
    }
}

/// What a deletion takes along.
public struct DeleteOptions: Hashable, Sendable {
    /// Leaves what lies in deleted containers.
    public var keepsContents: Bool
    /// Kinds of shared annotations of the object's owner that go when nothing else uses them.
    public var include: Inclusion

    public init(keepsContents: Bool, include: Inclusion) {
        self.keepsContents = keepsContents
        self.include = include
    }
}
