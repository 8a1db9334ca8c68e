internal import Permissions
internal import Wire

/// Sections 1 to 10 and 13: objects, sight, the table, plans.
extension Sentence.Names {
    typealias Pair = (String, String)

    /// The same words for what does not exist and for what is out of sight.
    func absence(_ refusal: Refusal) -> Pair {
        switch refusal {
        case .noSuchObject(let id): ("there is no object \(id.rawValue), or you cannot see it from here", "")
        case .noSuchUser(let id): ("there is no user \(id.rawValue)", "")
        case .noSuchGroup(let id): ("there is no group \(id.rawValue)", "")
        case .noSuchSession(let id): ("there is no session \(id.rawValue), or it is not yours", "")
        default: unexpected(refusal)
        }
    }

    /// A cell of the table that says no.
    func table(_ action: Action, _ id: ObjectID, _ role: Role, _ level: Level) -> Pair {
        let facts = world?.state.facts(of: id)
        let group = facts.map { " \(self.group($0.group))" } ?? ""
        let owner = facts.map { user($0.owner) } ?? "another user"
        let isOwn = facts?.owner == world?.caller.user
        if isOwn && action == .give {
            return (
                "nobody gives their own data away: \(object(id)) is yours",
                "an owner of the group\(group) or an administrator can"
            )
        }
        let text =
            "\(role.plural) of the \(level.word) group\(group) may not \(action.words): \(object(id)) is \(owner)'s"
        return (text, help(for: action, at: level, owner: owner, group: group))
    }

    private func help(for action: Action, at level: Level, owner: String, group: String) -> String {
        var who = action == .give ? [] : [owner]
        if action.isAllowed(to: .owner, at: level) { who.append("an owner of the group\(group)") }
        if action.isAllowed(to: .administrator, at: level) { who.append("an administrator") }
        return who.isEmpty ? "" : "\(who.joined(separator: " or ")) can"
    }

    func structure(_ refusal: Refusal) -> Pair {
        switch refusal {
        case .wrongKinds(let kind, let parent, let child):
            (
                "a \(kind.word) does not join \(parent?.word ?? "nothing") and \(child?.word ?? "nothing")",
                "look at section 1 of PERMISSIONS.md for what each kind joins"
            )
        case .notATarget(let kind): ("a \(kind.word) is not made, changed, moved or given by itself", "")
        case .danglingReference(let place): ("entry \(place + 1) refers to an object that is not before it", "")
        case .invalidAttribute(let kind, let field):
            ("a \(kind.word) has no field `\(field.word)` of that type or size", "")
        case .anothersWhole(let id): ("nobody adds to another user's plate or fileset: \(object(id)) is not yours", "")
        case .crossGroup(let one, let other):
            (
                "both ends of a link lie in one group: \(object(one)) and \(object(other)) do not",
                "move one of them to the other's group first"
            )
        case .notInGroup(let id, let group):
            (
                "everything new goes to the current group \(self.group(group)), and \(object(id)) lies in another",
                "name its group with -g"
            )
        case .alreadyLinked(let link): ("you have linked these two already, by \(object(link))", "")
        case .linkedTwice(let place): ("entry \(place + 1) links two ends that are linked already", "")
        case .cycle(let id): ("this would put \(object(id)) into itself", "")
        case .anothersRegion(let id):
            ("nobody changes another user's regions or rendering settings: \(object(id)) is not yours", "")
        case .ambiguousName(let kind, let name):
            ("you have several objects of kind \(kind.word) with the name `\(name)`", "name one of them by its id")
        default: unexpected(refusal)
        }
    }

    func plans(_ refusal: Refusal) -> Pair {
        switch refusal {
        case .onlyAdministratorsPromote(let group):
            ("only an administrator makes \(self.group(group)) read-write", "an administrator can")
        case .derivedPairs(let blockers):
            (
                "a private group cannot hold an image and its source with different owners: \(list(blockers))",
                "delete, move or give those images first"
            )
        case .digestRequired:
            (
                "what this does cannot be undone: it runs only with the digest of its plan",
                "look at the plan, then repeat with its digest"
            )
        case .planChanged:
            ("the data changed since that plan was made", "look at the new plan, then repeat with its digest")
        case .filesetPart(let blockers):
            ("images of one fileset go together: also name \(list(blockers))", "name the whole fileset")
        case .wellImage(let blockers):
            ("an image in a well goes only with its plate: \(list(blockers))", "name the plate")
        case .sameGroup(let group): ("it lies in \(self.group(group)) already", "")
        case .notYoursToCopy(let id): ("only own data can be copied, and \(object(id)) is not yours", "")
        case .ownerStillActive(let owner):
            (
                "a group owner takes only the data of members who left, and \(user(owner)) did not",
                "an administrator can"
            )
        default: unexpected(refusal)
        }
    }

    func unexpected(_ refusal: Refusal) -> Pair {
        preconditionFailure("the sentence of this rule is made elsewhere")
    }
}

extension Role {
    var plural: String {
        switch self {
        case .member: "members"
        case .owner: "owners"
        case .restrictedAdministrator: "administrators without the privilege for it"
        case .administrator: "administrators"
        }
    }
}

extension Action {
    /// What one may not do, said of others' data.
    fileprivate var words: String {
        switch self {
        case .view: "view others' data"
        case .annotate: "annotate others' data"
        case .delete: "delete others' data"
        case .edit: "edit others' data"
        case .mix: "link or unlink others' data"
        case .move: "move others' data to another group"
        case .removeAnnotations: "remove annotations that others made"
        case .render: "save rendering settings on others' images"
        case .derive: "derive images from others' images"
        case .give: "change the owner of data"
        }
    }
}
