/// What an object is (`PERMISSIONS.md`, section 1). Links are objects too.
///
/// The raw values are those of the journal and the wire.
public enum Kind: UInt8, CaseIterable, Sendable {
    case project = 1
    case dataset = 2
    case folder = 3
    case screen = 4

    case image = 5
    /// Images imported together from one set of files.
    case fileset = 6
    case plate = 7
    /// One acquisition of a plate.
    case plateRun = 8
    case well = 9
    /// One field of a well: it joins a well to an image.
    case wellSample = 10

    case roi = 11
    /// One user's display of one image.
    case renderingSettings = 12

    case tag = 13
    case tagSet = 14
    case comment = 15
    /// A whole number; a rating is one of 0...5 in the rating namespace.
    case long = 16
    case double = 17
    case boolean = 18
    case timestamp = 19
    case term = 20
    case xml = 21
    /// Key-value pairs, in order.
    case map = 22
    case list = 23
    case attachment = 24

    case script = 25
    case job = 26

    case projectDatasetLink = 27
    case datasetImageLink = 28
    case screenPlateLink = 29
    case folderImageLink = 30
    case folderROILink = 31
    /// Joins an annotation (its child) to whatever it annotates (its parent).
    case annotationLink = 32
}

extension Kind {
    public var isContainer: Bool {
        switch self {
        case .project, .dataset, .folder, .screen: true
        default: false
        }
    }

    public var isAnnotation: Bool { (Kind.tag.rawValue...Kind.attachment.rawValue).contains(rawValue) }

    /// Tags, tag sets and attachments stay when nothing links to them any more (`PERMISSIONS.md`, section 4).
    public var isSharedAnnotation: Bool { self == .tag || self == .tagSet || self == .attachment }

    /// Every other annotation lives only as long as something links to it.
    public var isDependent: Bool { isAnnotation && !isSharedAnnotation }

    public var isLink: Bool { rawValue >= Kind.projectDatasetLink.rawValue }

    public var isContainerLink: Bool { isLink && self != .annotationLink }

    /// Whether annotations may be linked to objects of this kind.
    public var isAnnotatable: Bool {
        switch self {
        case .project, .dataset, .folder, .image, .screen, .plate, .plateRun, .well, .roi: true
        default: isAnnotation
        }
    }
}
