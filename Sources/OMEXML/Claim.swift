/// A reference as the file states it, not yet followed.
struct Claim {
    enum Relation {
        /// From a container to what lies in it.
        case down(Link.Kind)
        /// From something to the container in which it lies.
        case up(Link.Kind)
        /// From a folder to one that lies in it.
        case subfolder
        case imageROI
        case sampleImage
        case acquisitionSample
        /// From an acquisition of a screen, by its index.
        case screenAcquisitionSample(Int)
        case annotation(on: ObjectKind)
        /// From a well sample; the annotation belongs to its image.
        case sampleAnnotation
    }

    let relation: Relation
    let from: FileID
    let to: FileID
    let line: Int

    /// What the reference must lead to.
    var expected: ObjectKind {
        switch relation {
        case .down(let kind): kind.child
        case .up(let kind): kind.parent
        case .subfolder: .folder
        case .imageROI: .roi
        case .sampleImage: .image
        case .acquisitionSample, .screenAcquisitionSample: .wellSample
        case .annotation, .sampleAnnotation: .annotation
        }
    }
}

extension Claim.Relation {
    /// What a reference means where it stands; nil where the model has no place for it. Up to 2011-06 links point
    /// upward, from 2012-06 downward; the names tell them apart, whatever the version.
    init?(_ reference: String, in kind: ObjectKind) {
        switch (kind, reference) {
        case (.project, "DatasetRef"): self = .down(.projectDataset)
        case (.dataset, "ImageRef"): self = .down(.datasetImage)
        case (.screen, "PlateRef"): self = .down(.screenPlate)
        case (.folder, "ImageRef"): self = .down(.folderImage)
        case (.folder, "ROIRef"): self = .down(.folderROI)

        case (.dataset, "ProjectRef"): self = .up(.projectDataset)
        case (.image, "DatasetRef"): self = .up(.datasetImage)
        case (.plate, "ScreenRef"): self = .up(.screenPlate)

        case (.folder, "FolderRef"): self = .subfolder
        case (.image, "ROIRef"): self = .imageROI
        case (.wellSample, "ImageRef"): self = .sampleImage
        case (.plateAcquisition, "WellSampleRef"): self = .acquisitionSample

        case (.wellSample, "AnnotationRef"): self = .sampleAnnotation
        case (.shape, "AnnotationRef"), (.experimenter, "AnnotationRef"): return nil
        case (_, "AnnotationRef"): self = .annotation(on: kind)
        default: return nil
        }
    }
}
