/// A document as its parts: each child of the root, one at a time, and each annotation for itself.
///
/// So memory follows the largest part and not the file. Elements are gathered on a stack, never by recursion.
struct Branches: ~Copyable {
    let version: SchemaVersion
    /// The root, without what lies in it.
    let root: Element

    private var reader: XMLReader
    private let limits: Limits
    private let namespaces: Set<String>
    private var stack: [Element] = []

    init(of text: SourceText, limits: Limits) throws(OMEXMLError) {
        var reader = try XMLReader(text, limits: limits)
        while true {
            guard let node = try reader.next() else { throw .malformed(reason: "no root element", line: 1) }
            if case .start(let isEmpty) = node {
                let name = reader.localName
                version = try SchemaVersion(root: name, namespace: reader.namespace, line: reader.line)
                root = Element(name: name, line: reader.line, attributes: reader.attributes())
                if !isEmpty { stack = [root] }
                break
            }
        }
        namespaces = Set(version.namespaces)
        self.limits = limits
        self.reader = reader
    }

    /// The next part of the document; nil when all of it was read to its end.
    mutating func next() throws(OMEXMLError) -> Element? {
        while let node = try reader.next() {
            switch node {
            case .start(let isEmpty):
                if let branch = try begin(isEmpty: isEmpty) { return branch }
            case .end:
                if let branch = end() { return branch }
            case .text:
                try addText()
            case .comment:
                continue
            }
        }
        return nil
    }

    /// The children of these are parts of the document themselves.
    private var isAtTop: Bool {
        stack.count == 1 || stack.count == 2 && stack[1].name == "StructuredAnnotations"
    }

    private mutating func begin(isEmpty: Bool) throws(OMEXMLError) -> Element? {
        var element = Element(name: name(), line: reader.line, attributes: reader.attributes())
        if isInert(element) {
            if !isEmpty { element.text = try inertText(line: element.line) }
            return close(element)
        }
        if isEmpty { return close(element) }
        stack.append(element)
        return nil
    }

    private func name() -> String {
        let namespace = reader.namespace
        let name = reader.localName
        if namespaces.contains(namespace) { return name }
        // Some writers put the value of an XML annotation itself into no namespace.
        if namespace.isEmpty, name == "Value", stack.last?.name == "XMLAnnotation" { return name }
        return "{\(namespace)}\(name)"
    }

    /// What lies in the value of an XML annotation is text to us, whatever it looks like.
    private func isInert(_ element: Element) -> Bool {
        element.name == "Value" && stack.last?.name == "XMLAnnotation"
    }

    private mutating func end() -> Element? {
        guard let element = stack.popLast() else { return nil }
        return stack.isEmpty ? nil : close(element)
    }

    /// Gives the element to the one around it, or out, if it is a part of the document.
    private mutating func close(_ element: Element) -> Element? {
        if isAtTop {
            return element.name == "StructuredAnnotations" && stack.count == 1 ? nil : element
        }
        stack[stack.count - 1].children.append(element)
        return nil
    }

    private mutating func addText() throws(OMEXMLError) {
        // Between the parts of the document there is only white space.
        guard !stack.isEmpty, !isAtTop else { return }
        let last = stack.count - 1
        stack[last].textSize += reader.textSize
        if stack[last].name == "BinData" {
            try limits.check(.binarySize, stack[last].textSize, line: stack[last].line)
            // Pixels are counted and not kept; what an attached file holds is.
            if last >= 2, stack[last - 2].name == "FileAnnotation" { stack[last].text += reader.text }
            return
        }
        try limits.check(.textSize, stack[last].textSize, line: stack[last].line)
        stack[last].text += reader.text
    }

    private mutating func inertText(line: Int) throws(OMEXMLError) -> String {
        var inert = InertText()
        while let node = try reader.next() {
            guard inert.add(node, from: reader) else { return inert.text }
            try limits.check(.textSize, inert.text.utf8.count, line: line)
        }
        return inert.text
    }
}
