internal import Permissions
internal import Store
internal import Wire

extension World {
    /// As what the caller was judged, and at which level, where a refusal turns on that.
    func judgement(of refusal: Refusal) -> (role: Role, level: Level)? {
        if case .notAllowed(_, _, let role, let level) = refusal { return (role, level) }
        guard let group = group(of: refusal), let level = state.level(of: group), let role = role(in: group)
        else { return nil }
        return (role, level)
    }

    /// The group whose rules decided.
    private func group(of refusal: Refusal) -> GroupID? {
        switch refusal {
        case .anothersWhole(let id), .anothersRegion(let id), .notYoursToCopy(let id), .anothersScript(let id):
            state.facts(of: id)?.group
        case .onlyAdministratorsPromote(let group), .notAnOwner(let group), .anotherOwner(_, let group),
            .ownMembership(let group), .notAMember(_, let group):
            group
        default: nil
        }
    }

    /// What the caller is in a group. Whoever is nothing there is judged as nothing.
    private func role(in group: GroupID) -> Role? {
        if caller.administration == .full { return .administrator }
        switch state.membership(of: caller.user, in: group) {
        case .owner: return .owner
        case .member: return .member
        case nil: return caller.administration.isAdministrator ? .restrictedAdministrator : nil
        }
    }
}

extension Allowance {
    /// The stable name of each reason, for programs.
    var rule: String {
        switch self {
        case .own: "own"
        case .table: "table"
        case .ownEnds: "own_ends"
        case .endsInSight: "ends_in_sight"
        case .official: "official"
        }
    }

    var standing: V1.Standing {
        switch self {
        case .own, .ownEnds: .dataOwner
        case .table(let role): role.message
        case .endsInSight, .official: .unspecified
        }
    }
}

extension Sentence.Names {
    /// Why something is allowed: whose it is, what the caller is there, and the level.
    func allowance(_ allowance: Allowance, of id: ObjectID) -> String {
        guard let facts = world?.state.facts(of: id), let level = world?.state.level(of: facts.group) else { return "" }
        let place = "in the \(level.word) group \(group(facts.group))"
        return switch allowance {
        case .own: "\(object(id)) is your own, \(place)"
        case .ownEnds: "both ends of \(object(id)) are your own, \(place)"
        case .endsInSight: "you see both ends of \(object(id)), \(place)"
        case .official: "\(object(id)) is an official script: all can run it, and whoever manages scripts changes it"
        case .table(let role):
            "\(object(id)) is \(user(facts.owner))'s, and \(role.plural) may, \(place)"
        }
    }
}
