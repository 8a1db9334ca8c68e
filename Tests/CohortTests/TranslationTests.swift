import Foundation
import OMEXML
import Protobuf
import Testing
import Wire

@testable import cohort

@Suite("From a file to an import")
struct TranslationTests {
    private func document(_ name: String) throws -> Document {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "Samples/\(name)"))
        return try Document(parsing: Array(data), as: .strict)
    }

    private func counts(_ entries: [V1.NewObject]) -> [V1.Kind: Int] {
        Dictionary(grouping: entries, by: \.kind).mapValues(\.count)
    }

    @Test("everything that the file says becomes an entry, and each comes before what refers to it")
    func lab() throws {
        let draft = Translation(try document("lab.ome.xml"), into: nil).draft
        let counts = counts(draft.entries)
        #expect(counts[.project] == 1 && counts[.dataset] == 1 && counts[.image] == 3 && counts[.roi] == 4)
        #expect(counts[.tag] == 2 && counts[.tagSet] == 1 && counts[.map] == 1)
        #expect(counts[.annotationLink] == 9)
        for (index, entry) in draft.entries.enumerated() {
            #expect(entry.newParent <= index && entry.newChild <= index)
        }
    }

    private func read(_ parts: String) throws -> Document {
        let file = "<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">\(parts)</OME>"
        return try Document(parsing: Array(file.utf8), as: .strict)
    }

    private func image(_ inner: String, pixels: String = "") -> String {
        """
        <Image ID="Image:1"><Pixels ID="Pixels:1" DimensionOrder="XYZCT" Type="uint8" SizeX="1" SizeY="1" SizeZ="1" \
        SizeC="1" SizeT="1" \(pixels)><Channel ID="Channel:1"/><MetadataOnly/></Pixels>\(inner)</Image>
        """
    }

    @Test("shapes keep their colours, their stroke and how they are turned")
    func shapes() throws {
        let document = try read(
            image("<ROIRef ID=\"ROI:1\"/>") + """
                <ROI ID="ROI:1"><Union><Rectangle ID="Shape:1" X="1" Y="2" Width="3" Height="4" FillColor="-1" \
                StrokeColor="255" StrokeWidth="2.5" Text="cell" TheZ="7"><Transform A00="1" A10="2" A01="3" A11="4" A02="5" \
                A12="6"/></Rectangle></Union></ROI>
                """)
        let roi = try #require(Translation(document, into: nil).draft.entries.first { $0.kind == .roi })
        guard case .bytes(let bytes) = roi.attributes.first(where: { $0.field == .shapes })?.value else {
            Issue.record("a region has its shapes")
            return
        }
        let shape = try #require(V1.Shapes(serializedBytes: bytes).shapes.first)
        #expect(shape.fillColor == -1 && shape.strokeColor == 255 && shape.strokeWidth == 2.5)
        #expect(shape.transform == [1, 2, 3, 4, 5, 6])
        #expect(shape.label == "cell" && shape.theZ == 7 && shape.theT == nil)
    }

    @Test("what no object has a place for is counted")
    func leftOut() throws {
        let document = try read(
            image("", pixels: "PhysicalSizeX=\"2\" PhysicalSizeXUnit=\"pixel\"") + """
                <Plate ID="Plate:1" RowNamingConvention="letter" ColumnNamingConvention="number">\
                <Well ID="Well:1" Row="0" Column="0"><WellSample ID="WellSample:1" Index="0"/></Well>\
                <PlateAcquisition ID="PlateAcquisition:1" EndTime="2024-01-01T00:00:00"><WellSampleRef ID="WellSample:1"/>\
                </PlateAcquisition><PlateAcquisition ID="PlateAcquisition:2"><WellSampleRef ID="WellSample:1"/>\
                </PlateAcquisition></Plate>
                """)
        #expect(
            Translation(document, into: nil).leftOut == [
                "Channel": 1, "PhysicalSize in units of no length": 1, "RowNamingConvention": 1,
                "ColumnNamingConvention": 1,
                "EndTime of PlateAcquisition": 1, "WellSampleRef of a second PlateAcquisition": 1,
            ])
    }

    @Test("folders come in an order in which each lies in one before it, however deep")
    func folders() throws {
        let count = 2_000
        let parts = (0..<count).map { "<Folder ID=\"Folder:\($0)\"><FolderRef ID=\"Folder:\($0 + 1)\"/></Folder>" }
        let document = try read(parts.reversed().joined() + "<Folder ID=\"Folder:\(count)\"/>")
        let entries = Translation(document, into: nil).draft.entries
        #expect(entries.count == count + 1)
        for (index, entry) in entries.enumerated() { #expect(Int(entry.newParent) == index) }
    }

    @Test("a target receives every image, found by its name or made")
    func target() throws {
        let draft = Translation(
            try document("lab.ome.xml"),
            into: Target(project: .named(.project, "Autumn"), dataset: .named(.dataset, "Tuesday"))
        ).draft
        #expect(draft.entries.filter(\.find).map(\.name).sorted() == ["Autumn", "Tuesday"])
        let place = UInt32(draft.entries.firstIndex { $0.find && $0.kind == .dataset }! + 1)
        #expect(draft.entries.filter { $0.kind == .datasetImageLink && $0.newParent == place }.count == 3)
    }

    @Test("a plate keeps its wells, fields and runs, and its images go to no dataset")
    func plate() throws {
        let document = try document("plate.ome.xml")
        let translation = Translation(document, into: Target(dataset: .named(.dataset, "Tuesday")))
        let draft = translation.draft
        #expect(translation.leavesTargetEmpty)
        #expect(counts(draft.entries)[.dataset] == nil)
        let counts = counts(draft.entries)
        #expect(counts[.well] == document.plates.flatMap(\.wells).count)
        #expect(counts[.wellSample] == document.plates.flatMap(\.wells).flatMap(\.samples).count)
        #expect(counts[.datasetImageLink] == nil)
    }
}
