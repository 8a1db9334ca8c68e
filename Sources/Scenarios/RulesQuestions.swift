internal import Permissions
internal import Store

/// Questions, by the rules.
extension RulesStep {
    func answer(_ call: StageCall) throws(Refusal) -> StageReply {
        var reply = StageReply()
        switch call {
        case .object(let id):
            if isVisible(id) { reply.object = state.object(id) }
        case .links(let parent, let child):
            for link in state.holders(of: parent, at: .parent) {
                guard let facts = state.facts(of: link), facts.kind.isLink, facts.child == child else { continue }
                if isVisible(link) { reply.owners[link] = facts.owner }
            }
        case .list(let filter):
            for (id, object) in try listed(filter) { reply.listed[id] = object.group }
        case .count(let filter):
            for (_, object) in try listed(filter) { reply.counts[object.kind, default: 0] += 1 }
        case .group(let id): reply.level = state.level(of: id)
        case .user(let id): reply.defaultGroup = state.user(id)?.defaultGroup
        case .members(let group):
            for user in state.members(of: group)
            where Visibility.isVisible(membershipOf: user, in: group, to: caller, in: state) {
                reply.members[user] = state.membership(of: user, in: group)
            }
        case .whoMay(let action, let id):
            reply.users = try WhoMay(action, on: id, for: caller, in: state).users
        default: preconditionFailure("everything else is a change, and carried out above")
        }
        return reply
    }
    // MARK: - Lists

    private func listed(_ filter: StageFilter) throws(Refusal) -> [(ObjectID, Object)] {
        if let holder = filter.holder, !isVisible(holder) { throw .noSuchObject(holder) }
        return state.allObjects.filter { id, object in
            !object.kind.isLink && isVisible(id) && object.group == filter.group ?? object.group
                && object.owner == filter.owner ?? object.owner
                && (filter.holder.map { holders(of: id).contains($0) } ?? true)
                && !(filter.isLoose && isInContainer(id, object))
        }
    }

    private func isVisible(_ id: ObjectID) -> Bool { Visibility.isVisible(id, to: caller, in: state) }

    /// What the caller sees an object to be in or on: by a link in sight, or as what one of them refers to.
    private func holders(of id: ObjectID) -> Set<ObjectID> {
        var found = Set([state.facts(of: id)?.parent].compactMap(\.self))
        for holder in state.holders(of: id, at: .child) {
            guard let facts = state.facts(of: holder) else { continue }
            if !facts.kind.isLink {
                found.insert(holder)
            } else if let parent = facts.parent, isVisible(holder) {
                found.insert(parent)
            }
        }
        return found
    }

    private func isInContainer(_ id: ObjectID, _ object: Object) -> Bool {
        if object.kind == .folder, let parent = object.parent, isVisible(parent) { return true }
        return state.holders(of: id, at: .child).contains {
            state.facts(of: $0)?.kind != .annotationLink && isVisible($0)
        }
    }
}
