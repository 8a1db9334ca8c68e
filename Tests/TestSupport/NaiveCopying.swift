public import Permissions

/// Copying, by the text of section 8.
extension NaiveModel {
    public func copy(_ targets: [ObjectID], to group: GroupID) -> NaiveAnswer {
        var faults = NaiveFaults()
        for target in targets { faults.unseen(if: !sees(target)) }
        faults.unseen(if: level(group) == nil)
        faults.denied(if: caller.isReadOnly || isFixed(group))
        faults.denied(if: caller.sessionKind == .script && group != caller.group)
        faults.denied(if: !covers(.move) && membership(caller.user, group) == nil)
        for target in targets {
            guard let object = all[target], sees(target) else { continue }
            faults.broken(if: !object.kind.naiveIsTarget)
            faults.denied(if: isFixed(object.group))
            let isOwn = object.owner == caller.user && membership(caller.user, object.group) != nil
            faults.denied(if: !isOwn && !covers(.move))
        }
        if let answer = faults.answer { return answer }
        var copied = reach(Set(targets), everyPlateImage: true, ignoringOtherPlaces: true) { $0.owner == $1.owner }
        if !completeFilesets(&copied).isEmpty || leavesAPlate(copied) { return .broken }
        for (id, object) in all {
            guard let image = object.parent, copied.contains(image), kind(image) == "image" else { continue }
            let isKept =
                object.kind.naiveName == "roi" && object.owner == caller.user
                || object.kind.naiveName == "renderingSettings" && object.owner == owner(image)
            if isKept { copied.insert(id) }
        }
        addOwnAnnotations(&copied, group)
        return .done(make(copied, in: group))
    }

    /// The caller's own annotations of what is copied; within the group the shared ones stay one.
    private func addOwnAnnotations(_ copied: inout Set<ObjectID>, _ group: GroupID) {
        while true {
            var grown = copied
            for (_, link) in links("annotationLink") {
                guard let parent = link.parent, let child = link.child, copied.contains(parent) else { continue }
                guard let annotation = all[child], annotation.owner == caller.user else { continue }
                if annotation.kind.naiveIsShared && annotation.group == group { continue }
                grown.insert(child)
            }
            if grown == copied { return }
            copied = grown
        }
    }

    /// The copies, numbered by what they are copies of, and the links among them and to shared annotations.
    private func make(_ copied: Set<ObjectID>, in group: GroupID) -> NaiveEffect {
        var effect = NaiveEffect(self)
        var next = world.nextObjectID.rawValue
        for original in copied.sorted() {
            effect.copies[original] = ObjectID(next)
            next += 1
        }
        for (original, id) in effect.copies {
            guard let object = all[original] else { continue }
            func end(_ other: ObjectID?) -> ObjectID? { other.flatMap { effect.copies[$0] ?? kept($0, in: group) } }
            var attributes = object.attributes
            // A copy is asked for by nobody.
            attributes[.requester] = nil
            attributes[.requestGroup] = nil
            for field in [Field.derivedFrom, .plateRun] {
                guard case .reference(let other)? = attributes[field] else { continue }
                attributes[field] = end(other).map { .reference($0) }
            }
            effect.objects[id] = Object(
                kind: object.kind, owner: caller.user, group: group, name: object.name, parent: end(object.parent),
                child: end(object.child), attributes: attributes)
        }
        var linked: Set<[UInt64]> = []
        for (_, link) in all where link.kind.naiveIsLink {
            guard let upper = link.parent, let lower = link.child, let parent = effect.copies[upper] else { continue }
            let isShared = link.kind.naiveName == "annotationLink" && isLinkedAgain(lower, in: group)
            guard let child = effect.copies[lower] ?? (isShared ? lower : nil) else { continue }
            // Several may have linked the two: the copy has one owner.
            guard linked.insert([UInt64(link.kind.rawValue), parent.rawValue, child.rawValue]).inserted else {
                continue
            }
            effect.objects[ObjectID(next)] = Object(
                kind: link.kind, owner: caller.user, group: group, name: "", parent: parent, child: child,
                attributes: Attributes())
            next += 1
        }
        return effect
    }

    private var everywhere: Caller {
        var everywhere = caller
        everywhere.scope = .all
        return everywhere
    }

    private func isLinkedAgain(_ id: ObjectID, in group: GroupID) -> Bool {
        guard let annotation = all[id], annotation.kind.naiveIsShared, annotation.group == group else { return false }
        return law.sees(everywhere, id) && law.allows(everywhere, .annotate, id)
    }

    /// What a copy refers to that is not copied: a script that can be run there, or a source that the caller may
    /// derive from.
    private func kept(_ id: ObjectID, in group: GroupID) -> ObjectID? {
        guard let object = all[id] else { return nil }
        switch object.kind.naiveName {
        case "script": return isFixed(object.group) || object.group == group ? id : nil
        case "image": return object.group == group && law.allows(everywhere, .derive, id) ? id : nil
        default: return nil
        }
    }
}
