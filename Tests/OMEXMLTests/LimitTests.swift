import OMEXML
import Testing

@Suite struct LimitTests {
    /// A file that needs exactly `count` of what the limit limits.
    private static func file(_ limit: Limit, _ count: Int) -> [UInt8] {
        let long = String(repeating: "a", count: count)
        let many = { (word: String, less: Int) in (0..<count - less).map { word.replacing("#", with: "\($0)") }.joined()
        }
        switch limit {
        case .fileSize:
            let empty = OMEXMLTests.file("")
            return OMEXMLTests.file(String(repeating: " ", count: count - empty.count))
        case .depth: return OMEXMLTests.file(many("<a>", 1) + many("</a>", 1))
        case .elements: return OMEXMLTests.file(many("<a/>", 1))
        case .attributes: return OMEXMLTests.file("<a \(many(" b#='>'", 0))/>")
        case .attributeSize: return OMEXMLTests.file("<Image ID='\(long)'/>")
        case .nameSize: return OMEXMLTests.file("<\(long)/>")
        case .textSize: return OMEXMLTests.file("<Image ID='I'><Description>\(long)</Description></Image>")
        case .binarySize: return OMEXMLTests.file("<Image ID='I'><BinData>\(long)</BinData></Image>")
        case .annotations:
            return OMEXMLTests.file(
                "<StructuredAnnotations>\(many("<TagAnnotation ID='#'/>", 0))</StructuredAnnotations>")
        case .links:
            return OMEXMLTests.file("<Image ID='I'/><Dataset ID='D'>\(many("<ImageRef ID='I'/>", 0))</Dataset>")
        }
    }

    private static func limits(_ limit: Limit, _ max: Int) -> Limits {
        var limits = Limits.standard
        switch limit {
        case .fileSize: limits.fileSizeMax = max
        case .depth: limits.depthMax = max
        case .elements: limits.elementsMax = max
        case .attributes: limits.attributesMax = max
        case .attributeSize: limits.attributeSizeMax = max
        case .nameSize: limits.nameSizeMax = max
        case .textSize: limits.textSizeMax = max
        case .binarySize: limits.binarySizeMax = max
        case .annotations: limits.annotationsMax = max
        case .links: limits.linksMax = max
        }
        return limits
    }

    @Test("a file may reach each limit but not go over it", arguments: Limit.allCases)
    func limit(limit: Limit) {
        let max = 200
        let limits = Self.limits(limit, max)
        #expect(refusal(of: Self.file(limit, max - 1), limits: limits) == nil)
        #expect(refusal(of: Self.file(limit, max), limits: limits) == nil)
        guard case .overLimit(limit, max: max, line: _) = refusal(of: Self.file(limit, max + 1), limits: limits) else {
            Issue.record("not refused: \(String(describing: refusal(of: Self.file(limit, max + 1), limits: limits)))")
            return
        }
    }

    @Test("the inner XML of an annotation counts as text")
    func inert() {
        let limits = Self.limits(.textSize, 200)
        let inner = String(repeating: "<a/>", count: 51)
        let parts =
            "<StructuredAnnotations><XMLAnnotation ID='A'><Value>\(inner)</Value></XMLAnnotation></StructuredAnnotations>"
        #expect(refusal(of: OMEXMLTests.file(parts), limits: limits) == .overLimit(.textSize, max: 200, line: 2))
    }

    @Test("a refusal for size names its line")
    func line() {
        let parts = "\n\n<a\n b='\(String(repeating: "c", count: 70_000))'/>"
        #expect(refusal(of: OMEXMLTests.file(parts)) == .overLimit(.attributeSize, max: 64 << 10, line: 5))
    }

    @Test("a million attributes are refused before the parser compares them all")
    func attributes() {
        let many = (0..<1_000_000).map { " a\($0)=''" }.joined()
        #expect(refusal(of: OMEXMLTests.file("<a\(many)/>")) == .overLimit(.attributes, max: 64, line: 2))
    }
}
