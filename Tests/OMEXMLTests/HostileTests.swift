import OMEXML
import Testing

@Suite struct HostileTests {
    static let doctypes = [
        "<!DOCTYPE OME>",
        "<!DOCTYPE OME SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE OME [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE OME [<!ENTITY % a SYSTEM \"http://example.org/x.dtd\"> %a;]>",
        "<!DOCTYPE OME [<!ENTITY a \"aaaaaaaaaa\">"
            + (1...9).map { "<!ENTITY a\($0) \"\(String(repeating: "&a\($0 == 1 ? "" : "\($0 - 1)");", count: 10))\">" }
            .joined()
            + "]>",
    ]

    private static func file(_ doctype: String) -> [UInt8] {
        // Two entities are used, of which most of these declare none or one.
        let root = "<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\" Creator=\"&a;\">&a9;</OME>"
        return Array(("<?xml version=\"1.0\"?>\n" + doctype + root).utf8)
    }

    @Test("a DOCTYPE is refused, whatever it says", arguments: doctypes)
    func doctype(text: String) {
        #expect(refusal(of: Self.file(text)) == .doctype(line: 2))
    }

    @Test("the parser by itself refuses a DOCTYPE before it shows any element", arguments: doctypes)
    func doctypeInParser(text: String) {
        var reader = XMLReader(Array((text + "<OME/>").utf8), lines: [])
        var nodes = 0
        #expect(throws: OMEXMLError.doctype(line: 1)) {
            while try reader.next() != nil { nodes += 1 }
        }
        #expect(nodes == 0)
    }

    @Test("an entity that nobody defined is refused")
    func entity() {
        guard case .malformed = refusal(of: OMEXMLTests.file("<Image ID=\"I\" Name=\"a\"/>&b;")) else {
            Issue.record("not refused")
            return
        }
    }

    @Test("deep nesting is refused", arguments: [65, 257, 100_000])
    func deep(depth: Int) {
        let parts = String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        #expect(refusal(of: OMEXMLTests.file(parts)) == .overLimit(.depth, max: 64, line: 2))
    }

    @Test("control characters are refused", arguments: [0, 1, 8, 11, 31] as [UInt8])
    func control(byte: UInt8) {
        let bytes = OMEXMLTests.file("<Image ID=\"I\"/>") + [byte]
        #expect(refusal(of: bytes) == .controlCharacter(byte, line: 3))
    }

    @Test("what is not UTF-8 is refused with its line")
    func notUTF8() {
        #expect(refusal(of: Array("<OME>\n\n".utf8) + [0xC3, 0x28]) == .notUTF8(line: 3))
    }

    @Test("another encoding is refused by name, and an own mark of UTF-8 is not")
    func encodings() throws {
        let plain = OMEXMLTests.file("<Image ID=\"I\"/>")
        let latin = Array("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>".utf8) + plain
        #expect(refusal(of: latin) == .unknownEncoding("ISO-8859-1"))
        #expect(refusal(of: [0xEF, 0xBB, 0xBF] + plain) == nil)
        #expect(refusal(of: Array("<?xml version='1.0' encoding='utf-8'?>".utf8) + plain) == nil)
    }

    @Test("UTF-16 with its mark is read, and refused where it breaks off", arguments: [true, false])
    func utf16(isBigEndian: Bool) throws {
        let text =
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?>"
            + String(decoding: OMEXMLTests.file("<Image ID=\"I\" Name=\"\u{B5}\u{1F52C}\"/>"), as: UTF8.self)
        let units = [0xFEFF] + Array(text.utf16)
        let bytes = units.flatMap { unit in
            let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return isBigEndian ? pair : pair.reversed()
        }
        let document = try Document(parsing: bytes, as: .strict)
        #expect(document.images[0].name == "\u{B5}\u{1F52C}")
        #expect(refusal(of: Array(bytes.dropLast())) == .notUTF16)
        // Without its mark it is bytes with zeros among them.
        guard case .controlCharacter(0, line: 1) = refusal(of: Array(bytes.dropFirst(2))) else {
            Issue.record("not refused")
            return
        }
    }

    @Test("an empty file is refused")
    func empty() {
        #expect(refusal(of: []) == .empty)
        #expect(refusal(of: [0xEF, 0xBB, 0xBF]) == .empty)
    }

    @Test("a file cut at any byte is refused")
    func cut() {
        let whole = OMEXMLTests.file(
            """
            <!-- a > b --><Image ID="I:1"><Description><![CDATA[x<y]]> &amp; z</Description></Image><?p a?>
            <StructuredAnnotations><XMLAnnotation ID="A:1"><Value><a b='"'/></Value></XMLAnnotation></StructuredAnnotations>
            """)
        #expect(refusal(of: whole) == nil)
        for count in whole.indices {
            #expect(refusal(of: Array(whole.prefix(count))) != nil, "cut to \(count) bytes")
        }
    }

    @Test("comments, sections and instructions do not shift the lines")
    func lines() {
        let parts =
            "<!-- <a>\n<b> -->\n<Image ID=\"I\"><Description><![CDATA[<c>\n<d>]]></Description></Image><?p <e>\n?><Dataset ID=\"I\"/>"
        #expect(refusal(of: OMEXMLTests.file(parts)) == .duplicateID(FileID("I"), lines: [4, 6]))
    }

    @Test("no change of a few bytes makes the reader stop", arguments: 0..<8)
    func mutations(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let samples = [try SampleFiles.own("lab.ome.xml"), try SampleFiles.own("plate.ome.xml")]
        for round in 0..<150 {
            var bytes = samples[round % samples.count]
            for _ in 0...random.next(below: 4) { mutate(&bytes, by: &random) }
            // What counts is that an answer comes; its sentence is made too.
            _ = refusal(of: bytes, skipsBrokenLinks: round.isMultiple(of: 2))?.description
        }
    }

    private func mutate(_ bytes: inout [UInt8], by random: inout SplitMix) {
        let at = random.next(below: bytes.count)
        let end = min(bytes.count, at + 1 + random.next(below: 60))
        switch random.next(below: 4) {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.removeSubrange(at..<end)
        case 2: bytes.insert(contentsOf: bytes[at..<end], at: random.next(below: bytes.count))
        default: bytes[at] = Array("<>&\"'/=!?[]-0\n".utf8)[random.next(below: 14)]
        }
    }
}

/// Numbers that look random and are the same for the same seed.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func next(below end: Int) -> Int {
        Int(next() % UInt64(end))
    }
}
