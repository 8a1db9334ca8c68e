import OMEXML
import Testing

@Suite struct VersionTests {
    @Test("every version is known by its namespace", arguments: SchemaVersion.allCases)
    func known(version: SchemaVersion) throws {
        #expect(try read("", version: version.rawValue).version == version)
    }

    @Test("older versions are refused by name", arguments: ["2003-FC", "2007-06", "2008-02"])
    func tooOld(version: String) {
        #expect(refusal(of: file("", version: version)) == .versionTooOld(version))
    }

    @Test("a file of the time before dates is refused by name")
    func oldest() {
        let file = "<OME xmlns=\"http://www.openmicroscopy.org/XMLschemas/OME/FC/ome.xsd\"/>"
        #expect(refusal(of: Array(file.utf8)) == .versionTooOld("2003-FC"))
    }

    @Test("a version that nobody has published is refused")
    func unknown() {
        #expect(refusal(of: file("", version: "2042-01")) == .unknownVersion("2042-01"))
    }

    @Test(
        "what is not OME-XML is refused",
        arguments: ["<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "<OME/>", "<a/>"])
    func notOME(file: String) {
        guard case .notOME = refusal(of: Array(file.utf8)) else {
            Issue.record("\(file) was not refused for what it is")
            return
        }
    }

    @Test("in 2008-09 names of people are elements, and channels stand outside the pixels")
    func september2008() throws {
        let document = try read(
            """
            <Experimenter ID="E:1"><FirstName>Ada</FirstName><LastName>Example</LastName><OMEName>ada</OMEName>
            </Experimenter>
            <Image ID="I:1"><ExperimenterRef ID="E:1"/><CreationDate>2008-09-01T00:00:00</CreationDate>
            <LogicalChannel ID="L:1"/><LogicalChannel ID="L:2"/>
            <Pixels ID="P:1" PixelType="uint8" SizeX="1" SizeY="1" SizeZ="1" SizeC="2" SizeT="1"/>
            <ROI ID="R:1"><Union><Shape ID="S:1" theZ="3"><Circle cx="4" r="2.5"/></Shape></Union></ROI></Image>
            """, version: "2008-09")
        #expect(document.people.map(\.name) == ["Ada Example"])
        #expect(document.people.map(\.login) == ["ada"])
        let image = document.images[0]
        #expect(image.madeBy == "Ada Example")
        #expect(image.pixels?.channels == 2)
        #expect(image.acquisitionDate == "2008-09-01T00:00:00")
        let roi = document.rois[0]
        #expect(roi.images == [image.id])
        #expect(roi.shapes[0].kind == .ellipse)
        #expect(roi.shapes[0].theZ == 3)
        #expect(roi.shapes[0].coordinates.map(\.value) == [4, 0, 2.5, 2.5])
    }

    @Test("a string annotation is a comment")
    func stringAnnotation() throws {
        let document = try read(
            """
            <SA:StructuredAnnotations xmlns:SA="http://www.openmicroscopy.org/Schemas/SA/2009-09">
            <SA:StringAnnotation ID="A:1"><SA:Value>hello</SA:Value></SA:StringAnnotation></SA:StructuredAnnotations>
            """, version: "2009-09")
        #expect(document.annotations.map(\.value) == [.comment("hello")])
    }

    @Test("a link stated from both ends is one link")
    func bothEnds() throws {
        let document = try read(
            """
            <Plate ID="P:1"><ScreenRef ID="S:1"/></Plate><Screen ID="S:1"><PlateRef ID="P:1"/></Screen>
            """, version: "2010-06")
        #expect(document.children(of: "S:1") == ["P:1"])
    }

    @Test("an acquisition of a screen becomes one for each plate that it touches")
    func screenAcquisition() throws {
        let document = try read(
            """
            <Plate ID="P:1"><Well ID="W:1" Row="0" Column="0"><WellSample ID="F:1"/></Well></Plate>
            <Plate ID="P:2"><Well ID="W:2" Row="0" Column="0"><WellSample ID="F:2"/></Well></Plate>
            <Screen ID="S:1"><ScreenAcquisition ID="A:1" StartTime="2009-09-01T00:00:00">
            <WellSampleRef ID="F:1"/><WellSampleRef ID="F:2"/></ScreenAcquisition><ScreenAcquisition ID="A:2"/></Screen>
            """, version: "2009-09")
        #expect(document.plates.map { $0.acquisitions.map(\.samples) } == [[[FileID("F:1")]], [[FileID("F:2")]]])
        #expect(document.plates[1].acquisitions[0].id == FileID("PlateAcquisition:P:2:A:1"))
        #expect(document.skipped("ScreenAcquisition") == 1)
    }

    @Test("what is annotated on pixels or on a field is the image")
    func moved() throws {
        let document = try read(
            """
            <Image ID="I:1"><Pixels Type="uint8" SizeX="1" SizeY="1" SizeZ="1" SizeC="1" SizeT="1">
            <AnnotationRef ID="A:1"/></Pixels></Image>
            <Plate ID="P:1"><Well ID="W:1" Row="1" Column="1"><WellSample ID="F:1"><AnnotationRef ID="A:2"/>
            <ImageRef ID="I:1"/></WellSample><WellSample ID="F:2"><AnnotationRef ID="A:2"/></WellSample></Well></Plate>
            <StructuredAnnotations><TagAnnotation ID="A:1"/><TagAnnotation ID="A:2"/></StructuredAnnotations>
            """, version: "2011-06")
        #expect(document.targets(of: "A:1") == ["I:1"])
        #expect(document.targets(of: "A:2") == ["I:1"])
        #expect(document.skipped.map(\.parent) == ["WellSample"])
        #expect(document.skipped.map(\.line) == [5])
    }

    @Test("a wrapper's attributes belong to the shape in it")
    func wrapped() throws {
        let document = try read(
            """
            <ROI ID="R:1"><Union><Shape ID="S:1" TheT="2" Stroke="4294967295" Fill="red" Label="old" Transform="1,0 0 1 5 6">
            <Text X="1" Y="2"><Value>new</Value></Text></Shape></Union></ROI>
            """, version: "2011-06")
        let shape = document.rois[0].shapes[0]
        #expect(shape.kind == .label)
        #expect(shape.text == "new")
        #expect(shape.theT == 2)
        #expect(shape.strokeColour == -1)
        #expect(shape.fillColour == nil)
        #expect(shape.transform == [1, 0, 0, 1, 5, 6])
        #expect(document.skipped("Fill") == 1)
    }

    @Test("elements of a foreign namespace are left out and counted")
    func foreign() throws {
        let document = try read("<x:Image xmlns:x=\"urn:x\"/><Image xmlns=\"\"/><Image ID=\"I:1\"/>")
        #expect(document.images.map(\.id.text) == ["I:1"])
        #expect(document.skipped.map(\.element).sorted() == ["{urn:x}Image", "{}Image"].sorted())
    }

    @Test("a value in no namespace is still the value of its XML annotation")
    func valueWithoutNamespace() throws {
        let document = try read(
            """
            <StructuredAnnotations><XMLAnnotation ID="A:1"><Value xmlns=""><a b="&lt;&quot;">1 &amp; 2<!-- 3 --><c/></a></Value>
            </XMLAnnotation></StructuredAnnotations>
            """)
        #expect(
            document.annotations.map(\.value) == [.xml("<a b=\"&lt;&quot;\">1 &amp; 2<!-- 3 --><c/></a>")])
    }

    @Test("a file that says its metadata are elsewhere says where")
    func elsewhere() throws {
        let document = try read("<BinaryOnly MetadataFile=\"set.companion.ome\" UUID=\"urn:uuid:1\"/>")
        #expect(document.elsewhere?.name == "set.companion.ome")
        #expect(document.elsewhere?.uuid == "urn:uuid:1")
    }
}
