import OMEXML
import Testing

@Suite struct ReferenceTests {
    /// References to the id `X`, each where the model follows it.
    static let references = [
        "<Project ID=\"A\"><DatasetRef ID=\"X\"/></Project>",
        "<Dataset ID=\"A\"><ImageRef ID=\"X\"/></Dataset>",
        "<Dataset ID=\"A\"><ProjectRef ID=\"X\"/></Dataset>",
        "<Screen ID=\"A\"><PlateRef ID=\"X\"/></Screen>",
        "<Plate ID=\"A\"><ScreenRef ID=\"X\"/></Plate>",
        "<Folder ID=\"A\"><FolderRef ID=\"X\"/></Folder>",
        "<Folder ID=\"A\"><ImageRef ID=\"X\"/></Folder>",
        "<Folder ID=\"A\"><ROIRef ID=\"X\"/></Folder>",
        "<Image ID=\"A\"><DatasetRef ID=\"X\"/></Image>",
        "<Image ID=\"A\"><ROIRef ID=\"X\"/></Image>",
        "<Image ID=\"A\"><AnnotationRef ID=\"X\"/></Image>",
        "<ROI ID=\"A\"><AnnotationRef ID=\"X\"/></ROI>",
        "<Plate ID=\"P\"><Well ID=\"W\" Row=\"0\" Column=\"0\"><WellSample ID=\"A\"><ImageRef ID=\"X\"/></WellSample></Well></Plate>",
        "<Plate ID=\"P\"><PlateAcquisition ID=\"A\"><WellSampleRef ID=\"X\"/></PlateAcquisition></Plate>",
        "<StructuredAnnotations><TagAnnotation ID=\"A\"><AnnotationRef ID=\"X\"/></TagAnnotation></StructuredAnnotations>",
    ]

    @Test("a reference that leads nowhere is refused, or listed on request", arguments: references)
    func missing(reference: String) throws {
        guard case .brokenLink(let link) = refusal(of: file(reference)) else {
            Issue.record("not refused")
            return
        }
        #expect(link.from == FileID("A"))
        #expect(link.to == FileID("X"))
        #expect(link.found == nil)
        #expect(link.line == 2)
        let document = try read(reference, skipsBrokenLinks: true)
        #expect(document.brokenLinks == [link])
        #expect(document.links.isEmpty)
        #expect(document.annotationLinks.isEmpty)
    }

    @Test("a reference to a thing of another kind is refused", arguments: references)
    func wrongKind(reference: String) {
        guard case .brokenLink(let link) = refusal(of: file(reference + "<Experimenter ID=\"X\"/>")) else {
            Issue.record("not refused")
            return
        }
        #expect(link.found == .experimenter)
    }

    @Test("references to instruments and people that are not there are no matter")
    func ignored() throws {
        let document = try read(
            """
            <Image ID="I:1"><InstrumentRef ID="none"/><ExperimenterRef ID="nobody"/><Pixels Type="uint8" SizeX="1"
            SizeY="1" SizeZ="1" SizeC="1" SizeT="1"><Channel ID="no form"><DetectorSettings ID="none"/>
            <AnnotationRef ID="none"/></Channel></Pixels></Image>
            """)
        #expect(document.images[0].madeBy == "nobody")
        #expect(document.skipped.map(\.element) == ["AnnotationRef", "DetectorSettings", "InstrumentRef"])
    }

    @Test("an id given twice is refused with both lines")
    func twice() {
        let parts = "<Image ID=\"A\"/>\n\n<Dataset ID=\"A\"/>"
        #expect(refusal(of: file(parts)) == .duplicateID(FileID("A"), lines: [2, 4]))
    }

    @Test("ids inside XML annotations do not count")
    func inert() throws {
        let document = try read(
            """
            <Image ID="I:1"/><StructuredAnnotations><XMLAnnotation ID="A:1"><Value><Image ID="I:1"/></Value>
            </XMLAnnotation></StructuredAnnotations>
            """)
        #expect(document.images.count == 1)
    }

    @Test("ids are told apart by their bytes, not by what they look like")
    func bytes() throws {
        let document = try read("<Image ID=\"caf\u{E9}\"/><Image ID=\"cafe\u{301}\"/>")
        #expect(document.images.count == 2)
    }

    @Test("a folder that holds itself is refused, over any distance", arguments: 1...5)
    func folderCycle(length: Int) {
        let folders = (0..<length).map { "<Folder ID=\"F:\($0)\"><FolderRef ID=\"F:\(($0 + 1) % length)\"/></Folder>" }
        // A folder under the cycle, which is in none itself.
        let below = "<Folder ID=\"B\"/><Folder ID=\"F:x\"><FolderRef ID=\"B\"/></Folder>"
        guard case .cycle(let id, .folder, _) = refusal(of: file(folders.joined() + below)) else {
            Issue.record("not refused")
            return
        }
        #expect(id.text.hasPrefix("F:"))
    }

    @Test("an annotation that holds itself is refused, over any distance", arguments: 1...5)
    func annotationCycle(length: Int) {
        let annotations = (0..<length).map {
            "<ListAnnotation ID=\"A:\($0)\"><AnnotationRef ID=\"A:\(($0 + 1) % length)\"/><AnnotationRef ID=\"B\"/></ListAnnotation>"
        }
        let all = "<TagAnnotation ID=\"B\"/>" + annotations.joined()
        guard
            case .cycle(let id, .annotation, _) = refusal(
                of: file("<StructuredAnnotations>\(all)</StructuredAnnotations>"))
        else {
            Issue.record("not refused")
            return
        }
        #expect(id.text.hasPrefix("A:"))
    }

    @Test("an annotation in two lists is no cycle")
    func diamond() throws {
        let document = try read(
            """
            <StructuredAnnotations><ListAnnotation ID="1"><AnnotationRef ID="2"/><AnnotationRef ID="3"/></ListAnnotation>
            <ListAnnotation ID="2"><AnnotationRef ID="3"/></ListAnnotation><TagAnnotation ID="3"/></StructuredAnnotations>
            """)
        #expect(document.annotationLinks.count == 3)
    }

    @Test("a folder in two folders is refused")
    func secondParent() {
        let parts =
            "<Folder ID=\"1\"><FolderRef ID=\"3\"/></Folder><Folder ID=\"2\"><FolderRef ID=\"3\"/></Folder><Folder ID=\"3\"/>"
        #expect(refusal(of: file(parts)) == .secondParent(FileID("2"), of: FileID("3"), line: 2))
    }

    @Test("two wells in one place are refused")
    func sameWell() {
        let parts =
            "<Plate ID=\"P\"><Well ID=\"1\" Row=\"2\" Column=\"3\"/><Well ID=\"2\" Row=\"2\" Column=\"3\"/></Plate>"
        #expect(refusal(of: file(parts)) == .sameWell(row: 2, column: 3, plate: FileID("P"), lines: [2, 2]))
    }

    @Test("images that share a file, directly or through others, are one fileset")
    func filesets() throws {
        func image(_ id: String, _ files: String...) -> String {
            let planes = files.map { "<TiffData><UUID FileName=\"\($0)\">urn:uuid:\($0)</UUID></TiffData>" }.joined()
            return
                "<Image ID=\"\(id)\"><Pixels Type=\"uint8\" SizeX=\"1\" SizeY=\"1\" SizeZ=\"1\" SizeC=\"1\" SizeT=\"1\">"
                + "\(planes)</Pixels></Image>"
        }
        let document = try read(
            image("1", "a") + image("2", "b", "c") + image("3", "c", "a") + image("4", "d") + image("5"))
        #expect(document.filesets.map { $0.images.map(\.text) } == [["1", "2", "3"], ["4"]])
        #expect(document.filesets.map { $0.files.map(\.name) } == [["a", "b", "c"], ["d"]])
    }
}
