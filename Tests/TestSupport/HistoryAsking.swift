internal import Permissions

/// What the law makes of a step.
enum HistoryOutcome: Hashable {
    /// What it plans, and the ids that it gives to entries of a list.
    case plan(Plan, [ObjectID])
    /// The caller in the group that it has switched to.
    case caller(Caller)
    case refused(Refusal)
}

/// Asks the law, on whatever keeps the records.
struct HistoryAsking<R: Records> {
    let records: R

    /// Who calls, by the law.
    func caller(_ asker: Asker, at now: Int64) -> HistoryOutcome {
        do throws(Refusal) {
            var caller =
                if let session = asker.session {
                    try Sessions.caller(in: session, group: asker.group, at: now, records: records)
                } else {
                    try Sessions.caller(asker.user, in: asker.group, records: records)
                }
            caller.scope = asker.scope(in: caller.group)
            return .caller(caller)
        } catch {
            return .refused(error)
        }
    }

    func outcome(of act: HistoryAct, by caller: Caller) -> HistoryOutcome {
        do throws(Refusal) { return try ask(act, caller) } catch { return .refused(error) }
    }

    private func ask(_ act: HistoryAct, _ caller: Caller) throws(Refusal) -> HistoryOutcome {
        switch act {
        case .create(let new): return .init(try Creating.create(new, by: caller, in: records))
        case .importList(let list): return .init(try Importing.create(list, by: caller, in: records))
        case .officialScript(let name):
            return .init(
                try Creating.createOfficialScript(name: name, attributes: Attributes(), by: caller, in: records))
        case .link(let kind, let parent, let child):
            return .init(try Linking.link(kind, parent: parent, child: child, by: caller, in: records))
        case .copy(let ids, let group): return .init(try Copying.copy(ids, to: group, by: caller, in: records))
        case .work(let group): return .caller(try Sessions.switchGroup(to: group, by: caller, in: records))
        default: return .plan(try plan(of: act, caller), [])
        }
    }

    private func plan(of act: HistoryAct, _ caller: Caller) throws(Refusal) -> Plan {
        switch act {
        case .unlink(let link): try Linking.unlink(link, by: caller, in: records)
        case .setParent(let folder, let parent):
            try Linking.setParent(of: folder, to: parent, by: caller, in: records)
        case .edit(let id, let name, let field, let value):
            try Editing.edit(
                id, name: name, attributes: records.edited(id, field, value), by: caller, in: records)
        case .delete(let ids, let keeps, let include):
            try Deleting.delete(
                ids, options: DeleteOptions(keepsContents: keeps, include: include), by: caller, in: records)
        case .move(let ids, let group, let exclude, let into):
            try Moving.move(
                ids, to: group, options: MoveOptions(exclude: exclude, into: into), by: caller, in: records)
        case .give(let ids, let user): try Giving.give(ids, to: user, by: caller, in: records)
        case .setLevel(let group, let level): try LevelChange.change(group, to: level, by: caller, in: records)
        case .administer(let operation): try plan(of: operation, caller)
        case .openSudo(let user, let opening): try Sessions.openSudo(as: user, opening, by: caller, in: records)
        case .openScript(let user, let opening, let keeps):
            try Sessions.openScript(as: user, opening, keepsAdministration: keeps, by: caller, in: records)
        case .endSession(let id): try Sessions.end(id, by: caller, in: records)
        case .create, .importList, .officialScript, .link, .copy, .work: preconditionFailure("these are asked above")
        }
    }

    private func plan(of operation: NaiveModel.Operation, _ caller: Caller) throws(Refusal) -> Plan {
        switch operation {
        case .createGroup(let name, let level):
            try Administering.createGroup(Group(name: name, description: "", level: level), by: caller, in: records)
        case .renameGroup(let group, let name):
            try Administering.editGroup(group, name: name, description: "", by: caller, in: records)
        case .deleteGroup(let group): try Administering.deleteGroup(group, by: caller, in: records)
        case .add(let user, let group): try Administering.addMember(user, to: group, by: caller, in: records)
        case .remove(let user, let group): try Administering.removeMember(user, from: group, by: caller, in: records)
        case .setOwner(let user, let group, let isOwner):
            try Administering.setOwner(user, of: group, isOwner, by: caller, in: records)
        case .setDefaultGroup(let user, let group):
            try Administering.setDefaultGroup(of: user, to: group, by: caller, in: records)
        case .createUser(let user): try Administering.createUser(user, by: caller, in: records)
        case .edit(let user, let login, let fullName, let uid):
            try Administering.editUser(
                user, with: UserEdit(login: login, fullName: fullName, email: nil, uid: uid.map { .some($0) }),
                by: caller, in: records)
        case .setActive(let user, let isActive):
            try Administering.setActive(user, isActive, by: caller, in: records)
        case .grant(let user, let administration):
            try Administering.setAdministration(of: user, to: administration, by: caller, in: records)
        case .deleteUser(let user): try Administering.deleteUser(user, by: caller, in: records)
        }
    }
}

extension HistoryOutcome {
    fileprivate init(_ creation: Creation) { self = .plan(creation.plan, creation.ids) }
}

extension Asker {
    func scope(in group: GroupID?) -> Scope {
        if looksEverywhere { .all } else { group.map { .group($0) } ?? .all }
    }
}

extension Records {
    /// What an object carries with one field set otherwise.
    func edited(_ id: ObjectID, _ field: Field, _ value: Value) -> Attributes {
        var attributes = object(id)?.attributes ?? Attributes()
        attributes[field] = value
        return attributes
    }
}
