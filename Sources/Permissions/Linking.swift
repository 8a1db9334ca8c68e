/// Making and removing links (`PERMISSIONS.md`, section 4).
public enum Linking {
    /// Links two objects of one group. The link is the caller's and lies in that group.
    public static func link(
        _ kind: Kind, parent: ObjectID, child: ObjectID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Creation {
        let group = try Visibility.facts(of: parent, for: caller, in: records).facts.group
        let childFacts = try Visibility.facts(of: child, for: caller, in: records).facts
        guard childFacts.group == group else { throw .crossGroup(parent, child) }
        guard kind.isLink else { throw .wrongKinds(kind, parent: nil, child: childFacts.kind) }
        var draft = try Draft(in: group, by: caller, records: records)
        draft.ids.append(try draft.link(kind, parent: parent, child: child, unlessLinked: false))
        return draft.creation
    }

    /// Removes a link, and the dependent that it leaves without any.
    public static func unlink(
        _ link: ObjectID, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        let (facts, _) = try Visibility.facts(of: link, for: caller, in: records)
        guard facts.kind.isLink else { throw .notATarget(facts.kind) }
        try Decision.check(.delete, on: link, by: caller, in: records)
        var sweep = Sweep(records)
        sweep.remove([link])
        return sweep.plan
    }

    /// Sets or clears the folder that a folder lies in: making or removing a link of the child's owner.
    public static func setParent(
        of folder: ObjectID, to parent: ObjectID?, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Plan {
        let facts = try Visibility.facts(of: folder, for: caller, in: records).facts
        let parentFacts = try parent.map { id throws(Refusal) in
            try Visibility.facts(of: id, for: caller, in: records).facts
        }
        guard facts.kind == .folder, facts.kind.accepts(parent: parentFacts?.kind) else {
            throw .wrongKinds(facts.kind, parent: parentFacts?.kind, child: nil)
        }
        if let parent, let parentFacts, parentFacts.group != facts.group { throw .crossGroup(parent, folder) }
        // Taking it out of where it lies needs what putting it elsewhere needs of the child.
        try Decision.check(.mix, on: folder, by: caller, in: records)
        if let parent {
            try Decision.check(.mix, on: parent, by: caller, in: records)
            if lies(parent, inOrUnder: folder, in: records) { throw .cycle(folder) }
        }
        return facts.parent == parent ? Plan([]) : Plan([.setParent(folder, parent)])
    }

    /// Whether a folder is another one or lies in it.
    private static func lies(_ folder: ObjectID, inOrUnder other: ObjectID, in records: some Records) -> Bool {
        var next: ObjectID? = folder
        while let current = next {
            if current == other { return true }
            next = records.facts(of: current)?.parent
        }
        return false
    }
}

extension Draft {
    /// Checks a new link and adds it. An existing one of the caller refuses it, or is taken in its stead.
    mutating func link(
        _ kind: Kind, parent: ObjectID?, child: ObjectID?, unlessLinked: Bool
    ) throws(Refusal) -> ObjectID {
        let upper = try localFacts(of: parent)
        let lower = try localFacts(of: child)
        guard let parent, let child, let upper, let lower, kind.accepts(parent: upper.kind),
            kind.accepts(child: lower.kind)
        else { throw .wrongKinds(kind, parent: upper?.kind, child: lower?.kind) }
        let action = kind == .annotationLink ? Action.annotate : .mix
        try check(action, on: parent, upper)
        try check(action, on: child, lower)
        let key = LinkKey(kind: kind, parent: parent, child: child)
        if let existing = links[key] ?? existingLink(key) {
            guard unlessLinked else { throw isNew(existing) ? .linkedTwice(ids.count) : .alreadyLinked(existing) }
            return existing
        }
        if upper.kind.isAnnotation {
            if isAnnotation(parent, on: child) { throw .cycle(parent) }
            annotationsOn[parent, default: []].append(child)
        }
        let id = append(
            Object(
                kind: kind, owner: caller.user, group: group, name: "", parent: parent, child: child,
                attributes: Attributes()))
        links[key] = id
        return id
    }

    /// The caller's own link between two ends. Searched at the end that has few: an image has few datasets and few
    /// annotations, a dataset or tag may have a million images.
    private func existingLink(_ key: LinkKey) -> ObjectID? {
        if isNew(key.parent) || isNew(key.child) { return nil }
        let isAnnotation = key.kind == .annotationLink
        let (near, end) = isAnnotation ? (key.parent, End.parent) : (key.child, .child)
        return records.holders(of: near, at: end, kind: key.kind).first { id in
            guard let facts = records.facts(of: id), facts.owner == caller.user else { return false }
            return facts.parent == key.parent && facts.child == key.child
        }
    }

    /// Whether an annotation is another one, or annotates it, directly or by way of others.
    private func isAnnotation(_ annotation: ObjectID, on other: ObjectID) -> Bool {
        var seen: Set<ObjectID> = [other]
        var open = [other]
        while let next = open.popLast() {
            if next == annotation { return true }
            var found = annotationsOn[next] ?? []
            for link in records.holders(of: next, at: .parent, kind: .annotationLink) {
                if let child = records.facts(of: link)?.child { found.append(child) }
            }
            for id in found where seen.insert(id).inserted { open.append(id) }
        }
        return false
    }
}
