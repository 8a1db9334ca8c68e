public import Permissions

/// Making objects, by the text of sections 1, 4, 5, 12 and 13.
extension NaiveModel {
    /// Notes what keeps the caller from making anything in a group.
    func noteMaking(in group: GroupID, _ faults: inout NaiveFaults) {
        faults.denied(if: isFixed(group) || caller.isReadOnly)
        faults.denied(if: caller.sessionKind == .script && caller.group != group)
        faults.denied(if: membership(caller.user, group) == nil && !covers(.writeData))
    }

    /// One object that refers to what is there, or a link.
    public func create(_ new: NewObject) -> NaiveAnswer {
        let parent = existing(new.parent)
        let child = existing(new.child)
        var faults = NaiveFaults()
        for end in [parent, child, existing(new.derivedFrom), existing(new.plateRun)].compactMap(\.self) {
            faults.unseen(if: !sees(end))
        }
        faults.broken(if: caller.group == nil || isUnnameable(new.name))
        faults.denied(if: caller.isReadOnly)
        if let group = caller.group { noteMaking(in: group, &faults) }
        noteAttributes(new.kind, new.attributes, &faults)
        if new.kind.naiveIsLink { return link(new.kind, parent, child, in: caller.group, faults) }
        noteAsking(new, parent, &faults)
        noteReferences(new, parent, child, &faults)
        if let group = caller.group { noteRights(new, parent, child, in: group, &faults) }
        guard faults.answer == nil, let group = caller.group else { return faults.answer ?? .broken }
        return .done(make(new, parent, child, in: group))
    }

    /// References lie in the group and are of the kinds that section 1 says.
    private func noteReferences(
        _ new: NewObject, _ parent: ObjectID?, _ child: ObjectID?, _ faults: inout NaiveFaults
    ) {
        let (source, run) = (existing(new.derivedFrom), existing(new.plateRun))
        for end in [parent, child, source, run].compactMap(\.self) where all[end] != nil {
            faults.broken(if: all[end]?.group != caller.group && !(new.kind == .job && isFixed(all[end]!.group)))
        }
        let parents: [String: (isNeeded: Bool, kind: String)] = [
            "folder": (false, "folder"), "image": (false, "fileset"), "plateRun": (true, "plate"),
            "well": (true, "plate"), "wellSample": (true, "well"), "roi": (true, "image"),
            "renderingSettings": (true, "image"), "job": (false, "script"),
        ]
        let wanted = parents[new.kind.naiveName]
        faults.broken(if: parent == nil && wanted?.isNeeded == true || parent != nil && kind(parent!) != wanted?.kind)
        faults.broken(if: child != nil && (new.kind != .wellSample || kind(child!) != "image"))
        faults.broken(if: source != nil && (new.kind != .image || kind(source!) != "image"))
        faults.broken(if: run != nil && (new.kind != .wellSample || kind(run!) != "plateRun"))
        // A run takes the samples of its own plate.
        if let run, let parent { faults.broken(if: all[run]?.parent != all[parent]?.parent) }
    }

    private func noteRights(
        _ new: NewObject, _ parent: ObjectID?, _ child: ObjectID?, in group: GroupID, _ faults: inout NaiveFaults
    ) {
        if let source = existing(new.derivedFrom), all[source] != nil {
            faults.denied(if: !mayIn(group, .derive, source))
        }
        if let parent, let object = all[parent] {
            switch new.kind.naiveName {
            case "folder": faults.denied(if: !mayIn(group, .mix, parent))
            case "roi": faults.denied(if: !mayIn(group, .annotate, parent))
            case "renderingSettings": faults.denied(if: !mayIn(group, .render, parent))
            case "image", "plateRun", "well", "wellSample": faults.denied(if: object.owner != caller.user)
            default: break
            }
        }
        guard let child, new.kind == .wellSample else { return }
        faults.denied(if: owner(child) != caller.user)
        faults.broken(if: links("wellSample").contains { $0.link.child == child })
    }

    private func make(_ new: NewObject, _ parent: ObjectID?, _ child: ObjectID?, in group: GroupID) -> NaiveEffect {
        var effect = NaiveEffect(self)
        var attributes = new.attributes
        if let source = existing(new.derivedFrom) { attributes[.derivedFrom] = .reference(source) }
        if let run = existing(new.plateRun) { attributes[.plateRun] = .reference(run) }
        // There is one for each user and image.
        let saved = links("renderingSettings").first { $0.link.parent == parent && $0.link.owner == caller.user }
        if new.kind.naiveName == "renderingSettings", let saved {
            effect.objects[saved.id]?.name = new.name
            effect.objects[saved.id]?.attributes = attributes
            effect.made = saved.id
            return effect
        }
        effect.objects[world.nextObjectID] = Object(
            kind: new.kind, owner: caller.user, group: group, name: new.name, parent: parent, child: child,
            attributes: attributes)
        effect.made = world.nextObjectID
        return effect
    }

    func existing(_ reference: Reference?) -> ObjectID? {
        if case .existing(let id)? = reference { id } else { nil }
    }

    func mayIn(_ group: GroupID, _ action: Action, _ id: ObjectID) -> Bool {
        guard let object = all[id] else { return false }
        return law.may(caller, action, owner: object.owner, in: group)
    }

    /// Official scripts belong to `root` in the group `user`: nobody in particular (section 12).
    public func officialScript(named name: String) -> NaiveAnswer {
        var faults = NaiveFaults()
        faults.denied(if: caller.isReadOnly || caller.sessionKind == .script || !covers(.manageScripts))
        faults.broken(if: isUnnameable(name))
        if let answer = faults.answer { return answer }
        var effect = NaiveEffect(self)
        effect.objects[world.nextObjectID] = Object(
            kind: .script, owner: UserID(0), group: GroupID(1), name: name, parent: nil, child: nil,
            attributes: Attributes())
        return .done(effect)
    }

    private func isUnnameable(_ name: String) -> Bool { name.unicodeScalars.contains { $0.value < 32 } }
}
