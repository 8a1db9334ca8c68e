extension Draft {
    /// Adds an annotation. False: the element is none.
    mutating func addAnnotation(_ element: Element) throws(OMEXMLError) -> Bool {
        guard let value = try value(of: element) else { return false }
        try limits.check(.annotations, document.annotations.count + 1, line: element.line)
        var annotation = Annotation(
            id: try element.id(), value: value, namespace: element["Namespace"], annotator: element["Annotator"],
            line: element.line)
        let place = Registry.Place(first: document.annotations.count)
        try registry.add(annotation.id, .annotation, at: place, line: element.line)
        let taken = value.element
        for (at, child) in element.children.enumerated() {
            switch child.name {
            case "Description": annotation.description = text(of: child)
            case taken where at == element.children.firstIndex(where: { $0.name == taken }): continue
            default: try addRest(child, of: annotation.id, .annotation, in: element)
            }
        }
        document.annotations.append(annotation)
        return true
    }

    /// The value of an annotation of any kind; nil if the element is no annotation.
    private mutating func value(of element: Element) throws(OMEXMLError) -> Annotation.Value? {
        let child = element.children.first { $0.name == "Value" }
        let line = child?.line ?? element.line
        let text = child?.text ?? ""
        switch element.name {
        case "TagAnnotation":
            return element["Namespace"] == Annotation.tagSetNamespace ? .tagSet(leaf(child)) : .tag(leaf(child))
        case "CommentAnnotation", "StringAnnotation":
            return .comment(leaf(child))
        case "TermAnnotation":
            return .term(leaf(child))
        case "TimestampAnnotation":
            return .timestamp(leaf(child).trimmed)
        case "XMLAnnotation":
            return .xml(text)
        case "LongAnnotation":
            return .long(try Number.integer(leaf(child), name: element.name, line: line))
        case "DoubleAnnotation":
            return .double(try Number.anyDouble(leaf(child), name: element.name, line: line))
        case "BooleanAnnotation":
            return .boolean(try Number.boolean(leaf(child), name: element.name, line: line))
        case "FileAnnotation":
            return .file(try attachedFile(element))
        case "ListAnnotation":
            return .list
        case "MapAnnotation":
            return .map(try pairs(child))
        default:
            return nil
        }
    }

    private mutating func leaf(_ value: Element?) -> String {
        value.map { text(of: $0) } ?? ""
    }

    private mutating func pairs(_ value: Element?) throws(OMEXMLError) -> [Annotation.Pair] {
        var pairs: [Annotation.Pair] = []
        for child in value?.children ?? [] {
            guard child.name == "M" else {
                skip(child, in: "Value")
                continue
            }
            // A key may be missing, as it may be empty.
            pairs.append(Annotation.Pair(key: child["K"] ?? "", value: text(of: child)))
        }
        return pairs
    }

    private mutating func attachedFile(_ element: Element) throws(OMEXMLError) -> AttachedFile {
        guard let file = element.children.first(where: { $0.name == "BinaryFile" }) else {
            throw .missingAttribute("BinaryFile", element: element.name, line: element.line)
        }
        var inlineSize = 0
        var inline: [UInt8]?
        for child in file.children {
            // A reference to a file elsewhere is counted and never opened.
            guard child.name == "BinData" else {
                skip(child, in: file.name)
                continue
            }
            inlineSize += child.textSize
            skipChildren(of: child)
            if inline == nil, child["Compression"] ?? "none" == "none" { inline = Base64.bytes(of: child.text) }
        }
        return AttachedFile(
            name: try file.required("FileName"), size: try file.integer("Size"), mediaType: file["MIMEType"],
            inlineSize: inlineSize, inline: inline)
    }
}

extension Annotation.Value {
    /// The element in which a value of this kind is written; it is read already.
    fileprivate var element: String? {
        switch self {
        case .file: "BinaryFile"
        case .list: nil
        default: "Value"
        }
    }
}
