/// What an OME-XML file says, in one form whatever its version. Its existence proves that ids are unique, that
/// references lead somewhere of the right kind, and that nothing holds itself.
///
/// All of it is a claim by the author of the file. Elements that have no place here are counted in `skipped`.
public struct Document: Hashable, Sendable {
    public var version: SchemaVersion
    public var creator: String?
    public var uuid: String?
    /// Set where the file says that its metadata are in another one.
    public var elsewhere: MetadataFile?

    public var projects: [Container] = []
    public var datasets: [Container] = []
    public var folders: [Folder] = []
    public var screens: [Container] = []
    public var plates: [Plate] = []
    public var images: [Image] = []
    public var filesets: [Fileset] = []
    public var rois: [ROI] = []
    public var annotations: [Annotation] = []
    public var people: [Person] = []

    public var links: [Link] = []
    public var annotationLinks: [AnnotationLink] = []

    /// What was left out, in alphabetical order of parent and element.
    public var skipped: [Skipped] = []
    /// Empty unless broken links were to be skipped.
    public var brokenLinks: [BrokenLink] = []

    init(version: SchemaVersion) {
        self.version = version
    }

    /// How many elements of this name were left out, wherever they lay.
    public func skipped(_ element: String) -> Int {
        skipped.lazy.filter { $0.element == element }.reduce(0) { $0 + $1.count }
    }
}

/// Where a file without metadata says that they are. The UUID decides; the name is a hint and only data.
public struct MetadataFile: Hashable, Sendable {
    public var name: String
    public var uuid: String
}

/// How a file is to be read.
public struct Reading: Hashable, Sendable {
    public var limits: Limits
    /// Lists references that lead nowhere instead of refusing the file.
    public var skipsBrokenLinks: Bool

    public init(limits: Limits, skipsBrokenLinks: Bool) {
        self.limits = limits
        self.skipsBrokenLinks = skipsBrokenLinks
    }

    /// The standard limits, and every reference must be right.
    public static let strict = Reading(limits: .standard, skipsBrokenLinks: false)
}

extension Document {
    /// Reads a file of any known version. Nothing but these bytes is looked at: no other file, no network.
    public init(parsing file: [UInt8], as reading: Reading) throws(OMEXMLError) {
        let text = try SourceText(file, limits: reading.limits)
        var branches = try Branches(of: text, limits: reading.limits)
        var draft = Draft(branches.root, version: branches.version, limits: reading.limits)
        while let branch = try branches.next() {
            try draft.add(branch)
        }
        self = try draft.resolved(skipsBrokenLinks: reading.skipsBrokenLinks)
    }
}
