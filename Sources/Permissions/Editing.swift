/// Changing an object's name and attributes (`PERMISSIONS.md`, sections 2, 5 and 12).
public enum Editing {
    /// Replaces the name and attributes. References are fixed at creation and stay, whatever the attributes say.
    public static func edit(
        _ id: ObjectID, name: String, attributes: Attributes, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        let facts = try Decision.check(.edit, on: id, by: caller, in: records)
        if facts.kind.isLink { throw .notATarget(facts.kind) }
        guard let object = records.object(id) else { throw .noSuchObject(id) }
        try Names.checkObjectName(name)
        var attributes = attributes
        for field in [Field.derivedFrom, .plateRun] { attributes[field] = object.attributes[field] }
        try attributes.check(for: facts.kind)
        try attributes.checkContent(of: facts.kind, unchangedFrom: object.attributes)
        try attributes.checkAsked(of: facts.kind, unchangedFrom: object.attributes)
        if facts.kind == .script && facts.group != .user && facts.owner != caller.user {
            try checkScript(id, from: object.attributes, to: attributes)
        }
        return Plan([.updateObject(id, name: name, attributes: attributes)])
    }

    /// Whoever may edit another's script may describe it, and no more: what it does is its owner's (section 12).
    private static func checkScript(
        _ id: ObjectID, from old: Attributes, to new: Attributes
    ) throws(Refusal) {
        var described = old
        described[.description] = new[.description]
        guard described == new else { throw .anothersScript(id) }
    }
}
