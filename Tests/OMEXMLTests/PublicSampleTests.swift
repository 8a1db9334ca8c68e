import OMEXML
import Testing

@Suite(
    .enabled(
        if: SampleFiles.publicFolder != nil,
        "the public sample files are not here; set COHORT_SAMPLES to the folder that holds `ome-xml`"))
struct PublicSampleTests {
    @Test("a public file is read with everything in it", arguments: PublicSample.all)
    func counts(sample: PublicSample) throws {
        let document = try Document(parsing: SampleFiles.published(sample.path), as: .strict)
        #expect(document.version == sample.version)
        #expect(document.counts == sample.counts)
        #expect(document.brokenLinks == [])
    }

    @Test("every public file is in the table")
    func table() throws {
        #expect(try SampleFiles.publishedPaths().sorted() == PublicSample.all.map(\.path).sorted())
    }

    @Test("links that point upward come out pointing downward, once")
    func upward() throws {
        let old = try Document(
            parsing: SampleFiles.published("ome-model/2011-06/transformations-upgrade.ome.xml"), as: .strict)
        #expect(old.children(of: "Project:0") == ["Dataset:0"])
        #expect(old.children(of: "Dataset:0") == ["Image:0"])
        #expect(
            old.links.filter { $0.child == FileID("Plate:0") }.map(\.parent.text).sorted() == [
                "Screen:0", "Screen:1", "Screen:3",
            ])
    }

    @Test("regions that no image refers to are kept and can be told")
    func orphans() throws {
        let document = try Document(parsing: SampleFiles.published("ome-types/shape-union.ome.xml"), as: .strict)
        #expect(document.rois.filter(\.images.isEmpty).map(\.id.text) == ["ROI:109"])
    }

    @Test("a region of two images is kept once with both")
    func shared() throws {
        let document = try Document(parsing: SampleFiles.published("ome-types/transfer.ome.xml"), as: .strict)
        #expect(
            document.rois.map { $0.images.map(\.text) } == Array(repeating: ["Image:1678", "Image:1679"], count: 3))
    }

    @Test("the files of a fileset are named once each")
    func fileset() throws {
        let document = try Document(parsing: SampleFiles.published("ome-types/tubhiswt.ome.xml"), as: .strict)
        #expect(document.filesets.map { $0.files.map(\.name) } == [["tubhiswt_C0.ome.tif", "tubhiswt_C1.ome.tif"]])
        #expect(document.images[0].madeBy == "Alex Example")
    }

    @Test("the folders of a tree find their parents, whatever the order")
    func folders() throws {
        let document = try Document(
            parsing: SampleFiles.published("ome-model/2016-06/folders-simple-taxonomy.ome.xml"), as: .strict)
        let tree = Dictionary(uniqueKeysWithValues: document.folders.map { ($0.name ?? "", $0.parent?.text) })
        #expect(tree["CMPO"] == .some(nil))
        #expect(tree["Cilium"] == "Folder:8")
    }

    @Test("what is inside the value of an XML annotation stays text")
    func inert() throws {
        let document = try Document(
            parsing: SampleFiles.published("ome-types/invalid_xml_annotation.ome.xml"), as: .strict)
        guard case .xml(let text) = document.annotations[0].value else {
            Issue.record("no XML annotation")
            return
        }
        #expect(text.contains("<SpimData version=\"0.2\">"))
        #expect(document.skipped("id") == 0)
    }
}
