internal import Permissions

/// One step, asked of the law and of the model.
struct HistoryTrial {
    let world: World
    let caller: Caller
    let model: NaiveModel

    init(_ world: World, _ caller: Caller) {
        self.world = world
        self.caller = caller
        model = NaiveModel(world, for: caller)
    }

    /// What the law makes of it.
    enum Verdict {
        case plan(Plan)
        case refused(Refusal)
    }

    func verdict(of act: HistoryAct) -> Verdict {
        do throws(Refusal) { return .plan(try plan(of: act)) } catch { return .refused(error) }
    }

    private func plan(of act: HistoryAct) throws(Refusal) -> Plan {
        switch act {
        case .create(let new): try Creating.create(new, by: caller, in: world).plan
        case .link(let kind, let parent, let child):
            try Linking.link(kind, parent: parent, child: child, by: caller, in: world).plan
        case .unlink(let link): try Linking.unlink(link, by: caller, in: world)
        case .setParent(let folder, let parent):
            try Linking.setParent(of: folder, to: parent, by: caller, in: world)
        case .edit(let id, let describes):
            try Editing.edit(
                id, name: "edited \(id.rawValue)", attributes: edited(id, describes: describes), by: caller, in: world)
        case .delete(let ids, let keeps, let include):
            try Deleting.delete(
                ids, options: DeleteOptions(keepsContents: keeps, include: include), by: caller, in: world)
        case .move(let ids, let group, let exclude, let into):
            try Moving.move(
                ids, to: group, options: MoveOptions(exclude: exclude, into: into), by: caller, in: world)
        case .copy(let ids, let group): try Copying.copy(ids, to: group, by: caller, in: world).plan
        case .give(let ids, let user): try Giving.give(ids, to: user, by: caller, in: world)
        case .setLevel(let group, let level): try LevelChange.change(group, to: level, by: caller, in: world)
        case .administer(let operation): try plan(of: operation)
        }
    }

    private func edited(_ id: ObjectID, describes: Bool) -> Attributes {
        var attributes = world.object(id)?.attributes ?? Attributes()
        attributes[describes ? .description : .text] = .text("edited")
        return attributes
    }

    private func plan(of operation: NaiveModel.Operation) throws(Refusal) -> Plan {
        switch operation {
        case .add(let user, let group): try Administering.addMember(user, to: group, by: caller, in: world)
        case .remove(let user, let group): try Administering.removeMember(user, from: group, by: caller, in: world)
        case .setOwner(let user, let group, let isOwner):
            try Administering.setOwner(user, of: group, isOwner, by: caller, in: world)
        case .setActive(let user, let isActive):
            try Administering.setActive(user, isActive, by: caller, in: world)
        case .grant(let user, let administration):
            try Administering.setAdministration(of: user, to: administration, by: caller, in: world)
        case .deleteUser(let user): try Administering.deleteUser(user, by: caller, in: world)
        case .editUser(let user):
            try Administering.editUser(
                user, with: UserEdit(login: nil, fullName: "New", email: nil, uid: nil), by: caller, in: world)
        case .renameUser(let user):
            try Administering.editUser(
                user, with: UserEdit(login: "user\(user.rawValue)x", fullName: nil, email: nil, uid: nil), by: caller,
                in: world)
        case .setDefaultGroup(let user, let group):
            try Administering.setDefaultGroup(of: user, to: group, by: caller, in: world)
        case .deleteGroup(let group): try Administering.deleteGroup(group, by: caller, in: world)
        case .renameGroup(let group):
            try Administering.editGroup(group, name: "renamed", description: "", by: caller, in: world)
        case .createGroup:
            try Administering.createGroup(
                Group(name: "new", description: "", level: .private), by: caller, in: world)
        case .createUser: throw .noCurrentGroup
        }
    }

    // MARK: - Against the model

    /// In what law and model differ; `nil` if they agree.
    func difference(_ act: HistoryAct, _ verdict: Verdict) -> String? {
        switch act {
        case .administer(let operation): return difference(operation, verdict)
        case .copy(let ids, let group):
            let (answer, copies) = model.copy(ids, to: group)
            if let difference = difference(answer, verdict, comparesObjects: false) { return difference }
            guard case .plan(let plan) = verdict else { return nil }
            let made = madeCopies(by: plan)
            let wanted = Dictionary(grouping: copies, by: \.self).mapValues(\.count)
            if made == wanted { return nil }
            let (more, fewer) = (made.filter { wanted[$0.key] != $0.value }, wanted.filter { made[$0.key] != $0.value })
            return "copies are made: \(more); by the model: \(fewer)"
        default: return difference(answer(to: act), verdict, comparesObjects: true)
        }
    }

    private func answer(to act: HistoryAct) -> NaiveAnswer {
        switch act {
        case .create(let new): model.create(new)
        case .link(let kind, let parent, let child): model.link(kind, parent, child)
        case .unlink(let link): model.unlink(link)
        case .setParent(let folder, let parent): model.setParent(folder, parent)
        case .edit(let id, let describes):
            model.edit(id, name: "edited \(id.rawValue)", attributes: edited(id, describes: describes))
        case .delete(let ids, let keeps, let include): model.delete(ids, keepsContents: keeps, include: include)
        case .move(let ids, let group, let exclude, let into): model.move(ids, to: group, exclude: exclude, into: into)
        case .give(let ids, let user): model.give(ids, to: user)
        case .setLevel(let group, let level): model.setLevel(group, level)
        case .copy, .administer: preconditionFailure("these are compared otherwise")
        }
    }

    private func difference(_ answer: NaiveAnswer, _ verdict: Verdict, comparesObjects: Bool) -> String? {
        switch (answer, verdict) {
        case (.refused(let unseen, let other), .refused(let refusal)):
            let isUnseen = refusal.isUnseen
            return isUnseen && unseen || !isUnseen && other ? nil : "refused as \(refusal), by the model otherwise"
        case (.refused, .plan): return "allowed, by the model refused"
        case (.done, .refused(let refusal)): return "refused as \(refusal), by the model allowed"
        case (.done(let effect), .plan(let plan)):
            guard comparesObjects else { return nil }
            return difference(effect, plan)
        }
    }

    private func difference(_ effect: NaiveEffect, _ plan: Plan) -> String? {
        var after = world
        after.apply(plan)
        let wrong = Set(after.objects.keys).union(effect.objects.keys).filter {
            after.objects[$0] != effect.objects[$0]
        }
        if let id = wrong.min() {
            let (one, other) = (after.objects[id], effect.objects[id])
            return "object \(id.rawValue) becomes \(one as Any), by the model \(other as Any)"
        }
        for (name, list, set) in [
            ("lost", plan.lost, effect.lost), ("moved", plan.moved, effect.moved), ("stays", plan.stays, effect.stays),
        ] where Set(list) != set || list.count != set.count || list != list.sorted() {
            return "\(name) is \(list.map(\.rawValue)), by the model \(set.map(\.rawValue).sorted())"
        }
        return plan.needsDigest == effect.needsDigest ? nil : "a digest is needed: \(plan.needsDigest)"
    }

    private func difference(_ operation: NaiveModel.Operation, _ verdict: Verdict) -> String? {
        if case .createUser = operation { return nil }
        let isAllowed = model.isAllowed(operation)
        switch verdict {
        case .plan where !isAllowed: return "allowed, by the model refused"
        // Unknown or taken names are no question of rights.
        case .refused(.groupNameTaken), .refused(.userNameTaken): return nil
        case .refused(let refusal) where isAllowed && !refusal.isUnseen:
            return "refused as \(refusal), by the model allowed"
        default: return nil
        }
    }

    /// What a plan makes, told by what it is a copy of: names tell originals apart.
    private func madeCopies(by plan: Plan) -> [NaiveModel.Copy: Int] {
        var origins: [ObjectID: ObjectID] = [:]
        let byName = Dictionary(world.objects.filter { !$0.value.name.isEmpty }.map { ($0.value.name, $0.key) }) { $1 }
        for case .createObject(let id, let object) in plan.mutations {
            if !object.kind.naiveIsLink { origins[id] = byName[object.name] ?? ObjectID(0) }
        }
        func end(_ id: ObjectID?) -> NaiveModel.End? {
            guard let id else { return nil }
            return origins[id].map { .copy(of: $0) } ?? .itself(id)
        }
        func reference(_ object: Object, _ field: Field) -> ObjectID? {
            if case .reference(let id)? = object.attributes[field] { id } else { nil }
        }
        var made: [NaiveModel.Copy: Int] = [:]
        for case .createObject(let id, let object) in plan.mutations {
            let copy = NaiveModel.Copy(
                original: origins[id], kind: object.kind, group: object.group, owner: object.owner, name: object.name,
                parent: end(object.parent), child: end(object.child), source: end(reference(object, .derivedFrom)),
                run: end(reference(object, .plateRun)))
            made[copy, default: 0] += 1
        }
        return made
    }
}

extension Refusal {
    var isUnseen: Bool {
        switch self {
        case .noSuchObject, .noSuchUser, .noSuchGroup: true
        default: false
        }
    }
}
