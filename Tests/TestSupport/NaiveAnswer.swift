public import Permissions

/// What comes of a request by the model.
public enum NaiveAnswer: Sendable {
    /// Refused, in one of these ways: where several rules forbid it, several answers are right.
    case refused(Set<NaiveRefusal>)
    case done(NaiveEffect)

    static let unseen = NaiveAnswer.refused([.unseen])
    static let denied = NaiveAnswer.refused([.denied])
    static let broken = NaiveAnswer.refused([.broken])
}

/// How a request is refused.
public enum NaiveRefusal: Hashable, Sendable {
    /// Something that it names does not exist, or is out of sight.
    case unseen
    /// The caller may not.
    case denied
    /// Nobody could: it makes no sense, or not now.
    case broken
}

/// The records after a request that is allowed, and what its plan says.
public struct NaiveEffect: Sendable {
    public var objects: [ObjectID: Object]
    public var accounts: NaiveAccounts
    public var lost: Set<ObjectID> = []
    public var moved: Set<ObjectID> = []
    public var stays: Set<ObjectID> = []
    public var needsDigest = false
    /// What it copies, and the ids of the copies by the model's count.
    public var copies: [ObjectID: ObjectID] = [:]
    /// The one object that it makes, or saves again.
    var made: ObjectID?

    init(_ model: NaiveModel) {
        objects = model.all
        accounts = model.accounts
    }
}

/// Users, groups, who is where, and sessions.
public struct NaiveAccounts: Hashable, Sendable {
    public var users: [UserID: User]
    public var groups: [GroupID: Group]
    public var memberships: [UserID: [GroupID: Membership]] = [:]
    public var sessions: [SessionID: Session]

    public init(_ world: World) {
        users = world.users
        groups = world.groupsByID
        sessions = world.sessions
        for user in world.users.keys {
            for group in world.groups(of: user) {
                memberships[user, default: [:]][group] = world.membership(of: user, in: group)
            }
        }
    }
}

/// What keeps a request from being done, as it is gathered.
struct NaiveFaults {
    private(set) var refusals: Set<NaiveRefusal> = []

    mutating func unseen(if condition: Bool) { if condition { refusals.insert(.unseen) } }
    mutating func denied(if condition: Bool) { if condition { refusals.insert(.denied) } }
    mutating func broken(if condition: Bool) { if condition { refusals.insert(.broken) } }

    var answer: NaiveAnswer? { refusals.isEmpty ? nil : .refused(refusals) }
}

extension Refusal {
    /// How this is refused, whatever the rule.
    public var naive: NaiveRefusal {
        switch self {
        case .noSuchObject, .noSuchUser, .noSuchGroup, .noSuchSession: .unseen
        case .notAllowed, .anothersWhole, .anothersRegion, .onlyAdministratorsPromote, .notYoursToCopy,
            .ownerStillActive, .privilegeNeeded, .notAnOwner, .anotherOwner, .ownMembership, .strongerAccount,
            .readOnlySession, .confinedSession, .furtherSession, .playedAccount, .anothersScript, .fixedUser,
            .systemGroup, .notAMember:
            .denied
        default: .broken
        }
    }
}
