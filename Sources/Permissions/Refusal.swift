/// The rule that forbids a request, with the facts it was judged by (`PERMISSIONS.md`).
///
/// What is out of sight and what does not exist give the same `noSuch...`. Every other case speaks only of what the
/// caller may see.
public enum Refusal: Error, Hashable, Sendable {
    // Section 1
    /// This kind has no such end, or not one of that kind.
    case wrongKinds(Kind, parent: Kind?, child: Kind?)
    /// The kind cannot be made, moved, given or changed by itself.
    case notATarget(Kind)
    /// A reference to a new object that is not among those before it.
    case danglingReference(Int)
    case invalidAttribute(Kind, Field)
    /// A plate or fileset has one owner: nobody adds to another's.
    case anothersWhole(ObjectID)

    // Section 2
    /// The table says no to what the caller is in that group.
    case notAllowed(Action, ObjectID, Role, Level)

    // Section 3
    case noSuchObject(ObjectID)
    case noSuchUser(UserID)
    case noSuchGroup(GroupID)
    case noSuchSession(SessionID)
    /// The two lie in different groups.
    case crossGroup(ObjectID, ObjectID)
    /// It lies in another group than the one that is created in.
    case notInGroup(ObjectID, GroupID)

    // Section 4
    /// The caller has linked these two already; the link.
    case alreadyLinked(ObjectID)
    /// Two entries of one request would link the same two ends.
    case linkedTwice(Int)
    /// The object would come to lie in itself, or annotate itself.
    case cycle(ObjectID)

    // Section 5
    /// Nobody changes another user's region or rendering settings.
    case anothersRegion(ObjectID)

    // Section 6
    case onlyAdministratorsPromote(GroupID)
    /// Images that have a source of another owner: a private group cannot hold both.
    case derivedPairs(Blockers)
    /// Something is lost: it runs only with the digest of its plan.
    case digestRequired
    /// The data changed since: here is no plan of that digest.
    case planChanged

    // Section 7
    /// Part of a fileset was named; these are the rest.
    case filesetPart(Blockers)
    /// An image of a well goes only with these plates.
    case wellImage(Blockers)
    case sameGroup(GroupID)

    // Section 8
    case notYoursToCopy(ObjectID)

    // Section 9
    /// A group owner takes only the data of those who left.
    case ownerStillActive(UserID)

    // Section 11
    case privilegeNeeded(Privileges)
    /// Neither an owner of that group nor an administrator.
    case notAnOwner(GroupID)
    /// Group owners do not remove each other.
    case anotherOwner(UserID, GroupID)
    /// A restricted administrator does not manage its own memberships.
    case ownMembership(GroupID)
    case strongerAccount(UserID)
    case lastAdministrator(UserID)
    /// `root` and `guest` are what they are.
    case fixedUser(UserID)
    case systemGroup(GroupID)
    case invalidName(NameFault)
    case userNameTaken(UserID)
    case groupNameTaken(GroupID)
    case uidTaken(UserID)
    case notAMember(UserID, GroupID)
    case alreadyAMember(UserID, GroupID)
    case userOwnsData(UserID)
    case groupNotEmpty(GroupID)

    // Section 12
    case readOnlySession
    case confinedSession
    /// A sudo session opens no sessions.
    case furtherSession
    /// A sudo session leaves the account of the user it plays alone.
    case playedAccount(UserID)
    case sessionEnded(SessionID)
    case inactiveUser(UserID)
    case userInNoGroup(UserID)
    /// Creating needs a group to create in.
    case noCurrentGroup
    /// The text of a script is its owner's, or that of whoever manages the official ones.
    case anothersScript(ObjectID)

    // Section 13
    /// More than one of the user's containers has the name.
    case ambiguousName(Kind, String)

    /// Where the law says so.
    public var section: Int {
        switch self {
        case .wrongKinds, .notATarget, .danglingReference, .invalidAttribute, .anothersWhole: 1
        case .notAllowed: 2
        case .noSuchObject, .noSuchUser, .noSuchGroup, .noSuchSession, .crossGroup, .notInGroup: 3
        case .alreadyLinked, .linkedTwice, .cycle: 4
        case .anothersRegion: 5
        case .onlyAdministratorsPromote, .derivedPairs, .digestRequired, .planChanged: 6
        case .filesetPart, .wellImage, .sameGroup: 7
        case .notYoursToCopy: 8
        case .ownerStillActive: 9
        case .privilegeNeeded, .notAnOwner, .anotherOwner, .ownMembership, .strongerAccount, .lastAdministrator,
            .fixedUser, .systemGroup, .invalidName, .userNameTaken, .groupNameTaken, .uidTaken, .notAMember,
            .alreadyAMember, .userOwnsData, .groupNotEmpty:
            11
        case .readOnlySession, .confinedSession, .furtherSession, .playedAccount, .sessionEnded, .inactiveUser,
            .userInNoGroup, .noCurrentGroup, .anothersScript:
            12
        case .ambiguousName: 13
        }
    }
}

/// What the caller is in a group, as a refusal names it.
public enum Role: UInt8, Sendable {
    case member = 1
    case owner = 2
    /// An administrator whose privileges do not cover the act, and who is not in the group.
    case restrictedAdministrator = 3
    case administrator = 4
}

/// What stands in the way: the ids that the caller may see, and how many there are that it may not
/// (`PERMISSIONS.md`, section 3).
public struct Blockers: Hashable, Sendable {
    /// Ascending.
    public var visible: [ObjectID]
    public var hidden: Int

    public init(visible: [ObjectID], hidden: Int) {
        self.visible = visible
        self.hidden = hidden
    }

    init(_ ids: some Sequence<ObjectID>, for caller: Caller, in records: some Records) {
        let all = Set(ids)
        visible = all.filter { Visibility.isVisible($0, to: caller, in: records) }.sorted()
        hidden = all.count - visible.count
    }
}
