public import Permissions

/// Making objects and links, by the text of sections 1, 4, 5, 12 and 13.
extension NaiveModel {
    /// Whether the caller makes anything in its current group; `nil` if it does.
    private func faultOfMaking(in group: GroupID?) -> NaiveAnswer? {
        guard let group, !isFixed(group), level(group) != nil, !caller.isReadOnly else { return .denied }
        if caller.sessionKind == .script && caller.group != group { return .denied }
        return membership(caller.user, group) != nil || covers(.writeData) ? nil : .denied
    }

    /// One object that refers to what is there, or a link.
    public func create(_ new: NewObject) -> NaiveAnswer {
        let parent = existing(new.parent)
        let child = existing(new.child)
        if new.kind.naiveIsLink { return link(new.kind, parent, child, in: caller.group) }
        guard let group = caller.group else { return .denied }
        var faults = NaiveFaults()
        if case .refused? = faultOfMaking(in: group) { faults.denied(if: true) }
        let source = existing(new.derivedFrom)
        for end in [parent, child, source].compactMap(\.self) {
            faults.unseen(if: !sees(end))
            guard let object = all[end], sees(end) else { continue }
            faults.denied(if: object.group != group && !isFixed(object.group))
        }
        faults.denied(if: !fits(new.kind, parent, child, source))
        if let source, all[source] != nil { faults.denied(if: !mayIn(group, .derive, source)) }
        if let parent, let object = all[parent] {
            switch new.kind.naiveName {
            case "folder": faults.denied(if: !mayIn(group, .mix, parent))
            case "roi": faults.denied(if: !mayIn(group, .annotate, parent))
            case "renderingSettings": faults.denied(if: !mayIn(group, .render, parent))
            case "image", "plateRun", "well", "wellSample": faults.denied(if: object.owner != caller.user)
            default: break
            }
        }
        if let child, new.kind.naiveName == "wellSample" {
            faults.denied(if: owner(child) != caller.user)
            faults.denied(if: links("wellSample").contains { $0.link.child == child })
        }
        if let answer = faults.answer { return answer }
        return .done(make(new, parent, child, source, in: group))
    }

    private func make(
        _ new: NewObject, _ parent: ObjectID?, _ child: ObjectID?, _ source: ObjectID?, in group: GroupID
    ) -> NaiveEffect {
        var effect = NaiveEffect(objects: all)
        var attributes = new.attributes
        if let source { attributes[.derivedFrom] = .reference(source) }
        // There is one for each user and image.
        let saved = links("renderingSettings").first { $0.link.parent == parent && $0.link.owner == caller.user }
        if new.kind.naiveName == "renderingSettings", let saved {
            effect.objects[saved.id]?.name = new.name
            effect.objects[saved.id]?.attributes = attributes
            return effect
        }
        effect.objects[world.nextObjectID] = Object(
            kind: new.kind, owner: caller.user, group: group, name: new.name, parent: parent, child: child,
            attributes: attributes)
        return effect
    }

    private func existing(_ reference: Reference?) -> ObjectID? {
        if case .existing(let id)? = reference { id } else { nil }
    }

    private func mayIn(_ group: GroupID, _ action: Action, _ id: ObjectID) -> Bool {
        guard let object = all[id] else { return false }
        return law.may(caller, action, owner: object.owner, in: group)
    }

    /// Whether a kind refers to what it is to refer to (section 1).
    private func fits(_ kind: Kind, _ parent: ObjectID?, _ child: ObjectID?, _ source: ObjectID?) -> Bool {
        if source != nil && (kind.naiveName != "image" || self.kind(source!) != "image") { return false }
        let upper = parent.map(self.kind)
        let parents: [String: (isNeeded: Bool, kind: String)] = [
            "folder": (false, "folder"), "image": (false, "fileset"), "plateRun": (true, "plate"),
            "well": (true, "plate"), "wellSample": (true, "well"), "roi": (true, "image"),
            "renderingSettings": (true, "image"), "job": (true, "script"),
        ]
        if let wanted = parents[kind.naiveName] {
            if upper == nil && wanted.isNeeded || upper != nil && upper != wanted.kind { return false }
        } else if upper != nil {
            return false
        }
        return child == nil || kind.naiveName == "wellSample" && self.kind(child!) == "image"
    }

    // MARK: - Links

    public func link(_ kind: Kind, _ parent: ObjectID?, _ child: ObjectID?) -> NaiveAnswer {
        link(kind, parent, child, in: parent.flatMap { all[$0]?.group })
    }

    private func link(_ kind: Kind, _ parent: ObjectID?, _ child: ObjectID?, in group: GroupID?) -> NaiveAnswer {
        var faults = NaiveFaults()
        for end in [parent, child].compactMap(\.self) { faults.unseen(if: !sees(end)) }
        if let answer = faults.answer { return answer }
        guard let parent, let child, let upper = all[parent], let lower = all[child], let group else { return .denied }
        if faultOfMaking(in: group) != nil || upper.group != lower.group || upper.group != group { return .denied }
        guard Kind.naiveJoins(kind, upper.kind, lower.kind) else { return .denied }
        let action: Action = kind.naiveName == "annotationLink" ? .annotate : .mix
        guard mayIn(group, action, parent), mayIn(group, action, child) else { return .denied }
        let isThere = all.values.contains {
            $0.kind == kind && $0.owner == caller.user && $0.parent == parent && $0.child == child
        }
        if isThere || kind.naiveName == "annotationLink" && annotates(parent, child) { return .denied }
        var effect = NaiveEffect(objects: all)
        effect.objects[world.nextObjectID] = Object(
            kind: kind, owner: caller.user, group: group, name: "", parent: parent, child: child,
            attributes: Attributes())
        return .done(effect)
    }

    /// Whether one is the other, or is put on it, or on what is put on it, and so on.
    private func annotates(_ annotation: ObjectID, _ object: ObjectID) -> Bool {
        annotation == object
            || links("annotationLink").contains { $0.link.parent == object && annotates(annotation, $0.link.child!) }
    }

    // MARK: - Changes of one object

    public func setParent(_ folder: ObjectID, _ parent: ObjectID?) -> NaiveAnswer {
        var faults = NaiveFaults()
        for id in [folder, parent].compactMap(\.self) { faults.unseen(if: !sees(id)) }
        if let answer = faults.answer { return answer }
        guard kind(folder) == "folder", parent.map({ kind($0) == "folder" }) ?? true else { return .denied }
        if let parent, all[parent]?.group != all[folder]?.group { return .denied }
        guard may(.mix, folder), parent.map({ may(.mix, $0) }) ?? true else { return .denied }
        var next = parent
        while let above = next {
            if above == folder { return .denied }
            next = all[above]?.parent
        }
        var effect = NaiveEffect(objects: all)
        effect.objects[folder]?.parent = parent
        return .done(effect)
    }

    public func edit(_ id: ObjectID, name: String, attributes: Attributes) -> NaiveAnswer {
        guard sees(id), let object = all[id] else { return .unseen }
        guard may(.edit, id), !object.kind.naiveIsLink else { return .denied }
        // References are fixed at creation, and the text of a script is its owner's.
        var attributes = attributes
        attributes[.derivedFrom] = object.attributes[.derivedFrom]
        attributes[.plateRun] = object.attributes[.plateRun]
        if object.kind.naiveName == "script" && object.owner != caller.user && !isFixed(object.group) {
            var (old, new) = (object.attributes, attributes)
            old[.description] = nil
            new[.description] = nil
            if old != new { return .denied }
        }
        var effect = NaiveEffect(objects: all)
        effect.objects[id]?.name = name
        effect.objects[id]?.attributes = attributes
        return .done(effect)
    }
}
