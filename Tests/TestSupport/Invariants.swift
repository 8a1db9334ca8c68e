internal import Permissions

/// What holds whatever has happened (`PERMISSIONS.md`).
enum Invariants {
    /// What does not hold in a world; `nil` if all does.
    static func fault(in world: World) -> HistoryFault? {
        for (id, object) in world.objects {
            let check = Check(world: world, id: id, object: object)
            if let fault = check.fault { return HistoryFault("invariant: \(fault)", "object \(id.rawValue): \(fault)") }
        }
        for (user, account) in world.users where user != .guest {
            let own = world.groups(of: user).filter { $0.rawValue > 2 }
            if account.defaultGroup.map({ !own.contains($0) }) ?? !own.isEmpty {
                return HistoryFault("invariant: default group", "user \(user.rawValue) has no default group of its own")
            }
            let groups = world.groups(of: user)
            let isAdministrator = account.administration != .none
            if groups.contains(.system) != isAdministrator || groups.contains(.user) != account.isActive {
                return HistoryFault("invariant: system groups", "user \(user.rawValue) is in the wrong system groups")
            }
        }
        let isRuled = world.users.values.contains { $0.isActive && $0.administration == .full }
        return isRuled ? nil : HistoryFault("invariant: nobody rules", "no active full administrator is left")
    }

    /// What a step did that its plan did not say; `nil` if it said all.
    static func fault(from before: World, by plan: Plan, to after: World) -> HistoryFault? {
        func fault(_ text: String) -> HistoryFault { HistoryFault("plan: \(text)", text) }
        let gone = Set(before.objects.keys).subtracting(after.objects.keys)
        if gone.sorted() != plan.lost { return fault("what is gone is not what the plan named") }
        var moved: Set<ObjectID> = []
        for (id, old) in before.objects {
            guard let new = after.object(id) else { continue }
            if new.kind != old.kind || new.child != old.child { return fault("something became something else") }
            if new.parent != old.parent && old.kind != .folder && old.kind != .job {
                return fault("a fixed reference changed")
            }
            if new.group != old.group || new.owner != old.owner { moved.insert(id) }
            // A dependent lives only as long as something links to it.
            guard old.kind.naiveIsDependent, before.isLinked(id), !after.isLinked(id) else { continue }
            return fault("a dependent has lost its last link and is still there")
        }
        return moved.sorted() == plan.moved ? nil : fault("what moved is not what the plan named")
    }
}

/// What holds of one object.
private struct Check {
    let world: World
    let id: ObjectID
    let object: Object

    var fault: String? { referenceFault ?? privacyFault ?? wholeFault ?? cycleFault }

    private var upper: Object? { object.parent.flatMap { world.object($0) } }
    private var lower: Object? { object.child.flatMap { world.object($0) } }

    private var referenceFault: String? {
        if world.user(object.owner) == nil { return "its owner is gone" }
        if world.group(object.group) == nil { return "its group is gone" }
        if object.group.rawValue <= 2 && !(object.group == .user && object.kind == .script) {
            return "it lies in a system group"
        }
        for end in [object.parent, object.child, run].compactMap(\.self) {
            guard let other = world.object(end) else { return "what it refers to is gone" }
            let isOfficial = object.kind == .job && other.group == .user
            if other.group != object.group && !isOfficial { return "it reaches into another group" }
        }
        let needs: [Kind] = [.plateRun, .well, .wellSample, .roi, .renderingSettings]
        if needs.contains(object.kind) && object.parent == nil { return "it lies on nothing" }
        return object.kind.naiveIsLink && (upper == nil || lower == nil) ? "a link lacks an end" : nil
    }

    private var run: ObjectID? {
        if case .reference(let run)? = object.attributes[.plateRun] { run } else { nil }
    }

    /// In a private group nothing lies between two owners.
    private var privacyFault: String? {
        guard world.group(object.group)?.level == .private else { return nil }
        switch object.kind {
        case .annotationLink:
            let owners: Set = [upper?.owner, lower?.owner, object.owner]
            return owners.count > 1 ? "an annotation between owners in a private group" : nil
        case _ where object.kind.naiveIsLink:
            return upper?.owner != lower?.owner ? "a link between owners in a private group" : nil
        case .roi, .renderingSettings, .folder:
            return upper != nil && upper?.owner != object.owner ? "it is on another's in a private group" : nil
        case .image:
            guard case .reference(let source)? = object.attributes[.derivedFrom] else { return nil }
            guard let other = world.object(source), other.group == object.group else { return nil }
            return other.owner != object.owner ? "its source is another's in a private group" : nil
        default: return nil
        }
    }

    /// A plate and a fileset have one owner; an image lies in one well at most; settings are one for each user.
    private var wholeFault: String? {
        let parts: [Kind] = [.image, .plateRun, .well, .wellSample]
        if parts.contains(object.kind), let upper, upper.owner != object.owner { return "its whole is another's" }
        if object.kind == .wellSample, let lower, lower.owner != object.owner { return "its image is another's" }
        let same = world.objects.filter { $0.value.kind == object.kind && $0.key != id }.values
        if object.kind == .wellSample && object.child != nil && same.contains(where: { $0.child == object.child }) {
            return "its image lies in two wells"
        }
        let isSingle = object.kind == .renderingSettings || object.kind.naiveIsLink
        let isTwice = same.contains {
            $0.parent == object.parent && $0.child == object.child && $0.owner == object.owner
        }
        return isSingle && isTwice ? "there are two of it" : nil
    }

    private var cycleFault: String? {
        guard object.kind == .folder || object.kind.naiveIsAnnotation else { return nil }
        var (seen, next): (Set<ObjectID>, [ObjectID]) = ([], above(id))
        while let one = next.popLast() {
            if one == id { return "it lies in itself" }
            if seen.insert(one).inserted { next += above(one) }
        }
        return nil
    }

    private func above(_ id: ObjectID) -> [ObjectID] {
        if let folder = world.object(id), folder.kind == .folder { return [folder.parent].compactMap(\.self) }
        return world.objects.values.filter { $0.kind == .annotationLink && $0.child == id }.compactMap(\.parent)
    }
}

extension World {
    /// Whether an annotation is on something.
    fileprivate func isLinked(_ annotation: ObjectID) -> Bool {
        holders(of: annotation, at: .child).contains { object($0)?.kind == .annotationLink }
    }
}
