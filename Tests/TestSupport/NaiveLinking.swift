public import Permissions

/// Links, places in folders, and changes of one object, by the text of sections 4, 5 and 12.
extension NaiveModel {
    public func link(_ kind: Kind, _ parent: ObjectID, _ child: ObjectID) -> NaiveAnswer {
        var faults = NaiveFaults()
        for end in [parent, child] { faults.unseen(if: !sees(end)) }
        return link(kind, parent, child, in: all[parent]?.group, faults)
    }

    func link(
        _ kind: Kind, _ parent: ObjectID?, _ child: ObjectID?, in group: GroupID?, _ noted: NaiveFaults
    ) -> NaiveAnswer {
        var faults = noted
        faults.broken(if: parent == nil || child == nil || !kind.naiveIsLink)
        guard let parent, let child, let upper = all[parent], let lower = all[child] else {
            return faults.answer ?? .broken
        }
        faults.broken(if: upper.group != lower.group || upper.group != group)
        faults.broken(if: !Kind.naiveJoins(kind, upper.kind, lower.kind))
        noteMaking(in: upper.group, &faults)
        let action: Action = kind.naiveName == "annotationLink" ? .annotate : .mix
        faults.denied(if: !mayIn(upper.group, action, parent) || !mayIn(upper.group, action, child))
        let isThere = all.values.contains {
            $0.kind == kind && $0.owner == caller.user && $0.parent == parent && $0.child == child
        }
        faults.broken(if: isThere || kind.naiveName == "annotationLink" && annotates(parent, child))
        if let answer = faults.answer { return answer }
        var effect = NaiveEffect(self)
        effect.objects[world.nextObjectID] = Object(
            kind: kind, owner: caller.user, group: upper.group, name: "", parent: parent, child: child,
            attributes: Attributes())
        effect.made = world.nextObjectID
        return .done(effect)
    }

    /// Whether one is the other, or is put on it, or on what is put on it, and so on.
    private func annotates(_ annotation: ObjectID, _ object: ObjectID) -> Bool {
        annotation == object
            || links("annotationLink").contains { $0.link.parent == object && annotates(annotation, $0.link.child!) }
    }

    public func unlink(_ link: ObjectID) -> NaiveAnswer {
        var faults = NaiveFaults()
        faults.unseen(if: !sees(link))
        faults.broken(if: all[link] != nil && !isLink(link))
        faults.denied(if: sees(link) && !may(.delete, link))
        if let answer = faults.answer { return answer }
        let gone = closure([link])
        var effect = NaiveEffect(self)
        effect.objects = removing(gone)
        effect.lost = gone
        return .done(effect)
    }

    /// Judged as making or removing a link of the child's owner.
    public func setParent(_ folder: ObjectID, _ parent: ObjectID?) -> NaiveAnswer {
        var faults = NaiveFaults()
        for id in [folder, parent].compactMap(\.self) {
            faults.unseen(if: !sees(id))
            guard sees(id) else { continue }
            faults.broken(if: kind(id) != "folder")
            faults.denied(if: !may(.mix, id))
        }
        if let parent, all[parent] != nil, all[folder] != nil {
            faults.broken(if: all[parent]?.group != all[folder]?.group)
        }
        var next = parent
        while let above = next {
            if above == folder {
                faults.broken(if: true)
                break
            }
            next = all[above]?.kind == .folder ? all[above]?.parent : nil
        }
        if let answer = faults.answer { return answer }
        var effect = NaiveEffect(self)
        effect.objects[folder]?.parent = parent
        return .done(effect)
    }

    public func edit(_ id: ObjectID, name: String, attributes: Attributes) -> NaiveAnswer {
        guard sees(id), let object = all[id] else { return .unseen }
        var faults = NaiveFaults()
        faults.denied(if: !may(.edit, id))
        faults.broken(if: object.kind.naiveIsLink)
        noteAttributes(object.kind, attributes, &faults)
        noteAsked(object.attributes, attributes, &faults)
        // References are fixed at creation.
        var attributes = attributes
        attributes[.derivedFrom] = object.attributes[.derivedFrom]
        attributes[.plateRun] = object.attributes[.plateRun]
        if object.kind.naiveName == "script" && object.owner != caller.user && !isFixed(object.group) {
            // Its text is its owner's; name and description are edited by the right to edit.
            var (old, new) = (object.attributes, attributes)
            old[.description] = nil
            new[.description] = nil
            faults.denied(if: old != new)
        }
        if let answer = faults.answer { return answer }
        var effect = NaiveEffect(self)
        effect.objects[id]?.name = name
        effect.objects[id]?.attributes = attributes
        return .done(effect)
    }
}
