internal import Permissions

/// What an act is to a stage: names become ids.
extension Player {
    mutating func call(for act: Act, at place: Place) throws(ScenarioError) -> StageCall {
        switch act {
        case .create(let new, let official):
            let (object, link) = try newObjects(new, at: place)
            return .create([object] + link, official: official)
        case .annotate(let new, let upper):
            let (object, _) = try newObjects(new, at: place)
            let parent = try self.object(upper, at: place)
            let link = NewObject(
                kind: .annotationLink, name: "", parent: .existing(parent), child: .new(0), derivedFrom: nil,
                plateRun: nil, attributes: Attributes())
            return .create([object, link], official: false)
        case .link(let upper, let lower): return try link(upper, lower, at: place)
        case .unlink(let thing):
            guard let id = try ids(of: thing, at: place).first else {
                throw ScenarioError(place: place, sentence: "that link is not there")
            }
            return .delete([id], DeleteOptions(keepsContents: false, include: []), dryRun: false)
        case .takeOut(let folder): return .setParent(try object(folder, at: place), nil)
        case .edit(let name, let newName): return .edit(try object(name, at: place), name: newName)
        case .importThings(let things, let target): return try importing(things, target, at: place)
        case .account(let act): return try call(for: act, at: place)
        case .session(let act): return try call(for: act, at: place)
        case .check, .plan: preconditionFailure("these are carried out otherwise")
        }
    }

    private mutating func link(_ upper: String, _ lower: String, at place: Place) throws(ScenarioError) -> StageCall {
        let (parent, child) = (try object(upper, at: place), try object(lower, at: place))
        let kinds = (try kind(of: parent, at: place), try kind(of: child, at: place))
        if kinds == (.folder, .folder) { return .setParent(child, parent) }
        // What nothing joins is asked for all the same: the answer says so.
        let kind = Kind.link(from: kinds.0, to: kinds.1) ?? .annotationLink
        return .create([.link(kind, parent, child)], official: false)
    }

    private mutating func importing(
        _ things: [NewThing], _ target: ImportTarget, at place: Place
    ) throws(ScenarioError) -> StageCall {
        var entries: [NewObject] = []
        for thing in things { entries.append(try newObjects(thing, at: place).0) }
        let holder: Reference
        let holderKind: Kind
        switch target {
        case .nowhere: return .create(entries, official: false)
        case .container(let name):
            let id = try object(name, at: place)
            (holder, holderKind) = (.existing(id), try kind(of: id, at: place))
        case .datasetNamed(let name): (holder, holderKind) = (.named(.dataset, name), .dataset)
        }
        for (index, thing) in things.enumerated() {
            entries.append(
                NewObject(
                    kind: Kind.link(from: holderKind, to: thing.kind) ?? .annotationLink, name: "", parent: holder,
                    child: .new(index), derivedFrom: nil, plateRun: nil, attributes: Attributes()))
        }
        return .create(entries, official: false)
    }

    func call(
        for act: PlannedAct, dryRun: Bool, digest: [UInt8], at place: Place
    ) throws(ScenarioError) -> StageCall {
        switch act {
        case .delete(let names, let keepsContents, let include):
            return .delete(
                try objects(names, at: place), DeleteOptions(keepsContents: keepsContents, include: include),
                dryRun: dryRun)
        case .move(let names, let to, let exclude, let into):
            let options = MoveOptions(
                exclude: exclude, into: try into.map { (name) throws(ScenarioError) in try object(name, at: place) })
            return .move(
                try objects(names, at: place), try group(to, at: place), options, dryRun: dryRun, digest: digest)
        case .copy(let names, let to, _):
            return .copy(try objects(names, at: place), try group(to, at: place), dryRun: dryRun)
        case .give(let names, let to):
            return .give(try objects(names, at: place), try user(to, at: place), dryRun: dryRun, digest: digest)
        case .setLevel(let name, let level):
            return .setLevel(try group(name, at: place), level, dryRun: dryRun, digest: digest)
        }
    }

    private func call(for act: AccountAct, at place: Place) throws(ScenarioError) -> StageCall {
        switch act {
        case .createGroup(let name, let level): .createGroup(name, level)
        case .renameGroup(let name, let new): .renameGroup(try group(name, at: place), new)
        case .deleteGroup(let name): .deleteGroup(try group(name, at: place))
        case .createUser(let name): .createUser(name)
        case .deleteUser(let name): .deleteUser(try user(name, at: place))
        case .renameUser(let name, let new):
            .editUser(try user(name, at: place), UserEdit(login: new, fullName: nil, email: nil, uid: nil))
        case .editUser(let name):
            .editUser(try user(name, at: place), UserEdit(login: nil, fullName: "Somebody", email: nil, uid: nil))
        case .setActive(let name, let isActive): .setActive(try user(name, at: place), isActive)
        case .setMembership(let name, let group, let membership):
            .setMembership(try user(name, at: place), try self.group(group, at: place), membership)
        case .setDefaultGroup(let name, let group):
            .setDefaultGroup(try user(name, at: place), try self.group(group, at: place))
        case .grant(let name, let administration): .grant(try user(name, at: place), administration)
        }
    }

    private func call(for act: SessionAct, at place: Place) throws(ScenarioError) -> StageCall {
        switch act {
        case .sudo(_, let name, let group):
            .sudo(
                try user(name, at: place),
                try group.map { (name) throws(ScenarioError) in try self.group(name, at: place) })
        case .script(_, let name, let group, let isReadOnly, let keeps):
            .script(
                try name.map { (name) throws(ScenarioError) in try user(name, at: place) },
                try self.group(group, at: place), isReadOnly: isReadOnly, keepsAdministration: keeps)
        case .end(let name): .end(sessions[name]?.number ?? 0)
        }
    }
}
