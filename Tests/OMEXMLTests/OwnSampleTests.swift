import OMEXML
import Testing

@Suite struct OwnSampleTests {
    @Test("the lab file holds a project, its images, and what was said about them")
    func lab() throws {
        let document = try Document(parsing: SampleFiles.own("lab.ome.xml"), as: .strict)
        #expect(document.projects.map(\.name) == ["Mitotic spindle in HeLa"])
        #expect(document.children(of: "Project:1") == ["Dataset:1"])
        #expect(document.children(of: "Dataset:1") == ["Image:1", "Image:2", "Image:3"])
        #expect(document.rois.map { $0.images.map(\.text) } == [["Image:1"], ["Image:1"], ["Image:2"], ["Image:3"]])
        #expect(document.targets(of: "Annotation:1") == ["Dataset:1", "Image:1", "Annotation:2"])
        #expect(document.skipped.isEmpty)
    }

    @Test("an image has its date, its sizes and its maker")
    func image() throws {
        let image = try Document(parsing: SampleFiles.own("lab.ome.xml"), as: .strict).images[0]
        #expect(image.acquisitionDate == "2024-03-11T09:42:17Z")
        #expect(image.madeBy == "Ada Example")
        let pixels = try #require(image.pixels)
        #expect([pixels.sizeX, pixels.sizeY, pixels.sizeZ, pixels.sizeC, pixels.sizeT] == [1024, 1024, 21, 2, 40])
        #expect(pixels.physicalSizeZ?.value == 0.3)
        #expect(pixels.channels == 2)
        #expect(pixels.type == "uint16")
    }

    @Test("a shape has its numbers, its plane, its words and its colour")
    func shape() throws {
        let shape = try Document(parsing: SampleFiles.own("lab.ome.xml"), as: .strict).rois[0].shapes[0]
        #expect(shape.kind == .ellipse)
        #expect(shape.coordinates.map(\.name) == ["X", "Y", "RadiusX", "RadiusY"])
        #expect(shape["RadiusY"] == 41.5)
        #expect(shape.theZ == 10)
        #expect(shape.theC == nil)
        #expect(shape.text == "spindle")
        #expect(shape.strokeColour == -65281)
    }

    @Test("each kind of annotation has its value")
    func annotations() throws {
        let document = try Document(parsing: SampleFiles.own("lab.ome.xml"), as: .strict)
        #expect(document.annotation("Annotation:1")?.value == .tag("mitosis"))
        #expect(document.annotation("Annotation:2")?.value == .tagSet("cell cycle"))
        #expect(document.annotation("Annotation:5")?.value == .long(4))
        #expect(document.annotation("Annotation:4")?.annotator == "Ben Example")
        guard case .map(let pairs) = document.annotation("Annotation:6")?.value else {
            Issue.record("no map")
            return
        }
        #expect(pairs.map(\.key) == ["cell line", "plasmid", "treatment", "passage"])
        #expect(pairs[0].value == "HeLa Kyoto")
    }

    @Test("the plate file holds a screen, a plate, wells, and a field without an image")
    func plate() throws {
        let document = try Document(parsing: SampleFiles.own("plate.ome.xml"), as: .strict)
        #expect(document.children(of: "Screen:1") == ["Plate:1"])
        let plate = document.plates[0]
        #expect(plate.rowNaming == "letter")
        #expect(plate.wells.map { [$0.row, $0.column] } == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]])
        let samples = plate.wells.flatMap(\.samples)
        #expect(samples.count == 12)
        #expect(samples.filter { $0.image == nil }.map(\.id.text) == ["WellSample:1:2:1"])
        #expect(plate.acquisitions.map(\.samples) == [samples.map(\.id)])
        #expect(document.images.count == 11)
        #expect(document.targets(of: "Annotation:1") == ["Well:0:0", "Well:1:0"])
    }
}
