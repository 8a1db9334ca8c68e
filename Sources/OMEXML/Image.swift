/// An image: what is known of it, without its pixels.
public struct Image: Hashable, Sendable {
    public var id: FileID
    /// May be missing, and may be empty.
    public var name: String?
    public var description: String?
    /// When it was acquired, as written.
    public var acquisitionDate: String?
    public var pixels: Pixels?
    /// The image files that hold its planes, each once, in the order of the file.
    public var files: [ImageFile] = []
    /// Who made it, as the file tells it. This is no proof of anything.
    public var madeBy: String?
    public var line: Int
}

/// How the pixels of an image are laid out.
public struct Pixels: Hashable, Sendable {
    public var type: String
    public var sizeX: Int
    public var sizeY: Int
    public var sizeZ: Int
    public var sizeC: Int
    public var sizeT: Int
    public var physicalSizeX: PhysicalSize?
    public var physicalSizeY: PhysicalSize?
    public var physicalSizeZ: PhysicalSize?
    /// How many channels are described, which need not be `sizeC`.
    public var channels = 0
}

/// The extent of one pixel.
public struct PhysicalSize: Hashable, Sendable {
    public var value: Double
    /// Nil for micrometres, otherwise the unit as written.
    public var unit: String?
}

/// A file that a document names as holding planes. Its name is a hint and only data: nothing here opens it.
public struct ImageFile: Hashable, Sendable {
    public var uuid: String
    public var name: String
}

/// Image files and the images in them. What shares a file moves and goes together.
public struct Fileset: Hashable, Sendable {
    public var files: [ImageFile]
    public var images: [FileID]
}
