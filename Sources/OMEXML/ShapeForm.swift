/// How the figure of a shape is written, in any version.
struct ShapeForm {
    /// A coordinate of ours, and the names that versions give it.
    private struct Name {
        let name: String
        let names: [String]

        init(_ name: String, _ older: String...) {
            self.name = name
            names = [name] + older
        }
    }

    private let kind: Shape.Kind
    private let names: [Name]

    // swift-format-ignore
    /// Nil if the element is no figure.
    init?(_ figure: Element) {
        let box = [Name("X", "x"), Name("Y", "y"), Name("Width", "width"), Name("Height", "height")]
        let spot = [Name("X", "cx"), Name("Y", "cy")]
        switch figure.name {
        case "Rectangle", "Rect": self.init(.rectangle, box)
        case "Mask":              self.init(.mask, box)
        case "Ellipse":           self.init(.ellipse, spot + [Name("RadiusX", "rx"), Name("RadiusY", "ry")])
        case "Circle":            self.init(.ellipse, spot + [Name("RadiusX", "r"), Name("RadiusY", "r")])
        case "Point":             self.init(.point, spot)
        case "Label", "Text":     self.init(.label, spot)
        case "Line":              self.init(.line, [Name("X1", "x1"), Name("Y1", "y1"), Name("X2", "x2"), Name("Y2", "y2")])
        case "Polygon":           self.init(.polygon, [])
        case "Polyline":          self.init(figure["Closed"].map { $0.trimmed } == "true" ? .polygon : .polyline, [])
        case "Path":              self.init(.path, [])
        default:                  return nil
        }
    }

    private init(_ kind: Shape.Kind, _ names: [Name]) {
        self.kind = kind
        self.names = names
    }

    /// The shape without colours and transformation. `element` is the figure itself or the wrapper around it.
    func shape(of figure: Element, in element: Element, version: SchemaVersion) throws(OMEXMLError) -> Shape {
        func either(_ names: String...) -> String? {
            names.lazy.compactMap { element[$0] ?? figure[$0] }.first
        }
        func plane(_ names: String...) throws(OMEXMLError) -> Int? {
            for name in names {
                if let index: Int = try element.integer(name) { return index }
                if let index: Int = try figure.integer(name) { return index }
            }
            return nil
        }
        var shape = Shape(
            id: element["ID"].map { FileID($0) }, kind: kind,
            coordinates: try coordinates(of: figure, version: version),
            text: either("Text", "Label"), theZ: try plane("TheZ", "theZ"), theT: try plane("TheT", "theT"),
            theC: try plane("TheC"), line: element.line)
        switch kind {
        case .polygon, .polyline: shape.points = try figure.required("Points", or: "points")
        case .path: shape.points = try figure.required("Definition")
        default: break
        }
        if let width = either("StrokeWidth") {
            shape.strokeWidth = try Number.length(width, name: "StrokeWidth", line: element.line)
        }
        return shape
    }

    private func coordinates(of figure: Element, version: SchemaVersion) throws(OMEXMLError) -> [Coordinate] {
        var result: [Coordinate] = []
        for name in names {
            guard let written = name.names.first(where: { figure[$0] != nil }), let text = figure[written] else {
                // In 2008-09 they are those of SVG, where what is left out is zero.
                if version == .september2008 {
                    result.append(Coordinate(name: name.name, value: 0))
                    continue
                }
                throw .missingAttribute(name.name, element: figure.name, line: figure.line)
            }
            result.append(Coordinate(name: name.name, value: try Number.double(text, name: written, line: figure.line)))
        }
        return result
    }
}
