extension OMEXMLError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty:
            "the file is empty; give one that holds OME-XML"
        case .overLimit(let limit, let max, let line):
            "line \(line): \(limit.phrase(max)); split the file or raise that limit"
        case .unknownEncoding(let name):
            "the file says it is written in \(quoted(name)); save it as UTF-8"
        case .notUTF8(let line):
            "line \(line): this is not UTF-8; save the file as UTF-8"
        case .notUTF16:
            "the file begins as UTF-16 but does not go on so; save it as UTF-8"
        case .controlCharacter(let byte, let line):
            "line \(line): the control character \(byte) is not allowed in XML; remove it"
        case .malformed(let reason, let line):
            "line \(line): not well-formed XML: \(escaped(reason)); repair the file or write it again"
        case .doctype(let line):
            "line \(line): a DOCTYPE is refused, because it can make a reader open files or run out of memory; remove it"
        case .entityReference(let line):
            "line \(line): an entity reference is refused; write its text out"
        case .notOME(let root, let namespace, let line):
            "line \(line): the root is \(quoted(root)) in \(quoted(namespace)), not OME; give an OME-XML file"
        case .versionTooOld(let version):
            "OME-XML \(quoted(version)) is older than 2008-09, the first that can be read; upgrade the file first"
        case .unknownVersion(let version):
            "OME-XML \(quoted(version)) is not known; known are \(SchemaVersion.list)"
        case .missingAttribute(let name, let element, let line):
            "line \(line): \(quoted(element)) has no \(quoted(name)); add it"
        case .notANumber(let text, let name, let line):
            "line \(line): \(quoted(text)) for \(quoted(name)) is not a number that can be kept; correct it"
        case .notASize(let text, let name, let line):
            "line \(line): \(quoted(text)) for \(quoted(name)) is not a size; correct it"
        case .notABoolean(let text, let name, let line):
            "line \(line): \(quoted(text)) for \(quoted(name)) is neither `true` nor `false`; correct it"
        case .duplicateID(let id, let lines):
            "the id \(quoted(id.text)) is given to two objects, on lines \(list(lines)); rename one"
        case .brokenLink(let link):
            "\(link); correct the reference, or skip broken links"
        case .secondParent(let parent, let child, let line):
            "line \(line): the folder \(quoted(child.text)) is in a second folder \(quoted(parent.text)); "
                + "keep it in one"
        case .cycle(let id, let kind, let line):
            "line \(line): the \(kind.word) \(quoted(id.text)) holds itself, directly or through others; "
                + "remove one of the references"
        case .sameWell(let row, let column, let plate, let lines):
            "the plate \(quoted(plate.text)) has two wells at row \(row), column \(column), "
                + "on lines \(list(lines)); move one"
        }
    }

    private func list(_ lines: [Int]) -> String {
        lines.map { String($0) }.joined(separator: " and ")
    }
}

extension Limit {
    fileprivate func phrase(_ max: Int) -> String {
        switch self {
        case .fileSize: "the file has more than \(max) bytes"
        case .depth: "elements lie more than \(max) deep"
        case .elements: "there are more than \(max) elements"
        case .attributes: "an element has more than \(max) attributes"
        case .attributeSize: "an attribute has more than \(max) bytes"
        case .nameSize: "a name has more than \(max) bytes"
        case .textSize: "a text has more than \(max) bytes"
        case .binarySize: "inline binary data has more than \(max) characters"
        case .annotations: "there are more than \(max) annotations"
        case .links: "there are more than \(max) references"
        }
    }
}
