public import Permissions
public import Store
internal import Wire

/// What a refusal says to a person: the rule in one sentence, and what would help. The only place that makes them.
///
/// It names users, groups and objects by what the caller typed or may list; what is out of sight never gets here.
struct Sentence {
    let text: String
    /// Empty where nothing would help.
    let help: String

    init(_ refusal: Refusal, in world: World?) {
        let names = Names(world: world)
        (text, help) =
            switch refusal {
            case .noSuchObject, .noSuchUser, .noSuchGroup, .noSuchSession: names.absence(refusal)
            case .notAllowed(let action, let id, let role, let level): names.table(action, id, role, level)
            case .wrongKinds, .notATarget, .danglingReference, .invalidAttribute, .anothersWhole, .crossGroup,
                .notInGroup, .alreadyLinked, .linkedTwice, .cycle, .anothersRegion, .ambiguousName:
                names.structure(refusal)
            case .onlyAdministratorsPromote, .derivedPairs, .digestRequired, .planChanged, .filesetPart, .wellImage,
                .sameGroup, .notYoursToCopy, .ownerStillActive:
                names.plans(refusal)
            case .privilegeNeeded, .notAnOwner, .anotherOwner, .ownMembership, .strongerAccount, .lastAdministrator,
                .fixedUser, .systemGroup, .invalidName, .userNameTaken, .groupNameTaken, .uidTaken, .notAMember,
                .alreadyAMember, .userOwnsData, .groupNotEmpty:
                names.administration(refusal)
            case .readOnlySession, .confinedSession, .furtherSession, .playedAccount, .sessionEnded, .inactiveUser,
                .userInNoGroup, .noCurrentGroup, .anothersScript:
                names.sessions(refusal)
            }
    }

    /// What things are called in a sentence.
    struct Names {
        let world: World?

        func user(_ id: UserID) -> String { world?.state.user(id).map { "`\($0.login)`" } ?? "user \(id.rawValue)" }

        func group(_ id: GroupID) -> String { world?.state.group(id).map { "`\($0.name)`" } ?? "group \(id.rawValue)" }

        /// An object by kind and id. Its name is left out: it may be long, and the caller has the id.
        func object(_ id: ObjectID) -> String {
            guard let kind = world?.state.facts(of: id)?.kind else { return "object \(id.rawValue)" }
            return "\(kind.word):\(id.rawValue)"
        }

        func list(_ blockers: Blockers) -> String {
            let shown = blockers.visible.prefix(20).map(object).joined(separator: ", ")
            let more = blockers.visible.count - min(20, blockers.visible.count)
            let parts = [shown, more > 0 ? "\(more) more" : "", hidden(blockers)].filter { !$0.isEmpty }
            return parts.joined(separator: " and ")
        }

        private func hidden(_ blockers: Blockers) -> String {
            blockers.hidden > 0 ? "\(blockers.hidden) that you cannot see" : ""
        }
    }
}

extension Refusal {
    /// What a refusal says to a person who was judged by a state; without a caller it names nothing but ids.
    public func sentence(to caller: Caller?, in state: State) -> String {
        Sentence(self, in: caller.map { World(caller: $0, state: state) }).text
    }
}

extension Level {
    var word: String { message.word }
}

extension Kind {
    var word: String { message.word }
}

extension Permissions.Field {
    var word: String { message.word }
}
