public import Permissions

extension Refusal {
    /// The stable name of each rule, for programs.
    public var rule: String {
        switch self {
        case .wrongKinds: "wrong_kinds"
        case .notATarget: "not_a_target"
        case .danglingReference: "dangling_reference"
        case .invalidAttribute: "invalid_attribute"
        case .anothersWhole: "anothers_whole"
        case .notAllowed: "not_allowed"
        case .noSuchObject: "no_such_object"
        case .noSuchUser: "no_such_user"
        case .noSuchGroup: "no_such_group"
        case .noSuchSession: "no_such_session"
        case .crossGroup: "cross_group"
        case .notInGroup: "not_in_group"
        case .alreadyLinked: "already_linked"
        case .linkedTwice: "linked_twice"
        case .cycle: "cycle"
        case .anothersRegion: "anothers_region"
        case .onlyAdministratorsPromote: "only_administrators_promote"
        case .derivedPairs: "derived_pairs"
        case .digestRequired: "digest_required"
        case .planChanged: "plan_changed"
        case .filesetPart: "fileset_part"
        case .wellImage: "well_image"
        case .sameGroup: "same_group"
        case .notYoursToCopy: "not_yours_to_copy"
        case .ownerStillActive: "owner_still_active"
        case .privilegeNeeded: "privilege_needed"
        case .notAnOwner: "not_an_owner"
        case .anotherOwner: "another_owner"
        case .ownMembership: "own_membership"
        case .strongerAccount: "stronger_account"
        case .lastAdministrator: "last_administrator"
        case .fixedUser: "fixed_user"
        case .systemGroup: "system_group"
        case .invalidName: "invalid_name"
        case .userNameTaken: "user_name_taken"
        case .groupNameTaken: "group_name_taken"
        case .uidTaken: "uid_taken"
        case .notAMember: "not_a_member"
        case .alreadyAMember: "already_a_member"
        case .userOwnsData: "user_owns_data"
        case .groupNotEmpty: "group_not_empty"
        case .readOnlySession: "read_only_session"
        case .confinedSession: "confined_session"
        case .furtherSession: "further_session"
        case .playedAccount: "played_account"
        case .sessionEnded: "session_ended"
        case .inactiveUser: "inactive_user"
        case .userInNoGroup: "user_in_no_group"
        case .noCurrentGroup: "no_current_group"
        case .anothersScript: "anothers_script"
        case .ambiguousName: "ambiguous_name"
        }
    }

    /// What stands in the way, as far as the caller may know.
    public var blockers: Blockers {
        switch self {
        case .derivedPairs(let blockers), .filesetPart(let blockers), .wellImage(let blockers): blockers
        case .alreadyLinked(let link): Blockers(visible: [link], hidden: 0)
        default: Blockers(visible: [], hidden: 0)
        }
    }
}
