extension Draft {
    /// Adds a region; up to 2008-09 it stands within the image on which it lies.
    mutating func addROI(_ element: Element, on image: FileID?) throws(OMEXMLError) {
        let place = Registry.Place(first: document.rois.count)
        var roi = ROI(id: try element.id(), name: element["Name"], line: element.line)
        if let image { roi.images = [image] }
        try registry.add(roi.id, .roi, at: place, line: element.line)
        for child in element.children {
            switch child.name {
            case "Description":
                roi.description = text(of: child)
            case "Union":
                for shape in child.children {
                    if let shape = try self.shape(shape, in: roi.id) { roi.shapes.append(shape) }
                }
            default:
                try addRest(child, of: roi.id, .roi, in: element)
            }
        }
        document.rois.append(roi)
    }

    private mutating func shape(_ element: Element, in roi: FileID) throws(OMEXMLError) -> Shape? {
        // Up to 2015-01 a wrapper holds what all shapes have in common, and the figure within it the rest.
        let isWrapped = element.name == "Shape"
        let figures = isWrapped ? element.children : [element]
        guard let at = figures.firstIndex(where: { ShapeForm($0) != nil }), let form = ShapeForm(figures[at]) else {
            skip(element, in: "Union")
            return nil
        }
        let figure = figures[at]
        var shape = try form.shape(of: figure, in: element, version: document.version)
        if let id = shape.id {
            try registry.add(id, .shape, at: Registry.Place(first: document.rois.count), line: element.line)
        }
        shape.strokeColour = colour(["StrokeColor", "Stroke"], of: element, figure)
        shape.fillColour = colour(["FillColor", "Fill"], of: element, figure)
        shape.transform = transform(of: element, figure)
        var rest = figure.children.map { ($0, figure.name) }
        if isWrapped {
            rest += element.children.indices.filter { $0 != at }.map { (element.children[$0], element.name) }
        }
        for (child, parent) in rest {
            switch child.name {
            case "Transform": shape.transform = try transform(child)
            case "Value" where figure.name == "Text": shape.text = text(of: child)
            default: skip(child, in: parent)
            }
        }
        return shape
    }

    /// A colour is not worth a refusal: one that cannot be read is counted as left out.
    private mutating func colour(_ names: [String], of element: Element, _ figure: Element) -> Int32? {
        for name in names {
            guard let text = element[name] ?? figure[name] else { continue }
            if let colour = Number.colour(text) { return colour }
            skipped.add(name, in: element.name, line: element.line)
        }
        return nil
    }

    private mutating func transform(_ element: Element) throws(OMEXMLError) -> [Double] {
        var numbers: [Double] = []
        for name in ["A00", "A10", "A01", "A11", "A02", "A12"] {
            numbers.append(try Number.double(try element.required(name), name: name, line: element.line))
        }
        skipChildren(of: element)
        return numbers
    }

    /// Up to 2011-06 a transformation is an attribute with six numbers or in words. The words are left out.
    private mutating func transform(of element: Element, _ figure: Element) -> [Double] {
        let attribute = element["Transform"] ?? element["transform"] ?? figure["Transform"] ?? figure["transform"]
        guard let text = attribute?.trimmed, !text.isEmpty, text != "none" else { return [] }
        let isMatrix = text.hasPrefix("matrix(") && text.hasSuffix(")")
        let list = isMatrix ? text.dropFirst("matrix(".count).dropLast() : Substring(text)
        let parts = list.split { $0 == "," || $0.isWhitespace }
        let numbers = parts.compactMap { Double($0) }.filter(\.isFinite)
        if numbers.count == 6, parts.count == 6 { return numbers }
        skipped.add("Transform", in: element.name, line: element.line)
        return []
    }
}
