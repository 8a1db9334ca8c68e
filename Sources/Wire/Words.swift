// What kinds, levels, actions and fields are called, in sentences and on the command line: words that OMERO's users
// type.

extension V1.Kind {
    private static let words: [(kind: V1.Kind, word: String)] = [
        (.project, "Project"), (.dataset, "Dataset"), (.folder, "Folder"), (.screen, "Screen"), (.image, "Image"),
        (.fileset, "Fileset"), (.plate, "Plate"), (.plateRun, "PlateAcquisition"), (.well, "Well"),
        (.wellSample, "WellSample"), (.roi, "Roi"), (.renderingSettings, "RenderingDef"), (.tag, "TagAnnotation"),
        (.tagSet, "TagSet"), (.comment, "CommentAnnotation"), (.long, "LongAnnotation"),
        (.double, "DoubleAnnotation"), (.boolean, "BooleanAnnotation"), (.timestamp, "TimestampAnnotation"),
        (.term, "TermAnnotation"), (.xml, "XmlAnnotation"), (.map, "MapAnnotation"), (.list, "ListAnnotation"),
        (.attachment, "FileAnnotation"), (.script, "Script"), (.job, "Job"),
        (.projectDatasetLink, "ProjectDatasetLink"), (.datasetImageLink, "DatasetImageLink"),
        (.screenPlateLink, "ScreenPlateLink"), (.folderImageLink, "FolderImageLink"),
        (.folderROILink, "FolderRoiLink"), (.annotationLink, "AnnotationLink"),
    ]

    /// Shorter words, and those of the law, for what has a longer name.
    private static let synonyms: [(word: String, kind: V1.Kind)] = [
        ("tag", .tag), ("comment", .comment), ("file", .attachment), ("attachment", .attachment), ("map", .map),
        ("run", .plateRun), ("term", .term), ("rating", .long),
    ]

    /// The word for the kind; for an unknown one its number.
    public var word: String { Self.words.first { $0.kind == self }?.word ?? "Kind\(rawValue)" }

    /// The kind of a word, without regard to case. Every `...AnnotationLink` is an annotation link.
    public init?(word: String) {
        let lower = word.lowercased()
        let found =
            Self.words.first { $0.word.lowercased() == lower }?.kind
            ?? Self.synonyms.first { $0.word == lower }?.kind
            ?? (lower.hasSuffix("annotationlink") ? .annotationLink : nil)
        guard let found else { return nil }
        self = found
    }
}

extension V1.Level {
    /// The levels that there are, with their words and the way OMERO writes them.
    private static let words: [(level: V1.Level, word: String, permissions: String)] = [
        (.private, "private", "rw----"), (.readOnly, "read-only", "rwr---"),
        (.readAnnotate, "read-annotate", "rwra--"), (.readWrite, "read-write", "rwrw--"),
    ]

    public var word: String { Self.words.first { $0.level == self }?.word ?? "level \(rawValue)" }

    /// The level as OMERO writes it: `rwra--`.
    public var permissions: String { Self.words.first { $0.level == self }?.permissions ?? "??????" }

    /// The level of a word, or of what OMERO writes for it.
    public init?(word: String) {
        guard let found = Self.words.first(where: { $0.word == word || $0.permissions == word }) else { return nil }
        self = found.level
    }
}

extension V1.Action {
    private static let words: [(action: V1.Action, word: String)] = [
        (.view, "view"), (.annotate, "annotate"), (.delete, "delete"), (.edit, "edit"), (.mix, "link"),
        (.move, "move"), (.removeAnnotations, "remove-annotations"), (.render, "render"), (.derive, "derive"),
        (.give, "give"),
    ]

    /// The actions that there are, in the order of the table.
    public static var all: [V1.Action] { words.map(\.action) }

    public var word: String { Self.words.first { $0.action == self }?.word ?? "action \(rawValue)" }

    public init?(word: String) {
        guard let found = Self.words.first(where: { $0.word == word }) else { return nil }
        self = found.action
    }
}

extension V1.ChangeKind {
    private static let words: [(kind: V1.ChangeKind, word: String)] = [
        (.createObject, "create"), (.updateObject, "update"), (.deleteObject, "delete"), (.moveObject, "move"),
        (.giveObject, "give"), (.setParent, "set-parent"), (.createUser, "user-add"), (.updateUser, "user-edit"),
        (.deleteUser, "user-delete"), (.createGroup, "group-add"), (.updateGroup, "group-edit"),
        (.deleteGroup, "group-delete"), (.setMembership, "membership"), (.openSession, "session-open"),
        (.endSession, "session-end"),
    ]

    /// What the audit trail can be asked for, in the order of the numbers.
    public static var allWords: [String] { words.map(\.word) }

    public var word: String { Self.words.first { $0.kind == self }?.word ?? "change \(rawValue)" }

    public init?(word: String) {
        guard let found = Self.words.first(where: { $0.word == word }) else { return nil }
        self = found.kind
    }
}

extension V1.SessionKind {
    public var word: String {
        switch self {
        case .own: "own"
        case .sudo: "sudo"
        case .script: "script"
        case .unrecognized(let number): "kind \(number)"
        }
    }
}

extension V1.Field {
    private static let words: [(field: V1.Field, word: String)] = [
        (.description, "description"), (.namespace, "ns"), (.text, "textValue"), (.long, "longValue"),
        (.double, "doubleValue"), (.boolean, "boolValue"), (.pairs, "mapValue"), (.sizeX, "sizeX"),
        (.sizeY, "sizeY"), (.sizeZ, "sizeZ"), (.sizeC, "sizeC"), (.sizeT, "sizeT"), (.pixelType, "pixelsType"),
        (.physicalSizeX, "physicalSizeX"), (.physicalSizeY, "physicalSizeY"), (.physicalSizeZ, "physicalSizeZ"),
        (.acquisitionDate, "acquisitionDate"), (.pixelsReference, "pixelsReference"), (.derivedFrom, "derivedFrom"),
        (.row, "row"), (.column, "column"), (.index, "index"), (.plateRun, "plateAcquisition"), (.shapes, "shapes"),
        (.fileName, "fileName"), (.mediaType, "mimetype"), (.fileSize, "size"), (.contentDigest, "contentDigest"),
        (.externalID, "externalId"),
        (.provenance, "provenance"), (.command, "command"), (.exitStatus, "exitStatus"), (.started, "started"),
        (.ended, "ended"), (.session, "session"), (.programDigest, "programDigest"), (.output, "output"),
        (.changes, "changes"), (.requester, "requester"), (.requestGroup, "requestGroup"), (.arguments, "arguments"),
        (.timeLimit, "timeLimit"), (.isReadOnly, "readOnly"), (.isCancelled, "cancelled"),
    ]

    public var word: String { Self.words.first { $0.field == self }?.word ?? "field\(rawValue)" }

    public init?(word: String) {
        guard let found = Self.words.first(where: { $0.word.lowercased() == word.lowercased() }) else { return nil }
        self = found.field
    }
}
