public import Permissions

/// Where scenarios are played: the rules alone, the service in memory, or a daemon.
///
/// A stage knows ids, not names. Callers are known by numbers that it gives out.
public protocol Stage {
    /// What a caller is known by.
    associatedtype Line: Hashable & Sendable

    /// A user's own session; the user speaks for nothing but itself.
    mutating func line(of user: UserID) throws(StageError) -> Line
    /// Does something, looking in all groups, unless a current group is named and it is to look there alone.
    mutating func run(_ call: StageCall, on line: Line, in group: GroupID?, looksHere: Bool) throws(StageError)
        -> StageReply
    /// A session that was opened, joined.
    mutating func join(_ session: UInt64, user: UserID) throws(StageError) -> Line
}

/// Why there is no reply.
public struct StageError: Error, Hashable, Sendable {
    /// The stable name of the rule; empty if no rule refused it, but something went wrong.
    public var rule: String
    /// What it says to a person.
    public var sentence: String
    /// The section of `PERMISSIONS.md` that says so; 0: none.
    public var section = 0
    /// What stands in the way and the caller sees.
    public var blockers: [ObjectID] = []
    /// How much more stands in the way, out of sight.
    public var hidden = 0
    /// The plan of now, where a digest is missing.
    public var plan: StagePlan?

    public init(rule: String, sentence: String) {
        self.rule = rule
        self.sentence = sentence
    }
}

/// What a plan says, of what the caller sees.
public struct StagePlan: Hashable, Sendable {
    /// What is removed, links among it.
    public var lost: Set<ObjectID> = []
    /// What changes its group or owner.
    public var moved: Set<ObjectID> = []
    /// What stays where it is and loses its place.
    public var stays: Set<ObjectID> = []
    /// How many of each kind are made.
    public var made: [Kind: Int] = [:]
    /// What it is run with; empty if it needs none.
    public var digest: [UInt8] = []

    public init() {}
}

/// What is asked of a stage.
public enum StageCall: Sendable {
    case allowed(ObjectID)
    case create([NewObject], official: Bool)
    case setParent(ObjectID, ObjectID?)
    case edit(ObjectID, name: String?)
    case delete([ObjectID], DeleteOptions, dryRun: Bool)
    case move([ObjectID], GroupID, MoveOptions, dryRun: Bool, digest: [UInt8])
    case copy([ObjectID], GroupID, dryRun: Bool)
    case give([ObjectID], UserID, dryRun: Bool, digest: [UInt8])
    case setLevel(GroupID, Level, dryRun: Bool, digest: [UInt8])
    case createGroup(String, Level)
    case renameGroup(GroupID, String)
    case deleteGroup(GroupID)
    case createUser(String)
    case deleteUser(UserID)
    case editUser(UserID, UserEdit)
    case setActive(UserID, Bool)
    case setMembership(UserID, GroupID, Membership?)
    case setDefaultGroup(UserID, GroupID)
    case grant(UserID, Administration)
    case sudo(UserID, GroupID?)
    case script(UserID?, GroupID, isReadOnly: Bool, keepsAdministration: Bool)
    case end(UInt64)
    // Questions
    case object(ObjectID)
    case links(parent: ObjectID, child: ObjectID)
    /// What is in sight and no link.
    case list(StageFilter)
    /// How many of each kind that is.
    case count(StageFilter)
    case group(GroupID)
    case user(UserID)
    case members(GroupID)
    case whoMay(Action, ObjectID)
}

/// Which objects a list or a count is of. Whatever is set must hold.
public struct StageFilter: Hashable, Sendable {
    /// The group that they lie in.
    public var group: GroupID?
    /// What they are in, or on.
    public var holder: ObjectID?
    /// Whose they are.
    public var owner: UserID?
    /// Only what no container in sight holds.
    public var isLoose = false

    public init() {}
}

/// What a stage replies: the parts that the call has.
public struct StageReply: Sendable {
    /// Of the group, user or session that was made.
    public var id: UInt64 = 0
    /// Of the objects that were made, in the order they were asked for.
    public var ids: [ObjectID] = []
    /// What was done, or would be.
    public var plan: StagePlan?
    /// What is allowed on an object; nothing if it is out of sight.
    public var actions = Actions()
    /// The object; `nil` if it is out of sight.
    public var object: Object?
    /// What is listed, and the group that each lies in.
    public var listed: [ObjectID: GroupID] = [:]
    /// How many of each kind there are.
    public var counts: [Kind: Int] = [:]
    /// Owners of links, by id.
    public var owners: [ObjectID: UserID] = [:]
    /// Of a group.
    public var level: Level?
    /// Who is known to be in a group.
    public var members: [UserID: Membership] = [:]
    /// Of a user; `nil`: in no group.
    public var defaultGroup: GroupID?
    /// Who may do it.
    public var users: [UserID] = []

    public init() {}
}
