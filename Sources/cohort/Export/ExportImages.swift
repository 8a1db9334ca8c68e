internal import CohortClient
internal import Digest
internal import Protobuf
internal import Wire

// Images and their regions.

extension ExportDocument {
    mutating func addImages() {
        for fileset in tree.all(.fileset) {
            for _ in tree.annotations(on: fileset.id) { leaveOut("annotation of a fileset") }
        }
        for image in tree.all(.image) { addImage(image) }
    }

    private mutating func addImage(_ image: V1.Object) {
        xml.begin("Image", [("ID", Self.id(image)), ("Name", image.name)])
        if let date = image.text(of: .acquisitionDate) {
            let isDate = DateTime.isValid(date)
            if isDate { xml.element("AcquisitionDate", text: date) }
            leaveOut("AcquisitionDate of another form", if: !isDate)
        }
        addMaker(of: image)
        addDescription(of: image)
        addPixels(of: image)
        addReferences("ROIRef", to: tree.contents(of: image.id, .roi).filter(hasShapes))
        addAnnotations(on: image)
        leaveOut("the image that another one was derived from", if: image.value(of: .derivedFrom) != nil)
        xml.end()
    }

    private static let pixelTypes = [
        "int8", "int16", "int32", "uint8", "uint16", "uint32", "float", "double", "complex", "double-complex", "bit",
    ]

    private mutating func addPixels(of image: V1.Object) {
        let type = image.text(of: .pixelType) ?? ""
        let sizes = [V1.Field.sizeX, .sizeY, .sizeZ, .sizeC, .sizeT].map { image.integer(of: $0) }
        let isKnown = Self.pixelTypes.contains(type)
        // The schema wants them of every image.
        leaveOut("that the size or type of an image is not known", if: sizes.contains(nil) || !isKnown)
        var attributes: [XMLText.Attribute] = [
            ("ID", "Pixels:\(image.id)"), ("DimensionOrder", "XYZCT"), ("Type", isKnown ? type : "uint8"),
        ]
        for (name, size) in zip(["SizeX", "SizeY", "SizeZ", "SizeC", "SizeT"], sizes) {
            attributes.append((name, "\(size ?? 1)"))
        }
        for (name, field) in [("X", V1.Field.physicalSizeX), ("Y", .physicalSizeY), ("Z", .physicalSizeZ)] {
            // The schema knows no pixel without an extent.
            let size = image.real(of: field).flatMap { $0 > 0 ? "\($0)" : nil }
            attributes.append(("PhysicalSize\(name)", size))
        }
        xml.begin("Pixels", attributes)
        let names = (image.text(of: .pixelsReference) ?? "").split(separator: "\n").map(String.init)
        for name in names { addFile(name, of: image) }
        if names.isEmpty { xml.element("MetadataOnly") }
        xml.end()
    }

    /// A file that holds planes. Which images share one is all that its UUID says: it is made of the name and of what
    /// holds the images together.
    private mutating func addFile(_ name: String, of image: V1.Object) {
        let whole = image.parent == 0 ? "Image:\(image.id)" : "Fileset:\(image.parent)"
        var hex = SHA256.digest(of: Array("\(whole) \(name)".utf8)).prefix(16).hexadecimal
        for place in [8, 13, 18, 23] { hex.insert("-", at: hex.index(hex.startIndex, offsetBy: place)) }
        xml.begin("TiffData")
        xml.element("UUID", [("FileName", name)], text: "urn:uuid:\(hex)")
        xml.end()
    }
}

// MARK: - Regions

extension ExportDocument {
    mutating func addROIs() {
        for roi in tree.all(.roi) {
            let shapes = shapes(of: roi)
            // A region of nothing is none to the schema.
            guard hasShapes(roi) else {
                leaveOut("ROI without a shape that the schema knows")
                continue
            }
            guard tree.objects[roi.parent] != nil else {
                leaveOut("ROI of an image that does not go along")
                continue
            }
            xml.begin("ROI", [("ID", Self.id(roi)), ("Name", roi.name.isEmpty ? nil : roi.name)])
            xml.begin("Union")
            for (place, shape) in shapes.enumerated() { addShape(shape, id: "Shape:\(roi.id):\(place)") }
            xml.end()
            addAnnotations(on: roi)
            addDescription(of: roi)
            xml.end()
        }
    }

    /// Whether it has a shape that can be written.
    func hasShapes(_ roi: V1.Object) -> Bool { shapes(of: roi).contains { Self.coordinates[$0.type] != nil } }

    private func shapes(of roi: V1.Object) -> [V1.Shape] {
        guard let bytes = roi.bytes(of: .shapes) else { return [] }
        // Bytes that are no shapes are somebody's own: there is nothing to say of them here.
        do throws(DecodingError) { return try V1.Shapes(serializedBytes: bytes).shapes } catch { return [] }
    }

    /// The coordinates of each shape that the schema knows, in its order.
    private static let coordinates: [String: [String]] = [
        "Rectangle": ["X", "Y", "Width", "Height"], "Mask": ["X", "Y", "Width", "Height"],
        "Ellipse": ["X", "Y", "RadiusX", "RadiusY"], "Point": ["X", "Y"], "Label": ["X", "Y"],
        "Line": ["X1", "Y1", "X2", "Y2"], "Polygon": [], "Polyline": [],
    ]

    private mutating func addShape(_ shape: V1.Shape, id: String) {
        guard let names = Self.coordinates[shape.type] else { return leaveOut("\(shape.type) of an ROI") }
        var attributes: [XMLText.Attribute] = [
            ("ID", id), ("FillColor", shape.fillColor.map { "\($0)" }),
            ("StrokeColor", shape.strokeColor.map { "\($0)" }), ("StrokeWidth", shape.strokeWidth.map { "\($0)" }),
            ("Text", shape.label.isEmpty ? nil : shape.label), ("TheZ", shape.theZ.map { "\($0)" }),
            ("TheT", shape.theT.map { "\($0)" }), ("TheC", shape.theC.map { "\($0)" }),
        ]
        for name in names {
            attributes.append((name, "\(shape.coordinates.first { $0.name == name }?.value ?? 0)"))
        }
        if names.isEmpty { attributes.append(("Points", shape.points)) }
        xml.begin(shape.type, attributes)
        if shape.transform.count == 6 {
            let names = ["A00", "A10", "A01", "A11", "A02", "A12"]
            xml.element("Transform", zip(names, shape.transform).map { ($0, "\($1)") })
        }
        // What a mask covers is not kept.
        if shape.type == "Mask" { xml.element("BinData", [("BigEndian", "false"), ("Length", "0")]) }
        xml.end()
    }
}
