public import Permissions

/// Moving, by the text of section 7.
extension NaiveModel {
    public func move(_ targets: [ObjectID], to group: GroupID, exclude: Inclusion, into: ObjectID?) -> NaiveAnswer {
        var faults = NaiveFaults()
        for target in targets { faults.unseen(if: !sees(target)) }
        faults.denied(if: caller.isReadOnly || caller.sessionKind == .script)
        faults.unseen(if: level(group) == nil)
        faults.denied(if: isFixed(group))
        for target in targets {
            guard let object = all[target], sees(target) else { continue }
            faults.broken(if: !object.kind.naiveIsTarget || object.group == group)
            faults.denied(if: isFixed(object.group))
            faults.denied(if: !may(.move, target))
        }
        faults.denied(if: !covers(.move) && membership(caller.user, group) == nil)
        if let answer = faults.answer { return answer }
        guard let level = level(group) else { return .unseen }

        let takesOthers = covers(.move) && level != .private
        var going = reach(Set(targets), everyPlateImage: true) { takesOthers || $0.owner == $1.owner }
        if !completeFilesets(&going).isEmpty || leavesAPlate(going) { return .broken }
        for (id, object) in all where ["roi", "renderingSettings"].contains(object.kind.naiveName) {
            if object.parent.map({ going.contains($0) && kind($0) == "image" }) == true { going.insert(id) }
        }
        followAnnotations(&going) { annotation, object in
            let kept =
                annotation.kind.naiveName == "tag" && exclude.contains(.tag)
                || annotation.kind.naiveName == "attachment" && exclude.contains(.attachment)
            return !kept && (annotation.kind.naiveIsDependent || annotation.owner == object.owner)
        }
        return arrive(going, targets, group, level, into)
    }

    /// Annotations follow what they are on if nothing that stays is linked to them.
    func followAnnotations(_ going: inout Set<ObjectID>, admits: (Object, Object) -> Bool) {
        while true {
            var grown = going
            for (id, annotation) in all where annotation.kind.naiveIsAnnotation && !going.contains(id) {
                let own = links("annotationLink").filter { $0.link.child == id }
                guard !own.isEmpty, own.allSatisfy({ $0.link.parent.map(going.contains) ?? true }) else { continue }
                let isWanted = own.contains { link in
                    link.link.parent.flatMap { all[$0] }.map { admits(annotation, $0) } ?? false
                }
                if isWanted { grown.insert(id) }
            }
            if grown == going { return }
            going = grown
        }
    }

    private func arrive(
        _ going: Set<ObjectID>, _ targets: [ObjectID], _ group: GroupID, _ level: Level, _ into: ObjectID?
    ) -> NaiveAnswer {
        var (kept, cut, cleared): (Set<ObjectID>, Set<ObjectID>, Set<ObjectID>) = ([], [], [])
        var stays: Set<ObjectID> = []
        for (id, object) in all where object.kind.naiveIsLink {
            guard let parent = object.parent, let child = object.child else { continue }
            switch (going.contains(parent), going.contains(child)) {
            case (true, true): kept.insert(id)
            case (false, false): break
            case (let parentGoes, _):
                cut.insert(id)
                if parentGoes && object.kind.naiveIsContainerLink { stays.insert(child) }
            }
        }
        for (id, object) in all where ["folder", "job"].contains(object.kind.naiveName) {
            guard let parent = object.parent, going.contains(id) != going.contains(parent) else { continue }
            // An official script can be run from everywhere.
            if all[parent]?.group == GroupID(1) { continue }
            cleared.insert(id)
            if object.kind.naiveName == "folder" && !going.contains(id) { stays.insert(id) }
        }
        if level == .private {
            if !derivedPairsAfterMove(going, group).isEmpty { return .broken }
            for (id, object) in all where going.contains(id) || kept.contains(id) {
                guard liesBetween(object, all) else { continue }
                if object.kind.naiveName == "folder" { cleared.insert(id) } else { cut.insert(id) }
            }
        }
        let gone = closure(cut)
        var effect = NaiveEffect(self)
        effect.objects = removing(gone, clearing: cleared)
        effect.lost = gone
        effect.moved = going.union(kept).subtracting(gone)
        effect.stays = stays.subtracting(gone)
        effect.needsDigest = !gone.isEmpty || !cleared.isEmpty
        for id in effect.moved { effect.objects[id]?.group = group }
        guard let into else { return .done(effect) }
        return place(targets, into, group, level, effect)
    }

    private func derivedPairsAfterMove(_ going: Set<ObjectID>, _ group: GroupID) -> [ObjectID] {
        var after = all
        for id in going { after[id]?.group = group }
        return derivedPairs(in: group, after: after).filter { image in
            guard case .reference(let source)? = all[image]?.attributes[.derivedFrom] else { return false }
            return going.contains(image) || going.contains(source)
        }
    }

    /// Puts the targets into a container of the target group, if the caller may link them there.
    private func place(
        _ targets: [ObjectID], _ into: ObjectID, _ group: GroupID, _ level: Level, _ moved: NaiveEffect
    ) -> NaiveAnswer {
        var everywhere = caller
        everywhere.scope = .all
        guard law.sees(everywhere, into), let container = all[into] else { return .unseen }
        var faults = NaiveFaults()
        faults.broken(if: container.group != group || !container.kind.naiveIsContainer)
        faults.denied(if: !law.allows(everywhere, .mix, into))
        var effect = moved
        var next = world.nextObjectID.rawValue
        var placed: Set<ObjectID> = []
        for target in targets where placed.insert(target).inserted {
            guard let object = all[target] else { return .unseen }
            // Judged where it will be: in the target group.
            faults.denied(if: !law.may(everywhere, .mix, owner: object.owner, in: group))
            if object.kind.naiveName == "folder" && container.kind.naiveName == "folder" {
                effect.objects[target]?.parent = into
                continue
            }
            let kinds: [Kind] = [.projectDatasetLink, .datasetImageLink, .screenPlateLink, .folderImageLink]
            guard let kind = kinds.first(where: { Kind.naiveJoins($0, container.kind, object.kind) }) else {
                faults.broken(if: true)
                continue
            }
            effect.objects[ObjectID(next)] = Object(
                kind: kind, owner: caller.user, group: group, name: "", parent: into, child: target,
                attributes: Attributes())
            next += 1
        }
        return faults.answer ?? .done(effect)
    }
}
