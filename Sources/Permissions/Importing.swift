/// Making many objects at once, all or nothing (`PERMISSIONS.md`, section 13).
public enum Importing {
    /// Creates objects of the caller in its current group, each checked as creating and linking check it.
    ///
    /// They may refer to each other backwards, and to own containers by name.
    public static func create(
        _ list: some Sequence<NewObject>, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Creation {
        var draft = try Draft(in: caller.group, by: caller, records: records)
        for new in list { try draft.add(new) }
        return draft.creation
    }
}
