extension Kind {
    /// Whether an object of this kind may hold one of that kind, or none, as its parent.
    func accepts(parent: Kind?) -> Bool {
        switch self {
        case .projectDatasetLink: parent == .project
        case .datasetImageLink: parent == .dataset
        case .screenPlateLink: parent == .screen
        case .folderImageLink, .folderROILink: parent == .folder
        case .annotationLink: parent?.isAnnotatable ?? false
        case .folder: parent == nil || parent == .folder
        case .image: parent == nil || parent == .fileset
        case .plateRun, .well: parent == .plate
        case .wellSample: parent == .well
        case .roi, .renderingSettings: parent == .image
        case .job: parent == nil || parent == .script
        default: parent == nil
        }
    }

    /// Whether an object of this kind may hold one of that kind, or none, as its child.
    func accepts(child: Kind?) -> Bool {
        switch self {
        case .projectDatasetLink: child == .dataset
        case .datasetImageLink, .folderImageLink: child == .image
        case .screenPlateLink: child == .plate
        case .folderROILink: child == .roi
        case .annotationLink: child?.isAnnotation ?? false
        case .wellSample: child == nil || child == .image
        default: child == nil
        }
    }

    /// Whether it can be moved, copied and given by itself (`PERMISSIONS.md`, section 7); all else only follows.
    var isTarget: Bool {
        switch self {
        case .project, .dataset, .folder, .screen, .image, .fileset, .plate, .script, .job: true
        default: isSharedAnnotation
        }
    }

    /// The link that puts an object of this kind into a container of that kind. Folders hold folders by reference.
    func containerLink(into container: Kind) -> Kind? {
        switch (container, self) {
        case (.project, .dataset): .projectDatasetLink
        case (.dataset, .image): .datasetImageLink
        case (.screen, .plate): .screenPlateLink
        case (.folder, .image): .folderImageLink
        default: nil
        }
    }
}

extension Field {
    /// Whether this field holds values like that.
    func accepts(_ value: Value) -> Bool {
        switch (self, value) {
        case (.long, .integer), (.sizeX, .integer), (.sizeY, .integer), (.sizeZ, .integer), (.sizeC, .integer),
            (.sizeT, .integer), (.row, .integer), (.column, .integer), (.index, .integer), (.fileSize, .integer),
            (.exitStatus, .integer), (.started, .integer), (.ended, .integer), (.session, .integer),
            (.changes, .integer), (.requester, .integer), (.requestGroup, .integer), (.timeLimit, .integer):
            true
        case (.double, .real), (.physicalSizeX, .real), (.physicalSizeY, .real), (.physicalSizeZ, .real): true
        case (.boolean, .truth), (.isReadOnly, .truth), (.isCancelled, .truth): true
        case (.pairs, .pairs), (.arguments, .pairs): true
        case (.shapes, .bytes), (.contentDigest, .bytes), (.programDigest, .bytes): true
        case (.derivedFrom, .reference), (.plateRun, .reference): true
        case (.description, .text), (.namespace, .text), (.text, .text), (.pixelType, .text),
            (.acquisitionDate, .text), (.pixelsReference, .text), (.fileName, .text), (.mediaType, .text),
            (.externalID, .text), (.provenance, .text), (.command, .text),
            (.output, .text):
            true
        default: false
        }
    }
}

extension Attributes {
    /// The namespace in which a long annotation is a rating.
    public static let ratingNamespace = "openmicroscopy.org/omero/insight/rating"

    /// Checks that every field holds what it can, and that a rating is one of 0...5.
    func check(for kind: Kind) throws(Refusal) {
        for entry in entries where !entry.field.accepts(entry.value) { throw .invalidAttribute(kind, entry.field) }
        guard kind == .long && self[.namespace] == .text(Self.ratingNamespace) else { return }
        guard case .integer(0...5) = self[.long] else { throw .invalidAttribute(kind, .long) }
    }
}
