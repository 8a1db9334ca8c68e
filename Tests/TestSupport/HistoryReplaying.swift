internal import Permissions

extension HistoryStep {
    /// The same step where ids are others.
    func renamed(by names: HistoryRenaming) -> HistoryStep {
        let asker = Asker(
            user: names.id(asker.user), session: asker.session.map { names.id($0) },
            group: asker.group.map { names.id($0) }, looksEverywhere: asker.looksEverywhere)
        return HistoryStep(asker: asker, act: act.renamed(by: names), now: now)
    }
}

extension HistoryAct {
    fileprivate func renamed(by names: HistoryRenaming) -> HistoryAct {
        func ids(_ list: [ObjectID]) -> [ObjectID] { list.map { names.id($0) } }
        switch self {
        case .create(let new): return .create(new.renamed(by: names))
        case .importList(let list): return .importList(list.map { $0.renamed(by: names) })
        case .officialScript: return self
        case .link(let kind, let parent, let child): return .link(kind, names.id(parent), names.id(child))
        case .unlink(let link): return .unlink(names.id(link))
        case .setParent(let folder, let parent): return .setParent(names.id(folder), parent.map { names.id($0) })
        case .edit(let id, let name, let field, let value): return .edit(names.id(id), name: name, field, value)
        case .delete(let list, let keeps, let include): return .delete(ids(list), keepsContents: keeps, include)
        case .move(let list, let group, let exclude, let into):
            return .move(ids(list), names.id(group), exclude, into: into.map { names.id($0) })
        case .copy(let list, let group): return .copy(ids(list), names.id(group))
        case .give(let list, let user): return .give(ids(list), names.id(user))
        case .setLevel(let group, let level): return .setLevel(names.id(group), level)
        case .administer(let operation): return .administer(operation.renamed(by: names))
        case .openSudo(let user, let opening): return .openSudo(names.id(user), opening.renamed(by: names))
        case .openScript(let user, let opening, let keeps):
            return .openScript(names.id(user), opening.renamed(by: names), keepsAdministration: keeps)
        case .endSession(let id): return .endSession(names.id(id))
        case .work(let group): return .work(names.id(group))
        }
    }
}

extension NewObject {
    fileprivate func renamed(by names: HistoryRenaming) -> NewObject {
        var new = self
        for path in [\NewObject.parent, \.child, \.derivedFrom, \.plateRun] {
            if case .existing(let id)? = new[keyPath: path] { new[keyPath: path] = .existing(names.id(id)) }
        }
        return new
    }
}

extension SessionOpening {
    fileprivate func renamed(by names: HistoryRenaming) -> SessionOpening {
        var opening = self
        opening.group = group.map { names.id($0) }
        return opening
    }
}

extension NaiveModel.Operation {
    fileprivate func renamed(by names: HistoryRenaming) -> NaiveModel.Operation {
        switch self {
        case .createGroup, .createUser: self
        case .renameGroup(let group, let name): .renameGroup(names.id(group), name)
        case .deleteGroup(let group): .deleteGroup(names.id(group))
        case .add(let user, let group): .add(names.id(user), names.id(group))
        case .remove(let user, let group): .remove(names.id(user), names.id(group))
        case .setOwner(let user, let group, let isOwner): .setOwner(names.id(user), names.id(group), isOwner)
        case .setDefaultGroup(let user, let group): .setDefaultGroup(names.id(user), names.id(group))
        case .edit(let user, let login, let fullName, let uid):
            .edit(names.id(user), login: login, fullName: fullName, uid: uid)
        case .setActive(let user, let isActive): .setActive(names.id(user), isActive)
        case .grant(let user, let administration): .grant(names.id(user), administration)
        case .deleteUser(let user): .deleteUser(names.id(user))
        }
    }
}
