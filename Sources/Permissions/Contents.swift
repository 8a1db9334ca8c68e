/// Targets of a request and what lies inside them and goes along (`PERMISSIONS.md`, sections 7, 9 and 10).
struct Contents<R: Records> {
    let records: R
    private(set) var going: Set<ObjectID> = []
    private(set) var byKind: [Kind: [ObjectID]] = [:]
    /// Contents that do not go along.
    private(set) var stays: Set<ObjectID> = []
    /// A copy takes nothing out of anywhere: what else contains it does not matter.
    var isCopy = false
    /// Contents that are in a container which stays.
    private var held: Set<ObjectID> = []

    init(_ targets: some Sequence<ObjectID>, records: R) {
        self.records = records
        for target in targets { insert(target) }
        for fileset in byKind[.fileset] ?? [] {
            for image in records.holders(of: fileset, at: .parent, kind: .image) { insert(image) }
        }
    }

    mutating func insert(_ id: ObjectID) {
        guard let kind = records.facts(of: id)?.kind, going.insert(id).inserted else { return }
        byKind[kind, default: []].append(id)
        stays.remove(id)
    }

    /// Leaves images out after all.
    mutating func drop(_ images: [ObjectID]) {
        going.subtract(images)
        stays.formUnion(images)
    }

    /// Adds contents that are in no container that stays and that `admits` lets go with a container.
    ///
    /// From the top down, so that all containers of a thing are decided before it.
    mutating func addContents(where admits: (_ content: ObjectFacts, _ container: ObjectFacts) -> Bool) {
        var index = 0
        while index < byKind[.folder, default: []].count {
            let folder = byKind[.folder, default: []][index]
            index += 1
            guard let facts = records.facts(of: folder) else { continue }
            for child in records.holders(of: folder, at: .parent, kind: .folder) { consider(child, in: facts, admits) }
        }
        addChildren(of: .project, by: .projectDatasetLink, where: admits)
        addChildren(of: .screen, by: .screenPlateLink, where: admits)
        addChildren(of: .dataset, by: .datasetImageLink, where: admits)
        addChildren(of: .folder, by: .folderImageLink, where: admits)
    }

    private mutating func addChildren(
        of kind: Kind, by link: Kind, where admits: (ObjectFacts, ObjectFacts) -> Bool
    ) {
        for container in byKind[kind] ?? [] {
            guard let facts = records.facts(of: container) else { continue }
            for link in records.holders(of: container, at: .parent, kind: link) {
                if let child = records.facts(of: link)?.child { consider(child, in: facts, admits) }
            }
        }
    }

    private mutating func consider(
        _ id: ObjectID, in container: ObjectFacts, _ admits: (ObjectFacts, ObjectFacts) -> Bool
    ) {
        if going.contains(id) { return }
        guard let facts = records.facts(of: id) else { return }
        if admits(facts, container) && isFree(id, facts.kind) {
            insert(id)
        } else {
            stays.insert(id)
        }
    }

    /// Whether all that contains it goes.
    mutating func isFree(_ id: ObjectID, _ kind: Kind) -> Bool {
        if isCopy { return true }
        if held.contains(id) { return false }
        let isFree = isInNothingThatStays(id, kind)
        if !isFree { held.insert(id) }
        return isFree
    }

    private func isInNothingThatStays(_ id: ObjectID, _ kind: Kind) -> Bool {
        for link in kind.containerLinks {
            for holder in records.holders(of: id, at: .child, kind: link) where !goes(records.facts(of: holder)?.parent)
            {
                return false
            }
        }
        guard kind == .image else { return true }
        for sample in records.holders(of: id, at: .child, kind: .wellSample) where !goes(plate(of: sample)) {
            return false
        }
        return true
    }

    private func goes(_ container: ObjectID?) -> Bool { container.map(going.contains) ?? true }

    func plate(of sample: ObjectID) -> ObjectID? {
        records.facts(of: sample)?.parent.flatMap { records.facts(of: $0)?.parent }
    }
}

extension Contents {
    /// Adds runs, wells and samples of plates, samples of wells and runs; and images of plates, all or those that are
    /// in nothing that stays.
    mutating func addPlateParts(allImages: Bool) {
        for plate in byKind[.plate] ?? [] {
            for run in records.holders(of: plate, at: .parent, kind: .plateRun) { insert(run) }
            for well in records.holders(of: plate, at: .parent, kind: .well) { insert(well) }
        }
        for well in byKind[.well] ?? [] {
            for sample in records.holders(of: well, at: .parent, kind: .wellSample) { insert(sample) }
        }
        for run in byKind[.plateRun] ?? [] { addSamples(of: run) }
        for sample in byKind[.wellSample] ?? [] {
            guard let plate = plate(of: sample), going.contains(plate) else { continue }
            guard let image = records.facts(of: sample)?.child else { continue }
            if allImages || isFree(image, .image) { insert(image) } else { setAside(image) }
        }
    }

    private mutating func addSamples(of run: ObjectID) {
        guard let plate = records.facts(of: run)?.parent, !going.contains(plate) else { return }
        for well in records.holders(of: plate, at: .parent, kind: .well) {
            for sample in records.holders(of: well, at: .parent, kind: .wellSample)
            where records.reference(.plateRun, of: sample) == run { insert(sample) }
        }
    }

    private mutating func setAside(_ image: ObjectID) {
        if !going.contains(image) { stays.insert(image) }
    }

    /// Adds the filesets whose images all go. Returns the others: images of theirs that go, and those that do not.
    mutating func addWholeFilesets() -> [(going: [ObjectID], missing: [ObjectID])] {
        var parts: [(going: [ObjectID], missing: [ObjectID])] = []
        var seen: Set<ObjectID> = []
        for image in byKind[.image] ?? [] {
            guard let fileset = records.facts(of: image)?.parent, seen.insert(fileset).inserted else { continue }
            let images = Array(records.holders(of: fileset, at: .parent, kind: .image))
            let missing = images.filter { !going.contains($0) }
            if missing.isEmpty {
                insert(fileset)
            } else {
                parts.append((images.filter(going.contains), missing))
            }
        }
        return parts
    }

    /// Plates that hold an image which goes without them.
    var forgottenPlates: Set<ObjectID> {
        var plates: Set<ObjectID> = []
        for image in byKind[.image] ?? [] where going.contains(image) {
            for sample in records.holders(of: image, at: .child, kind: .wellSample) where !going.contains(sample) {
                if let plate = plate(of: sample) { plates.insert(plate) }
            }
        }
        return plates
    }

    /// Refuses part of a fileset, and an image of a well without its plate (section 7).
    mutating func checkWholes(for caller: Caller) throws(Refusal) {
        let missing = addWholeFilesets().flatMap(\.missing)
        if !missing.isEmpty { throw .filesetPart(Blockers(missing, for: caller, in: records)) }
        let plates = forgottenPlates
        if !plates.isEmpty { throw .wellImage(Blockers(plates, for: caller, in: records)) }
    }
}

extension Kind {
    /// The links that put an object of this kind into containers.
    fileprivate var containerLinks: [Kind] {
        switch self {
        case .dataset: [.projectDatasetLink]
        case .plate: [.screenPlateLink]
        case .image: [.datasetImageLink, .folderImageLink]
        default: []
        }
    }
}
