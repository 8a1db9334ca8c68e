import OMEXML
import Testing

/// What lies inline in a file, and what packs say of the files beside them.
struct InlineTests {
    @Test("bytes become text and come back, whatever their number", arguments: 0...9)
    func base64(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 0xF1 &* ($0 + 1)) }
        let text = Base64.text(of: bytes)
        #expect(text.utf8.count.isMultiple(of: 4))
        #expect(Base64.bytes(of: text) == (count == 0 ? nil : bytes))
        #expect(Base64.bytes(of: text.filter { $0 != "=" }) == (count == 0 ? nil : bytes))
    }

    @Test(
        "text with other characters, or cut where no byte ends, is no base64",
        arguments: ["", "A", "AAAAA", "A-==", "AA=A", "===="])
    func noBase64(text: String) {
        #expect(Base64.bytes(of: text) == nil)
    }

    private func file(_ inner: String, name: String = "a.txt", notes: String = "", refs: String = "") throws -> Document
    {
        try read(
            """
            <StructuredAnnotations><FileAnnotation ID="A:1">\(refs)<BinaryFile FileName="\(name)" Size="3">\(inner)\
            </BinaryFile></FileAnnotation>\(notes)</StructuredAnnotations>
            """)
    }

    private func held(_ document: Document) -> [UInt8]? {
        guard case .file(let file) = document.annotations[0].value else { return nil }
        return file.inline
    }

    @Test("what an attached file holds is kept; what is compressed, or elsewhere, is not")
    func inline() throws {
        #expect(held(try file("<BinData>YW\nJj </BinData>")) == Array("abc".utf8))
        #expect(held(try file("<BinData Compression=\"none\">YWJj</BinData>")) == Array("abc".utf8))
        #expect(held(try file("<BinData Compression=\"zlib\">YWJj</BinData>")) == nil)
        #expect(held(try file("<External href=\"file:///etc/passwd\" SHA1=\"\"/>")) == nil)
    }

    @Test("a pack says where an attachment lies: in a note, or in place of its bytes")
    func packedPath() throws {
        let note = """
            <XMLAnnotation ID="A:2"><Value><CLITransferServerPath xmlns="https://openmicroscopy.org/cli/transfer">\
            <Path>files/1/a.txt</Path></CLITransferServerPath></Value></XMLAnnotation>
            """
        let noted = try file("<BinData/>", notes: note, refs: "<AnnotationRef ID=\"A:2\"/>")
        #expect(noted.packedPath(of: noted.annotations[0]) == "files/1/a.txt")
        // The note of another one is not its own.
        let other = try file("<BinData/>", notes: note)
        #expect(other.packedPath(of: other.annotations[0]) == nil)
        let path = try file("<BinData>\(Base64.text(of: Array("files/1/a.txt".utf8)))</BinData>")
        #expect(path.packedPath(of: path.annotations[0]) == "files/1/a.txt")
        let content = try file("<BinData>\(Base64.text(of: Array("files/1/b.txt".utf8)))</BinData>")
        #expect(content.packedPath(of: content.annotations[0]) == nil)
    }

    @Test(
        "text can stand in an element if it closes what it opens and declares what it uses",
        arguments: [
            ("", true), ("a &amp; b", true), ("<a xmlns=\"x\"/>", true), ("<b:a xmlns:b=\"x\"/>", true),
            ("<b:a/>", false),
            ("a & b", false), ("<a>", false), ("</Value><Value>", false), ("<!DOCTYPE a>", false), ("&x;", false),
        ])
    func fragments(text: String, isWellFormed: Bool) {
        #expect(Fragment.isWellFormed(text) == isWellFormed)
    }
}
