internal import Permissions
internal import Wire

/// Sections 11 and 12: administration and sessions.
extension Sentence.Names {
    func administration(_ refusal: Refusal) -> Pair {
        switch refusal {
        case .privilegeNeeded([]): ("this is for full administrators", "ask one of them")
        case .privilegeNeeded(let privilege):
            ("this needs an administrator with the privilege `\(privilege.words)`", "ask such an administrator")
        case .notAnOwner(let group):
            ("this is for administrators and for owners of \(self.group(group))", "an owner of the group can")
        case .anotherOwner(let user, let group):
            (
                "owners of \(self.group(group)) do not remove each other, and \(self.user(user)) is one",
                "an administrator can"
            )
        case .ownMembership:
            ("a restricted administrator does not manage its own memberships", "another administrator can")
        case .strongerAccount(let user):
            ("nobody makes, changes or plays an account with more rights than their own: \(self.user(user))", "")
        case .lastAdministrator(let user):
            ("\(self.user(user)) is the last active full administrator", "make another one first")
        case .fixedUser(let user): ("\(self.user(user)) is a fixed account", "")
        case .systemGroup(let group):
            ("nobody works in \(self.group(group)), and it cannot be changed", "name another group")
        case .invalidName(let fault): ("that name cannot be taken: \(fault.words)", "")
        case .userNameTaken(let user): ("the login is taken by \(self.user(user))", "")
        case .groupNameTaken(let group): ("the name is taken by the group \(self.group(group))", "")
        case .uidTaken(let user): ("that uid speaks for \(self.user(user)) already", "")
        case .notAMember(let user, let group):
            ("\(self.user(user)) is no member of \(self.group(group))", "an owner of the group can add a member")
        case .alreadyAMember(let user, let group):
            ("\(self.user(user)) is a member of \(self.group(group)) already", "")
        case .userOwnsData(let user):
            ("\(self.user(user)) owns objects", "delete or give them first, or deactivate the account")
        case .groupNotEmpty(let group): ("\(self.group(group)) holds objects", "delete or move them first")
        default: unexpected(refusal)
        }
    }

    func sessions(_ refusal: Refusal) -> Pair {
        switch refusal {
        case .readOnlySession: ("this session may only read", "")
        case .confinedSession:
            ("a script session does nothing but work on data in its group", "do it outside the script")
        case .furtherSession: ("a session that was opened for someone opens no further sessions", "")
        case .playedAccount(let user):
            ("a session as \(self.user(user)) leaves that account alone", "do it as yourself")
        case .sessionEnded(let session): ("session \(session.rawValue) has ended", "open a new one")
        case .inactiveUser(let user):
            ("the account \(self.user(user)) is not active", "ask an administrator to activate it")
        case .userInNoGroup(let user):
            (
                "\(self.user(user)) is in no group, and works in one",
                "ask a group's owner or an administrator to be added"
            )
        case .noCurrentGroup: ("this needs a current group", "name one with -g")
        case .anothersScript(let id): ("only its owner changes the text of a script: \(object(id)) is not yours", "")
        default: unexpected(refusal)
        }
    }
}

extension NameFault {
    fileprivate var words: String {
        switch self {
        case .empty: "it is empty"
        case .tooLong: "it is too long"
        case .controlCharacter: "it has a control character"
        case .spaceAtAnEnd: "it begins or ends with a space"
        case .looksLikeAnID: "it has digits only, and would be taken for an id"
        }
    }
}

extension Privileges {
    fileprivate var words: String { PrivilegeWords.words(for: rawValue).joined(separator: ", ") }
}
