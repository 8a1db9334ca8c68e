import OMEXML
import Testing

@Suite struct NumberTests {
    private func image(_ attributes: String) -> [UInt8] {
        let sizes = ["SizeX", "SizeY", "SizeZ", "SizeC", "SizeT"].filter { !attributes.hasPrefix($0 + "=") }
        let rest = sizes.map { "\($0)=\"1\"" }.joined(separator: " ")
        return file("<Image ID=\"I\"><Pixels Type=\"uint8\" \(rest) \(attributes)/></Image>")
    }

    private func read(_ attributes: String) throws -> Pixels {
        try #require(try Document(parsing: image(attributes), as: .strict).images[0].pixels)
    }

    @Test("signs and leading zeros are read")
    func signs() throws {
        #expect(try read("PhysicalSizeX=\"+000043420.94\"").physicalSizeX?.value == 43420.94)
        #expect(try read("SizeX=\" +00512 \"").sizeX == 512)
    }

    @Test("what is no size is refused", arguments: ["1e999", "NaN", "INF", "-1", "0x10", "", "wide"])
    func lengths(text: String) {
        #expect(refusal(of: image("PhysicalSizeX=\"\(text)\"")) == .notASize(text, name: "PhysicalSizeX", line: 2))
    }

    @Test("what is no count of pixels is refused", arguments: ["0", "-1", "1.5", "2147483648", "NaN", "", "1e3"])
    func counts(text: String) {
        #expect(refusal(of: image("SizeX=\"\(text)\"")) == .notASize(text, name: "SizeX", line: 2))
    }

    @Test("a unit is told unless it is micrometres", arguments: [("\u{B5}m", nil), ("\u{3BC}m", nil), ("nm", "nm")])
    func units(written: String, kept: String?) throws {
        let size = try read("PhysicalSizeX=\"2\" PhysicalSizeXUnit=\"\(written)\"").physicalSizeX
        #expect(size?.value == 2)
        #expect(size?.unit == kept)
    }

    @Test("a missing size is refused")
    func missing() {
        let parts = "<Image ID=\"I\"><Pixels Type=\"uint8\"/></Image>"
        #expect(refusal(of: file(parts)) == .missingAttribute("SizeX", element: "Pixels", line: 2))
    }

    @Test(
        "an annotation's number that does not fit is refused",
        arguments: [("Long", "9223372036854775808"), ("Long", ""), ("Long", "1.5"), ("Double", "1e999")])
    func annotations(kind: String, text: String) {
        let parts =
            "<StructuredAnnotations><\(kind)Annotation ID=\"A\"><Value>\(text)</Value></\(kind)Annotation></StructuredAnnotations>"
        #expect(refusal(of: file(parts)) == .notANumber(text, name: kind + "Annotation", line: 2))
    }

    @Test("every shape kind keeps its coordinates")
    func shapes() throws {
        let document = try OMEXMLTests.read(
            """
            <ROI ID="R"><Union><Rectangle X="1" Y="2" Width="3" Height="4"/><Ellipse X="1" Y="2" RadiusX="3" RadiusY="4"/>
            <Point X="1" Y="2"/><Line X1="1" Y1="2" X2="3" Y2="4"/><Label X="1" Y="2"/><Polyline Points="1,2 3,4"/>
            <Polygon Points="1,2 3,4"/><Mask X="1" Y="2" Width="3" Height="4"><BinData Length="1">AA==</BinData></Mask>
            <Path Definition="M1,1"/></Union></ROI>
            """)
        let shapes = document.rois[0].shapes
        #expect(Set(shapes.map(\.kind)) == Set(Shape.Kind.allCases))
        for shape in shapes {
            #expect(shape.coordinates.map(\.value) == Array([1, 2, 3, 4].prefix(shape.coordinates.count)))
            #expect(shape.coordinates.isEmpty == (shape.points != nil))
        }
        #expect(document.skipped("BinData") == 1)
    }

    @Test("a shape without its place, or with none that is a number, is refused", arguments: ["", "X=\"NaN\" Y=\"1\""])
    func unplaced(attributes: String) {
        let parts = "<ROI ID=\"R\"><Union><Point \(attributes)/></Union></ROI>"
        switch refusal(of: file(parts)) {
        case .missingAttribute("X", element: "Point", line: 2), .notANumber("NaN", name: "X", line: 2): break
        case let other: Issue.record("\(String(describing: other))")
        }
    }

    @Test("what is no place of a well is refused", arguments: ["-1", "A", "4294967296", ""])
    func wells(text: String) {
        let parts = "<Plate ID=\"P\"><Well ID=\"W\" Row=\"\(text)\" Column=\"0\"/></Plate>"
        #expect(refusal(of: file(parts)) == .notANumber(text, name: "Row", line: 2))
    }

    @Test(
        "a boolean is read in both its forms, and refused in any other", arguments: ["true", "false", "1", "0", "yes"])
    func booleans(text: String) {
        let parts = "<BooleanAnnotation ID=\"A\"><Value>\(text)</Value></BooleanAnnotation>"
        let expected = text == "yes" ? OMEXMLError.notABoolean("yes", name: "BooleanAnnotation", line: 2) : nil
        #expect(refusal(of: file("<StructuredAnnotations>\(parts)</StructuredAnnotations>")) == expected)
    }
}
