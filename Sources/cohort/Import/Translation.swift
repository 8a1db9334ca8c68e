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
    /// What the file says and no object of ours has a place for, by what it is called in the schema.
    private(set) var leftOut: [String: Int] = [:]

    /// - Parameter attachments: those of the file that are there already, with what they hold.
    init(_ document: Document, into target: Target?, attachments: [FileID: UInt64] = [:]) {
        self.document = document
        addContainers()
        addImages()
        addPlates()
        addROIs()
        addAnnotations(except: attachments)
        addLinks()
        if let target { add(target) }
    }

    private mutating func leaveOut(_ what: String, if isThere: Bool) {
        if isThere { leftOut[what, default: 0] += 1 }
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
                $0.set(parent: parent)
            }
        }
    }

    private mutating func addImages() {
        var filesets: [FileID: ImportDraft.Place] = [:]
        for fileset in document.filesets where fileset.images.count > 1 {
            let files = fileset.files.map(\.name).joined(separator: "\n")
            let place = draft.add(.fileset) { $0.set(.pixelsReference, text: files) }
            for image in fileset.images { filesets[image] = place }
        }
        for image in document.images {
            draft.add(.image, name: image.name, as: image.id) {
                $0.set(parent: filesets[image.id])
                $0.set(.description, text: image.description)
                $0.set(.acquisitionDate, text: image.acquisitionDate)
                $0.set(.provenance, text: image.madeBy)
                $0.set(.pixelsReference, text: image.files.map(\.name).joined(separator: "\n"))
                if let pixels = image.pixels { $0.set(pixels) }
            }
            for size in [image.pixels?.physicalSizeX, image.pixels?.physicalSizeY, image.pixels?.physicalSizeZ] {
                leaveOut("PhysicalSize in units of no length", if: size.map { $0.micrometres == nil } ?? false)
            }
        }
        let channels = document.images.reduce(0) { $0 + ($1.pixels?.channels ?? 0) }
        if channels > 0 { leftOut["Channel"] = channels }
    }

    private mutating func addPlates() {
        for plate in document.plates {
            draft.add(.plate, name: plate.name, as: plate.id) { $0.set(.description, text: plate.description) }
            leaveOut("RowNamingConvention", if: plate.rowNaming != nil)
            leaveOut("ColumnNamingConvention", if: plate.columnNaming != nil)
            let place = draft.place(plate.id)
            var runs: [FileID: ImportDraft.Place] = [:]
            for acquisition in plate.acquisitions {
                draft.add(.plateRun, name: acquisition.name, as: acquisition.id) {
                    $0.set(parent: place)
                    $0.set(.description, text: acquisition.description)
                    $0.set(.acquisitionDate, text: acquisition.start)
                }
                leaveOut("EndTime of PlateAcquisition", if: acquisition.end != nil)
                for sample in acquisition.samples {
                    leaveOut("WellSampleRef of a second PlateAcquisition", if: runs[sample] != nil)
                    runs[sample] = runs[sample] ?? draft.place(acquisition.id)
                }
            }
            for well in plate.wells { add(well, of: place, runs) }
        }
    }

    private mutating func add(_ well: Well, of plate: ImportDraft.Place?, _ runs: [FileID: ImportDraft.Place]) {
        draft.add(.well, name: nil, as: well.id) {
            $0.set(parent: plate)
            $0.set(.row, .integer(Int64(well.row)))
            $0.set(.column, .integer(Int64(well.column)))
        }
        let place = draft.place(well.id)
        for sample in well.samples {
            let image = sample.image.flatMap(draft.place)
            draft.add(.wellSample, name: nil, as: sample.id) {
                $0.set(parent: place)
                $0.set(child: image)
                $0.set(.index, sample.index.map { .integer(Int64($0)) })
                if case .new(let run) = runs[sample.id] { $0.set(.plateRun, .newReference(run)) }
            }
        }
    }

    /// An ROI lies on one image here: one that several share is copied for each.
    private mutating func addROIs() {
        for roi in document.rois {
            for image in roi.images.compactMap(draft.place) {
                draft.add(.roi, name: roi.name, as: roi.id) {
                    $0.set(parent: image)
                    $0.set(.description, text: roi.description)
                    $0.set(.shapes, .bytes(roi.message.serializedBytes()))
                }
            }
        }
    }

    private mutating func addAnnotations(except attachments: [FileID: UInt64]) {
        for annotation in document.annotations {
            if let id = attachments[annotation.id] {
                draft.put(annotation.id, at: .existing(id))
                continue
            }
            draft.add(annotation.kind, name: annotation.name, as: annotation.id) {
                $0.set(annotation)
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
}

// MARK: - The target

extension Translation {
    /// Every image goes where the command line says, wherever else the file has it; those in wells stay in their plate,
    /// and plates go into a screen.
    private mutating func add(_ target: Target) {
        let held = Set(document.plates.flatMap(\.wells).flatMap(\.samples).compactMap(\.image))
        let free = document.images.lazy.map(\.id).filter { !held.contains($0) }
        let children = target.screen == nil ? Array(free) : document.plates.map(\.id)
        leavesTargetEmpty = children.isEmpty
        guard !children.isEmpty, let destination = target.screen ?? target.dataset else { return }
        let place = place(of: destination)
        if let project = target.project {
            draft.link(.projectDatasetLink, from: self.place(of: project), to: place)
        }
        for child in children.compactMap(draft.place) {
            draft.link(target.screen == nil ? .datasetImageLink : .screenPlateLink, from: place, to: child)
        }
    }

    private mutating func place(of destination: Destination) -> ImportDraft.Place {
        switch destination {
        case .existing(let id): .existing(id)
        case .named(let kind, let name): draft.add(kind, name: name) { $0.find = true }
        case .new(let kind, let name): draft.add(kind, name: name)
        }
    }

    /// Adds what is kept of the file itself.
    mutating func add(_ record: ImportRecord) {
        let origin = [("uuid", document.uuid), ("creator", document.creator), ("schema", document.version.rawValue)]
        record.add(to: &draft, origin: origin, on: roots)
    }

    /// What stands above everything else that the file makes.
    private var roots: [ImportDraft.Place] {
        let held = Set(document.links.map(\.child))
        let inPlates = Set(document.plates.flatMap(\.wells).flatMap(\.samples).compactMap(\.image))
        let upper = document.projects.map(\.id) + document.screens.map(\.id)
        let folders = document.folders.filter { $0.parent == nil }.map(\.id)
        let lower = (document.datasets.map(\.id) + document.plates.map(\.id)).filter { !held.contains($0) }
        let images = document.images.lazy.map(\.id).filter { !held.contains($0) && !inPlates.contains($0) }
        return (upper + folders + lower + images).compactMap(draft.place)
    }
}

extension [Folder] {
    /// The folders in an order in which each comes behind the one that it lies in. There are no cycles.
    fileprivate var parentsFirst: [Folder] {
        var children: [FileID?: [Folder]] = [:]
        let all = Set(map(\.id))
        for folder in self {
            let parent = folder.parent.flatMap { all.contains($0) ? $0 : nil }
            children[parent, default: []].append(folder)
        }
        var sorted = children[nil] ?? []
        var next = 0
        while next < sorted.count {
            sorted += children[sorted[next].id] ?? []
            next += 1
        }
        return sorted
    }
}
