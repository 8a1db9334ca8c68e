/// A plate with its wells and acquisitions.
public struct Plate: Hashable, Sendable {
    public var id: FileID
    public var name: String?
    public var description: String?
    /// How rows are to be shown: `letter` or `number`, as written.
    public var rowNaming: String?
    public var columnNaming: String?
    public var acquisitions: [PlateAcquisition] = []
    public var wells: [Well] = []
    public var line: Int
}

/// One run of a plate. Up to 2009-09 screens have acquisitions, which count here once for each plate they touch.
public struct PlateAcquisition: Hashable, Sendable {
    public var id: FileID
    public var name: String?
    public var description: String?
    /// Times as written.
    public var start: String?
    public var end: String?
    /// The well samples taken in it.
    public var samples: [FileID] = []
    public var line: Int
}

/// A well. Row and column are as given: some files count from 0, some from 1.
public struct Well: Hashable, Sendable {
    public var id: FileID
    public var row: Int
    public var column: Int
    public var samples: [WellSample] = []
    public var line: Int
}

/// One field of a well. It may have no image.
public struct WellSample: Hashable, Sendable {
    public var id: FileID
    /// May be missing, and may leave gaps.
    public var index: Int?
    public var image: FileID?
    public var line: Int
}
