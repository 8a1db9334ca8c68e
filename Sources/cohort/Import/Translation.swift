internal import OMEXML
internal import Protobuf
internal import Wire

/// Makes the request of an import out of a document. Everything will be the caller's, in the current group: whoever
/// the file names is kept as text.
struct Translation {
    private let document: Document
    /// Whether a target was named that nothing goes to.
    private(set) var leavesTargetEmpty = false
    private(set) var draft = ImportDraft()

    init(_ document: Document, into target: Target?) {
        self.document = document
        addContainers()
        addImages()
        addPlates()
        addROIs()
        addAnnotations()
        addLinks()
        if let target { add(target) }
    }

    private mutating func addContainers() {
        let kinds: [(V1.Kind, [Container])] = [
            (.project, document.projects), (.dataset, document.datasets), (.screen, document.screens),
        ]
        for (kind, containers) in kinds {
            for container in containers {
                draft.add(kind, name: container.name, as: container.id) {
                    $0.set(.description, text: container.description)
                    $0.set(.provenance, text: container.madeBy)
                }
            }
        }
        for folder in document.folders.parentsFirst {
            let parent = folder.parent.flatMap(draft.place)
            draft.add(.folder, name: folder.name, as: folder.id) {
                $0.set(.description, text: folder.description)
                $0.newParent = parent ?? 0
            }
        }
    }

    private mutating func addImages() {
        var filesets: [FileID: UInt32] = [:]
        for fileset in document.filesets where fileset.images.count > 1 {
            let files = fileset.files.map(\.name).joined(separator: "\n")
            let position = draft.add(.fileset) { $0.set(.pixelsReference, text: files) }
            for image in fileset.images { filesets[image] = position }
        }
        for image in document.images {
            draft.add(.image, name: image.name, as: image.id) {
                $0.newParent = filesets[image.id] ?? 0
                $0.set(.description, text: image.description)
                $0.set(.acquisitionDate, text: image.acquisitionDate)
                $0.set(.provenance, text: image.madeBy)
                $0.set(.pixelsReference, text: image.files.map(\.name).joined(separator: "\n"))
                if let pixels = image.pixels { $0.set(pixels) }
            }
        }
    }

    private mutating func addPlates() {
        for plate in document.plates {
            draft.add(.plate, name: plate.name, as: plate.id) { $0.set(.description, text: plate.description) }
            let place = draft.place(plate.id) ?? 0
            var runs: [FileID: UInt32] = [:]
            for acquisition in plate.acquisitions {
                draft.add(.plateRun, name: acquisition.name, as: acquisition.id) {
                    $0.newParent = place
                    $0.set(.description, text: acquisition.description)
                }
                for sample in acquisition.samples { runs[sample] = draft.place(acquisition.id) }
            }
            for well in plate.wells { add(well, of: place, runs) }
        }
    }

    private mutating func add(_ well: Well, of plate: UInt32, _ runs: [FileID: UInt32]) {
        draft.add(.well, name: nil, as: well.id) {
            $0.newParent = plate
            $0.set(.row, .integer(Int64(well.row)))
            $0.set(.column, .integer(Int64(well.column)))
        }
        let place = draft.place(well.id) ?? 0
        for sample in well.samples {
            let image = sample.image.flatMap(draft.place)
            draft.add(.wellSample, name: nil, as: sample.id) {
                $0.newParent = place
                $0.newChild = image ?? 0
                $0.set(.index, sample.index.map { .integer(Int64($0)) })
                $0.set(.plateRun, runs[sample.id].map { .newReference($0) })
            }
        }
    }

    /// An ROI lies on one image here: one that several share is copied for each.
    private mutating func addROIs() {
        for roi in document.rois {
            for image in roi.images.compactMap(draft.place) {
                draft.add(.roi, name: roi.name, as: roi.id) {
                    $0.newParent = image
                    $0.set(.description, text: roi.description)
                    $0.set(.shapes, .bytes(roi.message.serializedBytes()))
                }
            }
        }
    }

    private mutating func addAnnotations() {
        for annotation in document.annotations {
            draft.add(annotation.kind, name: annotation.name, as: annotation.id) {
                $0.set(.namespace, text: annotation.namespace)
                $0.set(.description, text: annotation.description)
                $0.set(.provenance, text: annotation.annotator)
                $0.set(annotation.value)
            }
        }
    }

    private mutating func addLinks() {
        for link in document.links {
            // A link to an ROI that lies on no image has no end here.
            for child in draft.places[link.child] ?? [] {
                if let parent = draft.place(link.parent) { draft.link(link.kind.message, from: parent, to: child) }
            }
        }
        for link in document.annotationLinks {
            guard let annotation = draft.place(link.annotation) else { continue }
            for parent in draft.places[link.target] ?? [] { draft.link(.annotationLink, from: parent, to: annotation) }
        }
    }

    /// Every image goes where the command line says, wherever else the file has it; those in wells stay in their plate.
    private mutating func add(_ target: Target) {
        let held = Set(document.plates.flatMap(\.wells).flatMap(\.samples).compactMap(\.image))
        let free = document.images.filter { !held.contains($0.id) }
        leavesTargetEmpty = free.isEmpty
        if free.isEmpty { return }
        let position = target.add(to: &draft)
        for image in free {
            guard let place = draft.place(image.id) else { continue }
            draft.add(.datasetImageLink) {
                if case .existing(let id) = target { $0.parent = id } else { $0.newParent = position }
                $0.newChild = place
            }
        }
    }
}

/// Where an import puts its images.
enum Target {
    case existing(UInt64)
    /// Found by name, or made; in a project of that name if one is given.
    case named(String, project: String?)

    /// Adds the containers that are looked for by name. Answers the dataset's position.
    fileprivate func add(to draft: inout ImportDraft) -> UInt32 {
        guard case .named(let name, let project) = self else { return 0 }
        let dataset = draft.add(.dataset, name: name) { $0.find = true }
        if let project {
            let parent = draft.add(.project, name: project) { $0.find = true }
            draft.link(.projectDatasetLink, from: parent, to: dataset)
        }
        return dataset
    }
}

extension [Folder] {
    /// The folders in an order in which each comes behind the one that it lies in. There are no cycles.
    fileprivate var parentsFirst: [Folder] {
        var done: Set<FileID> = []
        var waiting = self
        var sorted: [Folder] = []
        let all = Set(map(\.id))
        while !waiting.isEmpty {
            let ready = waiting.filter { $0.parent.map { done.contains($0) || !all.contains($0) } ?? true }
            guard !ready.isEmpty else { return sorted }
            sorted += ready
            done.formUnion(ready.map(\.id))
            waiting.removeAll { done.contains($0.id) }
        }
        return sorted
    }
}
