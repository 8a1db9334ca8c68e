/// XML that is kept as text: written out as it was read, and never looked into.
struct InertText {
    private(set) var text = ""
    private var depth = 0

    /// Adds the node at which the reader stands. False: it is the end of what surrounds this text.
    mutating func add(_ node: XMLReader.Node, from reader: borrowing XMLReader) -> Bool {
        switch node {
        case .start(let isEmpty):
            text += "<\(reader.qualifiedName)"
            for attribute in reader.attributes() {
                text += " \(attribute.name)=\"\(Self.escape(attribute.value, quotes: true))\""
            }
            text += isEmpty ? "/>" : ">"
            if !isEmpty { depth += 1 }
        case .end:
            guard depth > 0 else { return false }
            depth -= 1
            text += "</\(reader.qualifiedName)>"
        case .text:
            text += Self.escape(reader.text, quotes: false)
        case .comment:
            text += "<!--\(reader.text)-->"
        }
        return true
    }

    private static func escape(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\r": result += "&#13;"
            case "\"" where quotes: result += "&quot;"
            case "\n" where quotes: result += "&#10;"
            case "\t" where quotes: result += "&#9;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
