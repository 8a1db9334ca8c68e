/// A region of interest, kept once however many images refer to it.
public struct ROI: Hashable, Sendable {
    public var id: FileID
    public var name: String?
    public var description: String?
    public var shapes: [Shape] = []
    /// The images it lies on, each once. Empty: no image refers to it.
    public var images: [FileID] = []
    public var line: Int
}

/// One shape of a region.
public struct Shape: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case rectangle, ellipse, point, line, polyline, polygon, label, mask
        /// An outline in SVG path notation, in files up to 2011-06.
        case path
    }

    public var id: FileID?
    public var kind: Kind
    /// Position and extent, by the names of the 2016-06 schema, in a fixed order for each kind.
    public var coordinates: [Coordinate]
    /// The points of a polyline or polygon, or the definition of a path, as written.
    public var points: String?
    /// The words shown with it.
    public var text: String?
    public var theZ: Int?
    public var theT: Int?
    public var theC: Int?
    /// Red, green, blue, opacity, from the highest byte down.
    public var strokeColour: Int32?
    public var fillColour: Int32?
    public var strokeWidth: Double?
    /// The six numbers A00, A10, A01, A11, A02, A12 of an affine transformation; empty if there is none.
    public var transform: [Double] = []
    public var line: Int

    public subscript(_ name: String) -> Double? {
        coordinates.first { $0.name == name }?.value
    }
}

/// One number that places a shape.
public struct Coordinate: Hashable, Sendable {
    public var name: String
    public var value: Double
}
