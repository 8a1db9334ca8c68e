internal import CohortClient
internal import OMEXML
internal import Protobuf
internal import Wire

// Annotations of every kind.

extension ExportDocument {
    mutating func addAnnotations() {
        let all = tree.all(
            .tag, .tagSet, .comment, .long, .double, .boolean, .timestamp, .term, .xml, .map, .list, .attachment)
        guard !all.isEmpty else { return }
        xml.begin("StructuredAnnotations")
        for annotation in all { addAnnotation(annotation) }
        xml.end()
    }

    private mutating func addAnnotation(_ annotation: V1.Object) {
        let isTagSet = annotation.kind == .tagSet
        let namespace = isTagSet ? Annotation.tagSetNamespace : annotation.text(of: .namespace)
        let name = isTagSet ? "TagAnnotation" : annotation.kind == .xml ? "XMLAnnotation" : annotation.kind.word
        xml.begin(
            name, [("ID", Self.id(annotation)), ("Namespace", namespace), ("Annotator", maker(of: annotation))])
        addDescription(of: annotation)
        addAnnotations(on: annotation)
        addValue(of: annotation)
        xml.end()
    }

    private mutating func addValue(of annotation: V1.Object) {
        let text = annotation.text(of: .text) ?? ""
        switch annotation.kind {
        case .tag, .tagSet: xml.element("Value", text: annotation.name)
        case .comment, .term: xml.element("Value", text: text)
        case .xml: addXML(text)
        case .timestamp:
            // A moment that the schema does not take is still better told than lost.
            leaveOut("timestamp of another form", if: !DateTime.isValid(text))
            xml.element("Value", text: DateTime.isValid(text) ? text : "1970-01-01T00:00:00Z")
        case .long: xml.element("Value", text: "\(annotation.integer(of: .long) ?? 0)")
        case .double: xml.element("Value", text: Self.double(annotation.real(of: .double) ?? 0))
        case .boolean: xml.element("Value", text: annotation.isTrue(.boolean) ? "true" : "false")
        case .map: addPairs(of: annotation)
        case .attachment: addFile(annotation)
        default: break
        }
    }

    /// XML goes as it is, if it is XML; anything else goes as text.
    private mutating func addXML(_ text: String) {
        if Fragment.isWellFormed(text) { xml.element("Value", xml: text) } else { xml.element("Value", text: text) }
    }

    private mutating func addPairs(of annotation: V1.Object) {
        xml.begin("Value")
        if case .pairs(let list) = annotation.value(of: .pairs) {
            for pair in list.pairs { xml.element("M", [("K", pair.key)], text: pair.value) }
        }
        xml.end()
    }

    private mutating func addFile(_ attachment: V1.Object) {
        let bytes = contents[attachment.id]
        let size = attachment.integer(of: .fileSize)
        leaveOut("what an attachment holds", if: bytes == nil && attachment.value(of: .contentDigest) != nil)
        xml.begin(
            "BinaryFile",
            [
                ("FileName", attachment.name), ("Size", "\(max(size ?? 0, 0))"),
                ("MIMEType", attachment.text(of: .mediaType)),
            ])
        let text = Base64.text(of: bytes ?? [])
        xml.element("BinData", [("BigEndian", "false"), ("Length", "\(text.utf8.count)")], text: text)
        xml.end()
    }

    /// A number as XML Schema writes it.
    private static func double(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        return number.isInfinite ? (number < 0 ? "-INF" : "INF") : "\(number)"
    }
}

/// A date with its time, as XML Schema writes it.
enum DateTime {
    /// Whether the text is one: `-?YYYY-MM-DDThh:mm:ss(.s+)?(Z|(+|-)hh:mm)?`, with four digits of the year or more.
    static func isValid(_ text: String) -> Bool {
        let pattern = /-?(\d{4}|[1-9]\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?/
        guard let match = text.wholeMatch(of: pattern) else { return false }
        func isNumber(_ digits: Substring, _ range: ClosedRange<Int>) -> Bool {
            Int(digits).map(range.contains) ?? false
        }
        return isNumber(match.2, 1...12) && isNumber(match.3, 1...31) && isNumber(match.4, 0...23)
            && isNumber(match.5, 0...59) && isNumber(match.6, 0...59)
    }
}
