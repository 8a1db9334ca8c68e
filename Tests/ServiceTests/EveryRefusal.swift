import Permissions

/// One of each rule. A new rule does not compile until it has its place here.
enum EveryRefusal {
    static let all: [Refusal] = {
        var all: [Refusal] = []
        while let next = after(all.last) { all.append(next) }
        return all
    }()

    private static let id = ObjectID(7)
    private static let user = UserID(3)
    private static let group = GroupID(4)
    private static let blockers = Blockers(visible: [ObjectID(7), ObjectID(8)], hidden: 2)

    private static func after(_ refusal: Refusal?) -> Refusal? {
        switch refusal {
        case nil: .wrongKinds(.datasetImageLink, parent: .image, child: nil)
        case .wrongKinds: .notATarget(.well)
        case .notATarget: .danglingReference(3)
        case .danglingReference: .invalidAttribute(.image, .physicalSizeX)
        case .invalidAttribute: .anothersWhole(id)
        case .anothersWhole: .notAllowed(.edit, id, .member, .readOnly)
        case .notAllowed: .noSuchObject(id)
        case .noSuchObject: .noSuchUser(user)
        case .noSuchUser: .noSuchGroup(group)
        case .noSuchGroup: .noSuchSession(SessionID(9))
        case .noSuchSession: .crossGroup(id, ObjectID(8))
        case .crossGroup: .notInGroup(id, group)
        case .notInGroup: .alreadyLinked(id)
        case .alreadyLinked: .linkedTwice(2)
        case .linkedTwice: .cycle(id)
        case .cycle: .anothersRegion(id)
        case .anothersRegion: .onlyAdministratorsPromote(group)
        case .onlyAdministratorsPromote: .derivedPairs(blockers)
        case .derivedPairs: .digestRequired
        case .digestRequired: .planChanged
        case .planChanged: .filesetPart(blockers)
        case .filesetPart: .wellImage(blockers)
        case .wellImage: .sameGroup(group)
        case .sameGroup: .notYoursToCopy(id)
        case .notYoursToCopy: .ownerStillActive(user)
        case .ownerStillActive: .privilegeNeeded(.sudo)
        case .privilegeNeeded: .notAnOwner(group)
        case .notAnOwner: .anotherOwner(user, group)
        case .anotherOwner: .ownMembership(group)
        case .ownMembership: .strongerAccount(user)
        case .strongerAccount: .lastAdministrator(user)
        case .lastAdministrator: .fixedUser(user)
        case .fixedUser: .systemGroup(group)
        case .systemGroup: .invalidName(.tooLong)
        case .invalidName: .userNameTaken(user)
        case .userNameTaken: .groupNameTaken(group)
        case .groupNameTaken: .uidTaken(user)
        case .uidTaken: .notAMember(user, group)
        case .notAMember: .alreadyAMember(user, group)
        case .alreadyAMember: .userOwnsData(user)
        case .userOwnsData: .groupNotEmpty(group)
        case .groupNotEmpty: .readOnlySession
        case .readOnlySession: .confinedSession
        case .confinedSession: .furtherSession
        case .furtherSession: .playedAccount(user)
        case .playedAccount: .sessionEnded(SessionID(9))
        case .sessionEnded: .inactiveUser(user)
        case .inactiveUser: .userInNoGroup(user)
        case .userInNoGroup: .noCurrentGroup
        case .noCurrentGroup: .anothersScript(id)
        case .anothersScript: .ambiguousName(.dataset, "cells")
        case .ambiguousName: nil
        }
    }

    /// Where one rule has several wordings: each of them.
    static let wordings: [Refusal] =
        [.privilegeNeeded([])]
        + [Privileges.move, .give, .writeData, .deleteData, .manageGroups, .manageMembership, .manageUsers]
        .map { .privilegeNeeded($0) }
        + [NameFault.empty, .tooLong, .controlCharacter, .spaceAtAnEnd, .looksLikeAnID].map { .invalidName($0) }
        + Field.allCases.map { .invalidAttribute(.image, $0) }
        + Kind.allCases.map { .notATarget($0) }
        + Action.allCases.flatMap { action in
            Level.allCases.flatMap { level in
                [Role.member, .owner, .restrictedAdministrator, .administrator].map { role in
                    .notAllowed(action, id, role, level)
                }
            }
        }
}
