/// Making one object (`PERMISSIONS.md`, sections 1, 5 and 12).
public enum Creating {
    /// Creates an object of the caller in its current group.
    public static func create(
        _ new: NewObject, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Creation {
        try Importing.create([new], by: caller, in: records)
    }

    /// Creates an official script: one that all may run (section 12). It belongs to `root` in the group `user`, that
    /// is to nobody in particular.
    public static func createOfficialScript(
        name: String, attributes: Attributes, by caller: Caller, in records: some Records
    ) throws(Refusal) -> Creation {
        if caller.isReadOnly { throw .readOnlySession }
        if caller.isConfined { throw .confinedSession }
        guard caller.administration.covers(.manageScripts) else { throw .privilegeNeeded(.manageScripts) }
        try Names.checkObjectName(name)
        try attributes.check(for: .script)
        try attributes.checkContent(of: .script, unchangedFrom: Attributes())
        try attributes.checkAsked(of: .script, unchangedFrom: Attributes())
        let script = Object(
            kind: .script, owner: .root, group: .user, name: name, parent: nil, child: nil, attributes: attributes)
        let id = records.nextObjectID
        return Creation(plan: Plan([.createObject(id, script)]), ids: [id])
    }
}

extension Draft {
    /// Checks a new object and adds it.
    mutating func add(_ new: NewObject) throws(Refusal) {
        let parent = try resolve(new.parent)
        let child = try resolve(new.child)
        if new.kind.isLink {
            let isFound = isNamed(new.parent) && isNamed(new.child)
            ids.append(try link(new.kind, parent: parent, child: child, unlessLinked: isFound))
            return
        }
        let parentFacts = try localFacts(of: parent)
        let childFacts = try localFacts(of: child)
        guard new.kind.accepts(parent: parentFacts?.kind), new.kind.accepts(child: childFacts?.kind) else {
            throw .wrongKinds(new.kind, parent: parentFacts?.kind, child: childFacts?.kind)
        }
        let attributes = try attributes(of: new, parent: parentFacts)
        try attributes.checkAsking(new.kind, under: parent, in: group, by: caller)
        try Names.checkObjectName(new.name)
        if let parent, let parentFacts { try checkPlace(of: new.kind, under: parent, parentFacts) }
        if let child, let childFacts { try checkWellImage(child, childFacts) }
        if new.kind == .renderingSettings, let parent, let saved = savedSettings(on: parent) {
            mutations.append(.updateObject(saved, name: new.name, attributes: attributes))
            ids.append(saved)
            return
        }
        let object = Object(
            kind: new.kind, owner: caller.user, group: group, name: new.name, parent: parent, child: child,
            attributes: attributes)
        ids.append(append(object))
    }

    private func isNamed(_ reference: Reference?) -> Bool {
        if case .named = reference { true } else { false }
    }

    /// What the caller needs on the object that the new one belongs to.
    private mutating func checkPlace(
        of kind: Kind, under parent: ObjectID, _ facts: ObjectFacts
    ) throws(Refusal) {
        switch kind {
        case .folder: try check(.mix, on: parent, facts)
        case .roi: try check(.annotate, on: parent, facts)
        case .renderingSettings:
            try check(.render, on: parent, facts)
            guard rendered.insert(parent).inserted else { throw .linkedTwice(ids.count) }
        case .image, .plateRun, .well, .wellSample:
            guard facts.owner == caller.user else { throw .anothersWhole(parent) }
        // A job needs sight of its script, and the rest has no parent.
        default: break
        }
    }

    /// An image lies in one well at most: it goes where its plate goes (section 7).
    private mutating func checkWellImage(_ image: ObjectID, _ facts: ObjectFacts) throws(Refusal) {
        guard facts.owner == caller.user else { throw .anothersWhole(image) }
        guard placed.insert(image).inserted else { throw .linkedTwice(ids.count) }
        if isNew(image) { return }
        for sample in records.holders(of: image, at: .child, kind: .wellSample) { throw .alreadyLinked(sample) }
    }

    /// The attributes of a new object with its references among them.
    private mutating func attributes(of new: NewObject, parent: ObjectFacts?) throws(Refusal) -> Attributes {
        var attributes = new.attributes
        try attributes.check(for: new.kind)
        for field in [Field.derivedFrom, .plateRun, .contentDigest] where attributes[field] != nil {
            throw .invalidAttribute(new.kind, field)
        }
        if let source = try resolve(new.derivedFrom), let facts = try localFacts(of: source) {
            guard new.kind == .image, facts.kind == .image else { throw .invalidAttribute(new.kind, .derivedFrom) }
            try check(.derive, on: source, facts)
            attributes[.derivedFrom] = .reference(source)
        }
        if let run = try resolve(new.plateRun), let facts = try localFacts(of: run) {
            guard new.kind == .wellSample, facts.kind == .plateRun, facts.parent == parent?.parent else {
                throw .invalidAttribute(new.kind, .plateRun)
            }
            attributes[.plateRun] = .reference(run)
        }
        return attributes
    }

    /// The caller's own settings on an image: there is one for each user and image (section 1).
    private func savedSettings(on image: ObjectID) -> ObjectID? {
        if isNew(image) { return nil }
        return records.holders(of: image, at: .parent, kind: .renderingSettings).first {
            records.facts(of: $0)?.owner == caller.user
        }
    }

    func check(_ action: Action, on id: ObjectID, _ facts: ObjectFacts) throws(Refusal) {
        guard position.allows(action, owner: facts.owner, kind: facts.kind) else {
            throw .notAllowed(action, id, position.role(for: action), position.level)
        }
    }
}
