import OMEXML
import Testing

@Suite struct MessageTests {
    @Test("a message says where, what, and what to do")
    func sentence() {
        let error = refusal(of: file("<Dataset ID=\"D:1\"><ImageRef ID=\"I:9\"/></Dataset>"))
        #expect(
            error?.description
                == "line 2: `D:1` refers to the image `I:9`, which is not in the file; "
                + "correct the reference, or skip broken links")
    }

    @Test("words of a file cannot steer a terminal", arguments: ["\u{202E}", "\u{9B}", "\u{85}", "\u{2028}"])
    func escaped(character: String) {
        let error = refusal(of: file("<Image ID=\"a\(character)b\"/><Image ID=\"a\(character)b\"/>"))
        #expect(error?.description.contains(character) == false)
        #expect(error?.description.contains("`a\\u{") == true)
    }

    @Test("long words of a file are cut")
    func cut() {
        let long = String(repeating: "x", count: 5000)
        let error = refusal(of: file("<Image ID=\"\(long)\"/><Image ID=\"\(long)\"/>"))
        #expect((error?.description.count ?? 5000) < 200)
    }
}
