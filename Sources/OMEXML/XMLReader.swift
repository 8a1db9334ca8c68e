internal import CXML2

/// A pull reader over a document in memory. It owns the parser and the bytes, and lets go of both exactly once.
///
/// Entities, schema loading, includes, recovery and the network are off. All that is unsafe in this target is here:
/// a pointer that the parser hands out is read at once and never kept.
@safe
package struct XMLReader: ~Copyable {
    package enum Node {
        case start(isEmpty: Bool)
        case end
        case text
        case comment
    }

    private let parser: xmlTextReaderPtr
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private let lines: [UInt32]
    private var elements = 0

    init(_ text: SourceText, limits: Limits) throws(OMEXMLError) {
        let lines = try Markup(of: text, limits: limits).lines
        self.init(text.bytes, lines: lines)
    }

    /// Reads bytes that nobody has looked at: whatever is in them, the parser and `next()` alone must refuse it.
    package init(_ text: [UInt8], lines: [UInt32]) {
        self.lines = lines
        xmlInitParser()
        xmlResetLastError()
        // The parser does not copy what it reads, so the bytes must stay where they are for as long as it lives.
        unsafe bytes = UnsafeMutableBufferPointer.allocate(capacity: text.count)
        _ = unsafe bytes.initialize(from: text)
        // The encoding that the document declares is ignored: it has been made UTF-8 before.
        let chosen = [XML_PARSE_NONET, XML_PARSE_NOERROR, XML_PARSE_NOWARNING, XML_PARSE_IGNORE_ENC]
        let options = chosen.reduce(0) { $0 | $1.rawValue }
        let size = Int32(text.count)
        let opened = unsafe bytes.withMemoryRebound(to: CChar.self) { memory in
            unsafe xmlReaderForMemory(memory.baseAddress, size, nil, "UTF-8", Int32(options))
        }
        guard let opened = unsafe opened else { fatalError("no memory for an XML reader") }
        unsafe parser = opened
        // Errors are fetched where they are thrown; without this the library writes some of them out by itself.
        unsafe xmlTextReaderSetStructuredErrorHandler(parser, { _, _ in }, nil)
    }

    deinit {
        unsafe xmlFreeTextReader(parser)
        unsafe bytes.deallocate()
    }

    /// The line on which the element that began last began.
    var line: Int {
        guard elements > 0, elements <= lines.count else { return 1 }
        return Int(lines[elements - 1])
    }

    /// Goes to the next node; nil at the end of the document.
    package mutating func next() throws(OMEXMLError) -> Node? {
        while true {
            let result = unsafe xmlTextReaderRead(parser)
            guard result >= 0 else { throw lastError() }
            guard result > 0 else { return nil }
            if let node = try node() { return node }
        }
    }

    private mutating func node() throws(OMEXMLError) -> Node? {
        let type = unsafe xmlTextReaderNodeType(parser)
        switch xmlReaderTypes(rawValue: UInt32(bitPattern: type)) {
        case XML_READER_TYPE_ELEMENT:
            elements += 1
            return .start(isEmpty: unsafe xmlTextReaderIsEmptyElement(parser) == 1)
        case XML_READER_TYPE_END_ELEMENT:
            return .end
        case XML_READER_TYPE_TEXT, XML_READER_TYPE_CDATA, XML_READER_TYPE_WHITESPACE,
            XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            return .text
        case XML_READER_TYPE_COMMENT:
            return .comment
        case XML_READER_TYPE_DOCUMENT_TYPE:
            throw .doctype(line: line)
        case XML_READER_TYPE_ENTITY_REFERENCE, XML_READER_TYPE_ENTITY, XML_READER_TYPE_END_ENTITY:
            throw .entityReference(line: line)
        default:
            return nil
        }
    }

    private func lastError() -> OMEXMLError {
        guard let error = unsafe xmlGetLastError() else { return .malformed(reason: "it ends too early", line: line) }
        let message = unsafe error.pointee.message.map { unsafe String(cString: $0) } ?? "no reason given"
        let parserLine = unsafe Int(error.pointee.line)
        return .malformed(reason: Self.sentence(message), line: max(parserLine, 1))
    }

    private static func sentence(_ message: String) -> String {
        let line = message.prefix { !$0.isNewline }
        return line.prefix(1).lowercased() + line.dropFirst()
    }
}

extension XMLReader {
    var localName: String { unsafe string(xmlTextReaderConstLocalName(parser)) }

    var qualifiedName: String { unsafe string(xmlTextReaderConstName(parser)) }

    /// Empty where the node is in no namespace.
    var namespace: String { unsafe string(xmlTextReaderConstNamespaceUri(parser)) }

    var text: String { unsafe string(xmlTextReaderConstValue(parser)) }

    /// How many bytes `text` has, without making it.
    var textSize: Int { unsafe Int(xmlStrlen(xmlTextReaderConstValue(parser))) }

    /// The attributes of the element that has just begun, namespace declarations included.
    func attributes() -> [Attribute] {
        var result: [Attribute] = []
        while unsafe xmlTextReaderMoveToNextAttribute(parser) == 1 {
            result.append(Attribute(name: qualifiedName, value: text))
        }
        _ = unsafe xmlTextReaderMoveToElement(parser)
        return result
    }

    private func string(_ bytes: UnsafePointer<xmlChar>?) -> String {
        guard let bytes = unsafe bytes else { return "" }
        return unsafe String(cString: bytes)
    }
}
