public import Permissions

/// What holds whatever has happened (`PERMISSIONS.md`).
public enum Invariants {
    /// What does not hold in a world; `nil` if all does.
    public static func fault(in world: World) -> String? {
        for (id, object) in world.objects {
            if let fault = fault(of: id, object, in: world) { return "object \(id.rawValue): \(fault)" }
        }
        return nil
    }

    private static func fault(of id: ObjectID, _ object: Object, in world: World) -> String? {
        let isLink = object.kind.naiveIsLink
        for end in [object.parent, object.child] {
            guard let end else {
                if isLink { return "a link lacks an end" }
                continue
            }
            guard let other = world.object(end) else { return "what it refers to is gone" }
            let isOfficial = object.kind == .job && other.group == .user
            if other.group != object.group && !isOfficial { return "it reaches into another group" }
        }
        let upper = object.parent.flatMap { world.object($0) }
        if world.group(object.group)?.level == .private {
            let lower = object.child.flatMap { world.object($0)?.owner }
            let between = isLink ? upper?.owner != lower : upper != nil && upper?.owner != object.owner
            let isBetweenKind = isLink || [.roi, .renderingSettings, .folder].contains(object.kind)
            if isBetweenKind && between { return "it lies between two owners in a private group" }
            if object.kind == .annotationLink && object.owner != lower { return "another linked it in a private group" }
            if case .reference(let source)? = object.attributes[.derivedFrom], let other = world.object(source) {
                if other.group == object.group && other.owner != object.owner { return "its source is another's" }
            }
        }
        if object.kind.naiveIsDependent {
            // What was made by itself has not had a link yet; the history links what it makes, or leaves it alone.
            return nil
        }
        let whole: [Kind] = [.image, .plateRun, .well, .wellSample]
        if whole.contains(object.kind), let upper, upper.owner != object.owner { return "its whole is another's" }
        if object.kind == .image {
            let samples = world.objects.values.filter { $0.kind == .wellSample && $0.child == id }
            if samples.count > 1 { return "it lies in two wells" }
        }
        if object.kind == .folder, lies(id, inItself: world) { return "it lies in itself" }
        return nil
    }

    private static func lies(_ folder: ObjectID, inItself world: World) -> Bool {
        var next = world.object(folder)?.parent
        var steps = 0
        while let above = next {
            steps += 1
            if above == folder || steps > world.objects.count { return true }
            next = world.object(above)?.parent
        }
        return false
    }

    /// What a step did that its plan did not say; `nil` if it said all.
    public static func fault(from before: World, by plan: Plan, to after: World) -> String? {
        let gone = Set(before.objects.keys).subtracting(after.objects.keys)
        if gone != Set(plan.lost) { return "what is gone is not what the plan named" }
        for (id, object) in before.objects {
            guard let now = after.object(id), object.kind.naiveIsDependent else { continue }
            // A dependent lives only as long as something links to it.
            let had = before.holders(of: id, at: .child, kind: .annotationLink)
            let has = after.holders(of: id, at: .child, kind: .annotationLink)
            if !had.isEmpty && has.isEmpty { return "object \(id.rawValue) has lost its last link and is still there" }
            if now.kind != object.kind { return "object \(id.rawValue) has become something else" }
        }
        return nil
    }
}
