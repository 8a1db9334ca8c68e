/// How big, how many, how deep: what a file may ask of us before it is refused.
public struct Limits: Hashable, Sendable {
    /// Bytes of the file. The largest real metadata files are a few MiB; pixels belong into image files.
    public var fileSizeMax = 64 << 20
    /// Elements within elements. Real files reach 10.
    public var depthMax = 64
    /// Elements in all. Each costs about 200 bytes while its part of the file is read.
    public var elementsMax = 1_000_000
    /// Attributes of one element, namespace declarations included. The richest element of the schemas has 30;
    /// the parser compares each attribute with all before it, so many of them cost the square of their number.
    public var attributesMax = 64
    /// Bytes of one attribute. Point lists of polygons are the longest.
    public var attributeSizeMax = 64 << 10
    /// Bytes of one element or attribute name.
    public var nameSizeMax = 1 << 10
    /// Bytes of text in one element, as written and as read; the inner XML of an annotation counts as text.
    public var textSizeMax = 1 << 20
    /// Characters of one inline `BinData`, which is counted and not kept. Below the 10 million bytes at which the
    /// parser gives up by itself, so that the refusal is ours.
    public var binarySizeMax = 8 << 20
    /// Annotations in one file. A real file of two images has 3,480.
    public var annotationsMax = 100_000
    /// References from one object to another in one file.
    public var linksMax = 500_000

    /// The limits that hold where nobody has set others.
    public static let standard = Limits()

    private init() {}
}

/// A limit that a file went over.
public enum Limit: Hashable, Sendable, CaseIterable {
    case fileSize
    case depth
    case elements
    case attributes
    case attributeSize
    case nameSize
    case textSize
    case binarySize
    case annotations
    case links
}

extension Limits {
    subscript(_ limit: Limit) -> Int {
        switch limit {
        case .fileSize: fileSizeMax
        case .depth: depthMax
        case .elements: elementsMax
        case .attributes: attributesMax
        case .attributeSize: attributeSizeMax
        case .nameSize: nameSizeMax
        case .textSize: textSizeMax
        case .binarySize: binarySizeMax
        case .annotations: annotationsMax
        case .links: linksMax
        }
    }

    /// Refuses `count` when it goes over `limit`.
    func check(_ limit: Limit, _ count: Int, line: Int) throws(OMEXMLError) {
        guard count <= self[limit] else { throw .overLimit(limit, max: self[limit], line: line) }
    }
}
