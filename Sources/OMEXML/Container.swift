/// A project, a dataset or a screen: a name under which other things are gathered by links.
public struct Container: Hashable, Sendable {
    public var id: FileID
    public var name: String?
    public var description: String?
    /// Who made it, as the file tells it. This is no proof of anything.
    public var madeBy: String?
    public var line: Int
}

/// A folder: it lies in at most one other.
public struct Folder: Hashable, Sendable {
    public var id: FileID
    public var name: String?
    public var description: String?
    public var parent: FileID?
    public var line: Int
}
