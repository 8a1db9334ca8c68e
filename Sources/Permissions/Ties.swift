/// The links and references of what moves: those that go along and those that are cut (`PERMISSIONS.md`, section 7).
struct Ties<R: Records> {
    let records: R
    /// Links with both ends among what goes.
    private(set) var kept: Set<ObjectID> = []
    /// Links with one end that stays, and what a private group cannot hold.
    private(set) var cut: Set<ObjectID> = []
    /// Folders and jobs parted from what they refer to.
    private(set) var cleared: Set<ObjectID> = []
    /// Contents that stay and lose their place.
    private(set) var displaced: Set<ObjectID> = []

    init(of contents: Contents<R>) {
        records = contents.records
        for id in contents.going {
            for holder in records.holders(of: id, at: .parent) { sort(holder, contents.going) }
            for holder in records.holders(of: id, at: .child) { sort(holder, contents.going) }
        }
        for kind in [Kind.folder, .job] {
            for id in contents.byKind[kind] ?? [] { part(id, contents.going) }
        }
    }

    private mutating func sort(_ holder: ObjectID, _ going: Set<ObjectID>) {
        guard let facts = records.facts(of: holder) else { return }
        if facts.kind.isLink {
            guard let parent = facts.parent, let child = facts.child else { return }
            if going.contains(parent) && going.contains(child) {
                kept.insert(holder)
                return
            }
            cut.insert(holder)
            if facts.kind.isContainerLink && going.contains(parent) { displaced.insert(child) }
        } else if facts.kind == .folder || facts.kind == .job, !going.contains(holder) {
            cleared.insert(holder)
            if facts.kind == .folder { displaced.insert(holder) }
        }
    }

    /// A folder whose parent stays lies nowhere; a job keeps an official script, which all groups share.
    private mutating func part(_ id: ObjectID, _ going: Set<ObjectID>) {
        guard let parent = records.facts(of: id)?.parent, !going.contains(parent) else { return }
        if records.facts(of: parent)?.group != .user { cleared.insert(id) }
    }

    /// Cuts what lies between two owners, as a lowering to private does (section 6).
    mutating func cutWhatPrivateGroupsLack(_ contents: Contents<R>) {
        for link in kept {
            guard let facts = records.facts(of: link) else { continue }
            if Holding.isKept(facts, at: .private, in: records) { continue }
            kept.remove(link)
            cut.insert(link)
        }
        for kind in [Kind.roi, .renderingSettings, .folder] {
            for id in contents.byKind[kind] ?? [] {
                guard let facts = records.facts(of: id) else { continue }
                guard let parent = facts.parent.flatMap(records.facts) else { continue }
                if facts.owner == parent.owner { continue }
                if kind == .folder { cleared.insert(id) } else { cut.insert(id) }
            }
        }
    }
}

extension Contents {
    /// Adds annotations that `admits` lets go with what they annotate, if nothing that stays is linked to them.
    mutating func addAnnotations(where admits: (_ annotation: ObjectFacts, _ object: ObjectFacts) -> Bool) {
        var frontier = Array(going)
        // Admitted, while something is linked to them that may go yet.
        var waiting: Set<ObjectID> = []
        while !frontier.isEmpty {
            for id in frontier {
                guard let object = records.facts(of: id) else { continue }
                for link in records.holders(of: id, at: .parent, kind: .annotationLink) {
                    guard let child = records.facts(of: link)?.child, !going.contains(child) else { continue }
                    guard let annotation = records.facts(of: child) else { continue }
                    if admits(annotation, object) { waiting.insert(child) }
                }
            }
            frontier = waiting.filter(linksOnlyWhatGoes).sorted()
            waiting.subtract(frontier)
            for id in frontier { insert(id) }
        }
    }

    private func linksOnlyWhatGoes(_ annotation: ObjectID) -> Bool {
        records.holders(of: annotation, at: .child, kind: .annotationLink).allSatisfy {
            records.facts(of: $0)?.parent.map(going.contains) ?? true
        }
    }
}
