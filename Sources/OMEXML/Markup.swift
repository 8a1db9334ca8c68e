/// The shape of a document, seen before a parser does any work on it.
///
/// This looks only at where comments, tags and quotes begin and end. On a well-formed document it sees exactly the
/// start tags that the parser will report, in the same order; on any other it stops early, and the parser says why.
/// Its limits hold back what the parser would spend time or memory on, and a DOCTYPE never reaches it.
struct Markup {
    /// The line on which each element begins, in document order.
    private(set) var lines: [UInt32] = []

    private let bytes: [UInt8]
    private let limits: Limits
    private var at = 0
    private var line = 1
    private var depth = 0
    /// Whether the text that follows is inline binary data.
    private var isBinary = false

    init(of text: SourceText, limits: Limits) throws(OMEXMLError) {
        bytes = text.bytes
        self.limits = limits
        while try skipText() {
            guard try readMarkup() else { return }
        }
    }

    /// Moves behind the next `<`. False: the document ends.
    private mutating func skipText() throws(OMEXMLError) -> Bool {
        let line = line
        let start = at
        let goesOn = skip(past: "<")
        try limits.check(isBinary ? .binarySize : .textSize, at - start - 1, line: line)
        return goesOn
    }

    /// Reads what follows a `<`. False: this is not well-formed.
    private mutating func readMarkup() throws(OMEXMLError) -> Bool {
        if follows("!--") { return skip(past: "-->") }
        if follows("![CDATA[") { return skip(past: "]]>") }
        if follows("?") { return skip(past: "?>") }
        if follows("!DOCTYPE") { throw .doctype(line: line) }
        if follows("!") { return false }
        if follows("/") {
            depth -= 1
            return skip(past: ">")
        }
        return try readStartTag()
    }

    private mutating func readStartTag() throws(OMEXMLError) -> Bool {
        lines.append(UInt32(clamping: line))
        depth += 1
        try limits.check(.elements, lines.count, line: line)
        try limits.check(.depth, depth, line: line)
        var attributes = 0
        var nameStart = at
        isBinary = nameEnds(with: "BinData")
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: ">"):
                let isEmpty = bytes[at - 1] == UInt8(ascii: "/")
                if isEmpty { depth -= 1 }
                try limits.check(.nameSize, at - nameStart - (isEmpty ? 1 : 0), line: line)
                at += 1
                return true
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                attributes += 1
                try limits.check(.attributes, attributes, line: line)
                guard try skipValue(quote: byte) else { return false }
                nameStart = at
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "="):
                try limits.check(.nameSize, at - nameStart, line: line)
                if byte == UInt8(ascii: "\n") { line += 1 }
                at += 1
                nameStart = at
            default:
                at += 1
            }
        }
        return false
    }

    /// Goes over an attribute value, from its first quote to behind its last.
    private mutating func skipValue(quote: UInt8) throws(OMEXMLError) -> Bool {
        let line = line
        let start = at + 1
        at = start
        while at < bytes.count, bytes[at] != quote {
            if bytes[at] == UInt8(ascii: "\n") { self.line += 1 }
            at += 1
        }
        try limits.check(.attributeSize, at - start, line: line)
        guard at < bytes.count else { return false }
        at += 1
        return true
    }

    /// Whether the name that is next ends so; a prefix may come before.
    private func nameEnds(with word: StaticString) -> Bool {
        let name = bytes[at...].prefix(limits.nameSizeMax).prefix { !" \t\r\n/>".utf8.contains($0) }
        return name.suffix(word.utf8CodeUnitCount).elementsEqual(word.description.utf8)
    }

    /// Steps over `word` if it is next.
    private mutating func follows(_ word: StaticString) -> Bool {
        let end = at + word.utf8CodeUnitCount
        guard end <= bytes.count else { return false }
        guard bytes[at..<end].elementsEqual(word.description.utf8) else { return false }
        at = end
        return true
    }

    /// Moves behind the next `word`. False: there is none.
    private mutating func skip(past word: StaticString) -> Bool {
        let letters = Array(word.description.utf8)
        while at < bytes.count {
            if bytes[at] == letters[0], follows(word) { return true }
            if bytes[at] == UInt8(ascii: "\n") { line += 1 }
            at += 1
        }
        return false
    }
}
