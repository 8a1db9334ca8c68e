internal import Permissions

/// What somebody does, in names of the scenario.
enum Act: Sendable {
    case check(Action, Thing)
    case create(NewThing, official: Bool)
    /// Makes an annotation and puts it on something, in one step.
    case annotate(with: NewThing, on: String)
    case link(upper: String, lower: String)
    case unlink(Thing)
    /// Takes a folder out of the folder that it lies in.
    case takeOut(String)
    case edit(String, newName: String?)
    case importThings([NewThing], into: ImportTarget)
    case plan(PlannedAct, PlanUse)
    case account(AccountAct)
    case session(SessionAct)
}

extension Act {
    /// The group that it is to be done in, where the act itself names one.
    var group: String? {
        if case .create(let new, _) = self { new.group } else { nil }
    }
}

/// Where an import goes.
enum ImportTarget: Sendable {
    case nowhere
    case container(String)
    /// The caller's own dataset of that name, made if there is none.
    case datasetNamed(String)
}

/// What may take more along than it names.
enum PlannedAct: Sendable {
    case delete([String], keepsContents: Bool, include: Inclusion)
    case move([String], to: String, exclude: Inclusion, into: String?)
    /// The copies of the targets get these names.
    case copy([String], to: String, names: [String])
    case give([String], to: String)
    case setLevel(String, Level)
}

/// What is done with the plan.
enum PlanUse: Sendable {
    /// Looked at, and run with its digest.
    case runs
    case onlyLooks
    /// Run without having been looked at.
    case runsBlindly
}

/// What is done with accounts.
enum AccountAct: Sendable {
    case createGroup(String, Level)
    case renameGroup(String, to: String)
    case deleteGroup(String)
    case createUser(String)
    case deleteUser(String)
    case renameUser(String, to: String)
    /// Changes the full name.
    case editUser(String)
    case setActive(String, Bool)
    /// `nil`: out of the group.
    case setMembership(String, group: String, Membership?)
    case setDefaultGroup(String, String)
    case grant(String, Administration)
}

/// What is done with sessions.
enum SessionAct: Sendable {
    /// Of one's own, another one.
    case sudo(String, as: String, group: String?)
    case script(String, of: String?, group: String, isReadOnly: Bool, keepsAdministration: Bool)
    case end(String)
}
