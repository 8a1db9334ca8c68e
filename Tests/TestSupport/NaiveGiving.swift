public import Permissions

/// Giving, by the text of section 9.
extension NaiveModel {
    public func give(_ targets: [ObjectID], to recipient: UserID) -> NaiveAnswer {
        var faults = NaiveFaults()
        faults.unseen(if: world.user(recipient) == nil)
        for target in targets {
            faults.unseen(if: !sees(target))
            guard let object = all[target], sees(target) else { continue }
            faults.broken(if: !object.kind.naiveIsTarget || world.user(recipient)?.isActive == false)
            faults.denied(if: isFixed(object.group) || !may(.give, target))
            faults.denied(if: membership(recipient, object.group) == nil)
            let takes = !covers(.give) && recipient == caller.user && object.owner != caller.user
            let isThere =
                world.user(object.owner)?.isActive == true && membership(object.owner, object.group) != nil
            faults.denied(if: takes && isThere)
        }
        if let answer = faults.answer { return answer }
        var going = reach(Set(targets), everyPlateImage: true) { $0.owner == $1.owner }
        if !completeFilesets(&going).isEmpty || leavesAPlate(going) { return .broken }
        addFollowers(&going, recipient)
        return hand(going, recipient)
    }

    private func addFollowers(_ going: inout Set<ObjectID>, _ recipient: UserID) {
        for image in going where kind(image) == "image" {
            let (regions, settings) = (on(image, "roi"), on(image, "renderingSettings"))
            going.formUnion(regions.filter { owner($0) == owner(image) })
            if settings.contains(where: { owner($0) == recipient }) { continue }
            going.formUnion(settings.filter { owner($0) == owner(image) })
        }
        followAnnotations(&going) { $0.kind.naiveIsDependent && $0.owner == $1.owner }
    }

    private func on(_ image: ObjectID, _ kind: String) -> [ObjectID] {
        links(kind).filter { $0.link.parent == image }.map(\.id)
    }

    /// Gives what goes; cuts what comes to lie between two owners.
    private func hand(_ going: Set<ObjectID>, _ recipient: UserID) -> NaiveAnswer {
        var after = all
        for id in going { after[id]?.owner = recipient }
        for id in going where kind(id) == "image" {
            guard let group = all[id]?.group, level(group) == .private else { continue }
            let touched = derivedPairs(in: group, after: after).contains { image in
                guard case .reference(let source)? = all[image]?.attributes[.derivedFrom] else { return false }
                return going.contains(image) || going.contains(source)
            }
            if touched { return .broken }
        }
        var (cut, cleared, stays): (Set<ObjectID>, Set<ObjectID>, Set<ObjectID>) = ([], [], [])
        // Links of the old owner among what is given become the new owner's.
        for (id, link) in all where link.kind.naiveIsLink {
            guard let parent = link.parent, let child = link.child, link.owner == owner(parent) else { continue }
            if going.contains(parent) && going.contains(child) { after[id]?.owner = recipient }
        }
        for (id, object) in after.sorted(by: { $0.key < $1.key }) {
            let ends = [object.parent, object.child].compactMap(\.self)
            guard ends.contains(where: going.contains) || going.contains(id) else { continue }
            guard let level = level(object.group), isLost(object, after, level) else { continue }
            if object.kind.naiveName == "folder" {
                cleared.insert(id)
                stays.insert(id)
            } else {
                cut.insert(id)
                if object.kind.naiveIsContainerLink, let child = object.child { stays.insert(child) }
            }
        }
        // Where both had linked the same two ends, one link remains: the one that the new owner had.
        for (id, link) in after where link.kind.naiveIsLink && all[id]?.owner != recipient && link.owner == recipient {
            let isTwice = all.contains { other in
                other.key != id && other.value.owner == recipient && other.value.kind == link.kind
                    && other.value.parent == link.parent && other.value.child == link.child
            }
            if isTwice { cut.insert(id) }
        }
        let gone = closure(cut)
        var effect = NaiveEffect(self)
        effect.objects = after.filter { !gone.contains($0.key) }
        effect.lost = gone
        for id in cleared { effect.objects[id]?.parent = nil }
        effect.moved = Set(effect.objects.keys.filter { effect.objects[$0]?.owner != all[$0]?.owner })
        effect.stays = stays.subtracting(gone)
        effect.needsDigest = !gone.isEmpty || !cleared.isEmpty
        return .done(effect)
    }

    private func isLost(_ object: Object, _ after: [ObjectID: Object], _ level: Level) -> Bool {
        if level == .private { return liesBetween(object, after) }
        let isPlace = object.kind.naiveIsContainerLink || object.kind.naiveName == "folder"
        return level != .readWrite && isPlace && liesBetween(object, after)
    }
}
