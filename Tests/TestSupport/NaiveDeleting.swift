public import Permissions

/// Deleting and levels, by the text of sections 6 and 10.
extension NaiveModel {
    public func delete(_ targets: [ObjectID], keepsContents: Bool, include: Inclusion) -> NaiveAnswer {
        var faults = NaiveFaults()
        for target in targets {
            faults.unseen(if: !sees(target))
            faults.denied(if: sees(target) && !may(.delete, target))
        }
        if let answer = faults.answer { return answer }
        var going = reach(Set(targets), everyPlateImage: false) { content, _ in
            !keepsContents && mayDelete(content)
        }
        for part in completeFilesets(&going) {
            if part.going.contains(where: { isNamed($0, targets) }) { return .broken }
            going.subtract(part.going)
        }
        if leavesAPlate(going) { return .broken }
        let gone = closure(going, include: include)
        var effect = NaiveEffect(self)
        effect.objects = removing(gone)
        effect.lost = gone
        for container in going {
            effect.stays.formUnion(contents(of: container).filter { !gone.contains($0) })
            if kind(container) == "plate" {
                effect.stays.formUnion(samples(ofPlate: container).compactMap { all[$0]?.child })
            }
        }
        // A sample takes its image along only with its plate.
        effect.stays.subtract(gone)
        return .done(effect)
    }

    private func isNamed(_ image: ObjectID, _ targets: [ObjectID]) -> Bool {
        targets.contains(image) || all[image]?.parent.map(targets.contains) == true
    }

    private func mayDelete(_ object: Object) -> Bool {
        guard let id = all.first(where: { $0.value == object })?.key else { return false }
        return may(.delete, id)
    }

    // MARK: - Levels

    public func setLevel(_ group: GroupID, _ level: Level) -> NaiveAnswer {
        guard let old = self.level(group) else { return .unseen }
        if caller.isReadOnly || caller.sessionKind == .script || isFixed(group) { return .denied }
        let isOwner = membership(caller.user, group) == .owner
        guard covers(.manageGroups) || isOwner && level != .readWrite else { return .denied }
        if level == old { return .done(NaiveEffect(self)) }
        if level == .private && !derivedPairs(in: group, after: all).isEmpty { return .broken }
        var (cut, cleared): (Set<ObjectID>, Set<ObjectID>) = ([], [])
        if level < old && level == .private {
            for (id, object) in all where object.group == group && liesBetween(object, all) {
                if object.kind.naiveName == "folder" { cleared.insert(id) } else { cut.insert(id) }
            }
        } else if level < old && level == .readOnly {
            for (id, link) in links("annotationLink") where link.group == group && !couldLink(link, at: level) {
                cut.insert(id)
            }
        }
        let gone = closure(cut)
        var effect = NaiveEffect(self)
        effect.accounts.groups[group]?.level = level
        effect.objects = removing(gone, clearing: cleared)
        effect.lost = gone
        effect.stays = cleared.union(cut.filter { all[$0]!.kind.naiveIsContainerLink }.compactMap { all[$0]?.child })
        effect.stays.subtract(gone)
        effect.needsDigest = level == .readWrite || !gone.isEmpty || !cleared.isEmpty
        return .done(effect)
    }

    /// Images that have a source of another owner in the group.
    func derivedPairs(in group: GroupID, after objects: [ObjectID: Object]) -> [ObjectID] {
        objects.filter { _, image in
            guard image.group == group, case .reference(let source)? = image.attributes[.derivedFrom] else {
                return false
            }
            guard let other = objects[source] else { return false }
            return other.group == group && other.owner != image.owner
        }.map(\.key)
    }

    /// Whether it is something that a private group has between nobody: between two owners, or an annotation that is
    /// not one's own on one's own.
    func liesBetween(_ object: Object, _ objects: [ObjectID: Object]) -> Bool {
        let upper = object.parent.flatMap { objects[$0]?.owner }
        let lower = object.child.flatMap { objects[$0]?.owner }
        switch object.kind.naiveName {
        case "annotationLink": return upper != object.owner || lower != object.owner
        case "roi", "renderingSettings": return upper != object.owner
        case "folder": return upper != nil && upper != object.owner
        default: return object.kind.naiveIsContainerLink && upper != lower
        }
    }

    /// Whether the owner of an annotation link could make it at a level, being what it is now. Whoever left counts as a
    /// plain member.
    private func couldLink(_ link: Object, at level: Level) -> Bool {
        let user = link.owner
        let administration = world.user(user)?.administration ?? .none
        let isAdministrator: Bool =
            switch administration {
            case .full: true
            case .restricted(let held): held.contains(.writeData)
            case .none: false
            }
        let isOwner = membership(user, link.group) == .owner
        return [link.parent, link.child].allSatisfy { end in
            guard let end, let object = all[end] else { return true }
            if object.owner == user { return true }
            return isAdministrator && NaiveLaw.cell(.annotate, column: 0, level)
                || isOwner && NaiveLaw.cell(.annotate, column: 1, level)
                || NaiveLaw.cell(.annotate, column: 2, level)
        }
    }
}
