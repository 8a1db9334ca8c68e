internal import Permissions

/// Steps in words, as the world is when they are taken: `alice links tag 5 to image 3`.
struct HistoryWords {
    let world: World

    func text(_ step: HistoryStep) -> String {
        var place: [String] = []
        if let session = step.asker.session.flatMap({ world.session($0) }) {
            let end = session.isReadOnly ? ", read-only" : ""
            place.append("by \(session.kind) session of \(name(session.opener))\(end)")
        } else if step.asker.session != nil {
            place.append("by a session that is gone")
        }
        if let group = step.asker.group { place.append("in \(name(group))") }
        if !step.asker.looksEverywhere { place.append("looking there alone") }
        let whence = place.isEmpty ? "" : " (\(place.joined(separator: ", ")))"
        return "\(step.now): \(name(step.asker.user))\(whence) \(text(step.act))"
    }

    private func text(_ act: HistoryAct) -> String {
        switch act {
        case .create(let new): "makes \(text(new))"
        case .importList(let list): "imports [\(list.map(text).joined(separator: "; "))]"
        case .officialScript(let name): "makes an official script `\(name)`"
        case .link(let kind, let parent, let child): "links \(name(child)) to \(name(parent)) by \(kind)"
        case .unlink(let link): "unlinks \(name(link))"
        case .setParent(let folder, let parent): "puts \(name(folder)) into \(parent.map { name($0) } ?? "nothing")"
        case .edit(let id, let name, let field, let value): "edits \(self.name(id)): name `\(name)`, \(field) \(value)"
        case .delete(let ids, let keeps, let include):
            "deletes \(names(ids))\(keeps ? ", keeping contents" : "")\(text(include, "including"))"
        case .move(let ids, let group, let exclude, let into):
            "moves \(names(ids)) to \(name(group))\(text(exclude, "without"))\(into.map { ", into \(name($0))" } ?? "")"
        case .copy(let ids, let group): "copies \(names(ids)) to \(name(group))"
        case .give(let ids, let user): "gives \(names(ids)) to \(name(user))"
        case .setLevel(let group, let level): "sets \(name(group)) to \(level)"
        case .administer(let operation): text(operation)
        case .openSudo(let user, let opening): "opens a sudo session as \(name(user))\(text(opening))"
        case .openScript(let user, let opening, let keeps):
            "opens a script session for \(name(user))\(text(opening))\(keeps ? ", keeping administration" : "")"
        case .endSession(let id): "ends session \(id.rawValue)\(world.session(id).map { " of \(name($0.user))" } ?? "")"
        case .work(let group): "switches to \(name(group))"
        }
    }

    private func text(_ operation: NaiveModel.Operation) -> String {
        switch operation {
        case .createGroup(let name, let level): "makes group `\(name)`, \(level)"
        case .renameGroup(let group, let name): "renames \(self.name(group)) to `\(name)`"
        case .deleteGroup(let group): "deletes \(name(group))"
        case .add(let user, let group): "adds \(name(user)) to \(name(group))"
        case .remove(let user, let group): "takes \(name(user)) out of \(name(group))"
        case .setOwner(let user, let group, let isOwner):
            "makes \(name(user)) \(isOwner ? "an owner" : "no owner") of \(name(group))"
        case .setDefaultGroup(let user, let group): "sets the default group of \(name(user)) to \(name(group))"
        case .createUser(let user): "makes user `\(user.login)`, \(text(user.administration)), active \(user.isActive)"
        case .edit(let user, let login, let fullName, let uid):
            "edits \(name(user)): \(login ?? "same login"), \(fullName ?? "same name"), \(uid.map { "\($0)" } ?? "same uid")"
        case .setActive(let user, let isActive): "\(isActive ? "activates" : "deactivates") \(name(user))"
        case .grant(let user, let administration): "makes \(name(user)) \(text(administration))"
        case .deleteUser(let user): "deletes \(name(user))"
        }
    }

    private func text(_ new: NewObject) -> String {
        let ends = [("on", new.parent), ("of", new.child), ("from", new.derivedFrom), ("in run", new.plateRun)]
        let places = ends.compactMap { word, end in end.map { " \(word) \(text($0))" } }
        return "\(new.kind)\(new.name.isEmpty ? "" : " `\(new.name)`")\(places.joined())"
    }

    private func text(_ reference: Reference) -> String {
        switch reference {
        case .existing(let id): name(id)
        case .new(let index): "entry \(index)"
        case .named(let kind, let name): "\(kind) named `\(name)`"
        }
    }

    private func text(_ opening: SessionOpening) -> String {
        let place = opening.group.map { " in \(name($0))" } ?? ""
        return "\(place) until \(opening.expires)\(opening.isReadOnly ? ", read-only" : "")"
    }

    private func text(_ inclusion: Inclusion, _ word: String) -> String {
        let kinds = [(Inclusion.tag, "tags"), (.attachment, "attachments")].filter { inclusion.contains($0.0) }
        return kinds.isEmpty ? "" : ", \(word) \(kinds.map(\.1).joined(separator: " and "))"
    }

    private func text(_ administration: Administration) -> String {
        switch administration {
        case .none: "no administrator"
        case .full: "a full administrator"
        case .restricted(let held): "an administrator restricted to \(String(held.rawValue, radix: 2))"
        }
    }

    private func names(_ ids: [ObjectID]) -> String { ids.map { name($0) }.joined(separator: ", ") }
    private func name(_ id: UserID) -> String { world.user(id)?.login ?? "nobody" }
    private func name(_ id: GroupID) -> String { world.group(id).map { "group `\($0.name)`" } ?? "no group" }

    private func name(_ id: ObjectID) -> String {
        guard let object = world.object(id) else { return "nothing (\(id.rawValue))" }
        guard object.kind.naiveIsLink, let parent = object.parent, let child = object.child else {
            return "\(object.kind) \(id.rawValue) of \(name(object.owner))"
        }
        return "link \(id.rawValue) of \(name(object.owner)) from \(name(parent)) to \(name(child))"
    }
}
