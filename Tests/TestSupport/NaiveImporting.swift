public import Permissions

/// Importing, by the text of section 13: one thing after the other, all of them or none.
extension NaiveModel {
    /// What comes of a list, and which id each entry got, by the model's count.
    public func create(_ list: [NewObject]) -> (answer: NaiveAnswer, ids: [ObjectID]) {
        var world = world
        var ids: [ObjectID] = []
        for new in list {
            var resolved = new
            for path in [\NewObject.parent, \.child, \.derivedFrom, \.plateRun] {
                guard let reference = new[keyPath: path] else { continue }
                switch reference {
                case .existing: continue
                case .new(let index):
                    guard ids.indices.contains(index) else { return (senseless, []) }
                    resolved[keyPath: path] = .existing(ids[index])
                case .named(let kind, let name):
                    let here = NaiveModel(world, for: caller)
                    switch here.container(kind, name) {
                    case .refused(let refusals): return (.refused(refusals), [])
                    case .done(let effect):
                        resolved[keyPath: path] = .existing(here.named(kind, name) ?? world.nextObjectID)
                        world.take(effect)
                    }
                }
            }
            // What is found by name may be linked already: then that is the link.
            if let link = NaiveModel(world, for: caller).linkByName(new, resolved) {
                ids.append(link)
                continue
            }
            switch NaiveModel(world, for: caller).create(resolved) {
            case .refused(let refusals): return (.refused(refusals), [])
            case .done(let effect):
                world.take(effect)
                ids.append(effect.made ?? ObjectID(0))
            }
        }
        var effect = NaiveEffect(self)
        effect.objects = world.objects
        return (.done(effect), ids)
    }

    /// What makes no sense may also be told that nothing can be made here.
    private var senseless: NaiveAnswer {
        var faults = NaiveFaults()
        faults.broken(if: true)
        if let group = caller.group { noteMaking(in: group, &faults) }
        return faults.answer ?? .broken
    }

    /// The caller's own container of that name in the current group.
    private func named(_ kind: Kind, _ name: String) -> ObjectID? {
        all.first { $0.value.kind == kind && $0.value.name == name && isOwnHere($0.value) }?.key
    }

    private func isOwnHere(_ object: Object) -> Bool { object.owner == caller.user && object.group == caller.group }

    private func container(_ kind: Kind, _ name: String) -> NaiveAnswer {
        // What has no name is not given by name.
        guard kind.naiveIsContainer, !name.isEmpty else { return senseless }
        let found = all.filter { $0.value.kind == kind && $0.value.name == name && isOwnHere($0.value) }
        if found.count > 1 { return senseless }
        if found.count == 1 { return .done(NaiveEffect(self)) }
        return create(
            NewObject(
                kind: kind, name: name, parent: nil, child: nil, derivedFrom: nil, plateRun: nil,
                attributes: Attributes()))
    }

    private func linkByName(_ new: NewObject, _ resolved: NewObject) -> ObjectID? {
        guard case .named? = new.parent, case .named? = new.child, new.kind.naiveIsLink else { return nil }
        return all.first {
            $0.value.kind == new.kind && $0.value.owner == caller.user && $0.value.parent == existing(resolved.parent)
                && $0.value.child == existing(resolved.child)
        }?.key
    }
}

extension World {
    /// Makes what one entry makes, or saves again.
    fileprivate mutating func take(_ effect: NaiveEffect) {
        guard let id = effect.made, let object = effect.objects[id] else { return }
        if id == nextObjectID {
            apply(.createObject(id, object))
        } else {
            apply(.updateObject(id, name: object.name, attributes: object.attributes))
        }
    }
}
