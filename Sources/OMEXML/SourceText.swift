/// The bytes of a file as UTF-8 that is known to be valid and free of control characters.
struct SourceText {
    let bytes: [UInt8]

    init(_ file: [UInt8], limits: Limits) throws(OMEXMLError) {
        try limits.check(.fileSize, file.count, line: 1)
        // The parser counts in 32 bits, whatever limit was set.
        guard file.count <= Int(Int32.max) else { throw .overLimit(.fileSize, max: Int(Int32.max), line: 1) }
        let text = try Self.withoutByteOrderMark(file)
        guard !text.isEmpty else { throw .empty }
        try Self.checkCharacters(text)
        if let name = Self.declaredEncoding(text), !Self.encodings.contains(name.lowercased()) {
            throw .unknownEncoding(name)
        }
        bytes = text
    }

    /// What the declaration may say: after the steps above, all of these are UTF-8.
    private static let encodings = ["utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be"]

    private static func withoutByteOrderMark(_ file: [UInt8]) throws(OMEXMLError) -> [UInt8] {
        if file.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(file.dropFirst(3)) }
        let isBigEndian = file.starts(with: [0xFE, 0xFF])
        guard isBigEndian || file.starts(with: [0xFF, 0xFE]) else { return file }
        guard file.count.isMultiple(of: 2) else { throw .notUTF16 }
        let units = stride(from: 2, to: file.count, by: 2).map { at in
            let first = UInt16(file[at])
            let second = UInt16(file[at + 1])
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        guard let text = String(validating: units, as: UTF16.self) else { throw .notUTF16 }
        return Array(text.utf8)
    }

    private static func checkCharacters(_ text: [UInt8]) throws(OMEXMLError) {
        var line = 1
        for byte in text where byte < 0x20 {
            switch byte {
            case UInt8(ascii: "\n"): line += 1
            case UInt8(ascii: "\t"), UInt8(ascii: "\r"): continue
            default: throw .controlCharacter(byte, line: line)
            }
        }
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: text.span)
        } catch {
            let before = text.prefix(error.byteOffsets.lowerBound)
            throw .notUTF8(line: 1 + before.count { $0 == UInt8(ascii: "\n") })
        }
    }

    /// The name after `encoding=` in the XML declaration, if there is one.
    private static func declaredEncoding(_ text: [UInt8]) -> String? {
        guard text.starts(with: "<?xml".utf8) else { return nil }
        let declaration = String(decoding: text.prefix { $0 != UInt8(ascii: ">") }.prefix(1024), as: UTF8.self)
        let parts = declaration.split(omittingEmptySubsequences: false) { $0 == "\"" || $0 == "'" }
        // Names and values take turns: `<?xml version=`, `1.0`, ` encoding=`, `UTF-8`, `?`.
        for at in stride(from: 0, to: parts.count - 1, by: 2) where parts[at].contains("encoding") {
            return String(parts[at + 1])
        }
        return nil
    }
}
