/// XML as it is written, element by element.
struct XMLText {
    private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    /// The elements that are open.
    private var names: [String] = []

    /// An attribute; one without a value is not written.
    typealias Attribute = (name: String, value: String?)

    /// Opens an element: what is written up to `end` lies in it.
    mutating func begin(_ name: String, _ attributes: [Attribute] = []) {
        open(name, attributes, ending: ">\n")
        names.append(name)
    }

    mutating func end() {
        guard let name = names.popLast() else { preconditionFailure("only what is open is ended") }
        text += "\(indent)</\(name)>\n"
    }

    /// Writes an element with nothing in it.
    mutating func element(_ name: String, _ attributes: [Attribute] = []) { open(name, attributes, ending: "/>\n") }

    /// Writes an element with nothing but text in it.
    mutating func element(_ name: String, _ attributes: [Attribute] = [], text: String) {
        open(name, attributes, ending: ">")
        self.text += "\(Self.escaped(text, isAttribute: false))</\(name)>\n"
    }

    /// Writes an element around XML that is written already. Nothing is put between its parts.
    mutating func element(_ name: String, xml: String) {
        open(name, [], ending: ">")
        text += "\(xml)</\(name)>\n"
    }

    private var indent: String { String(repeating: " ", count: 2 * names.count) }

    private mutating func open(_ name: String, _ attributes: [Attribute], ending: String) {
        text += "\(indent)<\(name)"
        for (name, value) in attributes {
            if let value { text += " \(name)=\"\(Self.escaped(value, isAttribute: true))\"" }
        }
        text += ending
    }

    /// Text with everything escaped that a parser would take for something else. What XML cannot hold becomes U+FFFD.
    private static func escaped(_ text: String, isAttribute: Bool) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;".unicodeScalars
            case "<": result += "&lt;".unicodeScalars
            case ">": result += "&gt;".unicodeScalars
            case "\"" where isAttribute: result += "&quot;".unicodeScalars
            case "\r": result += "&#13;".unicodeScalars
            case "\n" where isAttribute: result += "&#10;".unicodeScalars
            case "\t" where isAttribute: result += "&#9;".unicodeScalars
            case "\n", "\t": result.append(scalar)
            case _ where scalar.value < 0x20 || (0xFFFE...0xFFFF).contains(scalar.value): result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
