/// Everything that goes when something goes: links to and from it, dependents that nothing links any more, regions and
/// settings of an image (`PERMISSIONS.md`, sections 4 and 10).
struct Sweep<R: Records> {
    let records: R
    /// Shared annotations of these kinds go too, if they are of the object's owner and nothing else uses them.
    var include: Inclusion = []

    private(set) var removed: [ObjectID: Kind] = [:]
    /// Folders and jobs that lose what they refer to, and stay.
    private(set) var cleared: Set<ObjectID> = []
    private var open: [ObjectID] = []
    private var unlinked: Set<ObjectID> = []

    init(_ records: R) { self.records = records }

    /// Removes objects and all that goes with them. They are taken together: what is left unlinked is looked for once.
    mutating func remove(_ ids: some Sequence<ObjectID>) {
        for id in ids { mark(id) }
        while true {
            while let next = open.popLast() { removeHolders(of: next) }
            let orphans = unlinked.filter { removed[$0] == nil && !isLinked($0) }
            if orphans.isEmpty { return }
            // What still has a link is asked again: that may go with an orphan.
            unlinked.subtract(orphans)
            for orphan in orphans { mark(orphan) }
        }
    }

    /// Takes a folder out of the folder that it lies in, or a job from its script.
    mutating func clear(_ holder: ObjectID) { cleared.insert(holder) }

    private mutating func mark(_ id: ObjectID) {
        guard removed[id] == nil, let facts = records.facts(of: id) else { return }
        removed[id] = facts.kind
        open.append(id)
        if facts.kind == .annotationLink { noteAnnotation(of: facts) }
    }

    private mutating func removeHolders(of id: ObjectID) {
        for holder in records.holders(of: id, at: .child) { mark(holder) }
        for holder in records.holders(of: id, at: .parent) {
            switch records.facts(of: holder)?.kind {
            case .folder, .job: cleared.insert(holder)
            // A fileset goes only with its images.
            case .image, nil: break
            default: mark(holder)
            }
        }
    }

    /// Remembers an annotation that loses a link and may go with its last one.
    private mutating func noteAnnotation(of link: ObjectFacts) {
        guard let child = link.child, let annotation = records.facts(of: child) else { return }
        if annotation.kind.isDependent {
            unlinked.insert(child)
        } else if include.covers(annotation.kind) {
            let object = link.parent.flatMap(records.facts)
            if object?.owner == annotation.owner { unlinked.insert(child) }
        }
    }

    private func isLinked(_ annotation: ObjectID) -> Bool {
        records.holders(of: annotation, at: .child, kind: .annotationLink).contains { removed[$0] == nil }
    }
}

extension Sweep {
    /// An object is removed after everything that holds it.
    var mutations: [Mutation] {
        var ranks: [[ObjectID]] = Array(repeating: [], count: 5)
        for (id, kind) in removed { ranks[kind.removalRank].append(id) }
        return cleared.sorted().map { .setParent($0, nil) } + ranks.flatMap { $0.sorted().map(Mutation.removeObject) }
    }

    var lost: [ObjectID] { removed.keys.sorted() }

    /// Whether anything is cut or removed.
    var isEmpty: Bool { removed.isEmpty && cleared.isEmpty }

    var plan: Plan { Plan(mutations: mutations, lost: lost, moved: [], stays: [], needsDigest: false) }
}

extension Kind {
    /// Kinds of a lower rank may hold those of a higher one.
    fileprivate var removalRank: Int {
        switch self {
        case _ where isLink: 0
        case .roi, .renderingSettings, .wellSample, .job: 1
        case .well, .plateRun: 2
        case .image: 3
        default: 4
        }
    }
}

/// Kinds of shared annotations that a request speaks of.
public struct Inclusion: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let tag = Inclusion(rawValue: 1 << 0)
    public static let attachment = Inclusion(rawValue: 1 << 1)

    func covers(_ kind: Kind) -> Bool {
        switch kind {
        case .tag: contains(.tag)
        case .attachment: contains(.attachment)
        default: false
        }
    }
}
