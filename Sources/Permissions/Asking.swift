/// Jobs that somebody else is asked to run (`PERMISSIONS.md`, section 12).
extension Attributes {
    /// What is asked for. Whoever runs the job goes by it, so nobody changes it: not who may edit the job, and not who
    /// asked.
    static let asked: [Field] = [
        .command, .programDigest, .requester, .requestGroup, .arguments, .timeLimit, .isReadOnly,
    ]

    /// Refuses a new object that asks in another's name or for another place, or in a session that ends: the run would
    /// outlive it.
    func checkAsking(_ kind: Kind, under script: ObjectID?, in group: GroupID, by caller: Caller) throws(Refusal) {
        guard isAsking else { return }
        guard kind == .job, script != nil else { throw .invalidAttribute(kind, .requester) }
        guard self[.requester] == .integer(Int64(caller.user.rawValue)) else {
            throw .invalidAttribute(kind, .requester)
        }
        guard self[.requestGroup] == .integer(Int64(group.rawValue)) else {
            throw .invalidAttribute(kind, .requestGroup)
        }
        try Sessions.checkOpener(caller)
    }

    /// Refuses attributes that ask for something else than those that the object has.
    func checkAsked(of kind: Kind, unchangedFrom old: Attributes) throws(Refusal) {
        guard isAsking || old.isAsking else { return }
        for field in Self.asked where self[field] != old[field] { throw .invalidAttribute(kind, field) }
        // What has started does not start again.
        if old[.started] != nil, self[.started] != old[.started] { throw .invalidAttribute(kind, .started) }
    }

    /// What a copy says: of a run that was asked for, that there was one.
    var withoutAsking: Attributes { Attributes(entries.filter { ![.requester, .requestGroup].contains($0.field) }) }

    private var isAsking: Bool { self[.requester] != nil || self[.requestGroup] != nil }
}
