/// The YAML that people write rules in: mappings, lists and texts, by indentation. Anchors, tags and braces are refused:
/// nobody needs them there, and some are dangerous.
indirect enum YAMLValue: Hashable {
    case none
    case text(String, line: Int)
    case list([YAMLValue])
    case map([Member])

    struct Member: Hashable {
        let key: String
        let value: YAMLValue
        let line: Int
    }
}

/// Why a file was refused.
struct YAMLFault: Error, Hashable, CustomStringConvertible {
    let reason: String
    let line: Int

    var description: String { "line \(line): \(reason)" }
}

struct YAMLText {
    static let sizeMax = 1 << 20
    private static let depthMax = 16

    private struct Line {
        var indent: Int
        var content: String
        let number: Int
    }

    private var lines: [Line]
    private var at = 0

    /// The value that the text stands for.
    static func value(of text: String) throws(YAMLFault) -> YAMLValue {
        var yaml = try YAMLText(text)
        let value = try yaml.node(indent: 0, depth: 0)
        guard yaml.peek() == nil else { throw yaml.fault("this is indented otherwise than what stands above") }
        return value
    }

    private init(_ text: String) throws(YAMLFault) {
        lines = []
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = raw.hasSuffix("\r") ? raw.dropLast() : raw
            let indent = line.prefix { $0 == " " }.count
            let content = String(line.dropFirst(indent))
            guard !content.hasPrefix("\t") else {
                throw YAMLFault(reason: "indent by spaces, not tabs", line: index + 1)
            }
            lines.append(Line(indent: indent, content: content, number: index + 1))
        }
    }

    private func fault(_ reason: String) -> YAMLFault {
        YAMLFault(reason: reason, line: at < lines.count ? lines[at].number : lines.last?.number ?? 1)
    }

    /// The next line with something on it, of which the comment is taken away.
    private mutating func peek() -> Line? {
        while at < lines.count {
            lines[at].content = Self.withoutComment(lines[at].content)
            let content = lines[at].content
            if content.isEmpty || (lines[at].indent == 0 && (content == "---" || content == "...")) {
                at += 1
                continue
            }
            return lines[at]
        }
        return nil
    }

    /// Text up to a `#` that stands at the start or behind a blank, and in no quotes.
    private static func withoutComment(_ text: String) -> String {
        var quote: Character?
        var last: Character = " "
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                // A quote that is there twice stands for itself: it closes the text, and opens it at once.
                if character == open { quote = nil }
            } else if "\"'".contains(character), " :-'".contains(last) {
                quote = character
            } else if character == "#", last == " " {
                return String(text[..<index]).trimmed
            }
            last = character
        }
        return text.trimmed
    }

    // MARK: - Nodes. They lie in each other no deeper than the limit.

    private mutating func node(indent: Int, depth: Int) throws(YAMLFault) -> YAMLValue {
        guard depth < Self.depthMax else { throw fault("things lie more than \(Self.depthMax) deep") }
        guard let line = peek(), line.indent >= indent else { return .none }
        if line.content == "-" || line.content.hasPrefix("- ") { return try list(indent: line.indent, depth: depth) }
        if Self.key(of: line.content) != nil { return try map(indent: line.indent, depth: depth) }
        at += 1
        return try scalar(line.content, line.number)
    }

    private mutating func list(indent: Int, depth: Int) throws(YAMLFault) -> YAMLValue {
        var items: [YAMLValue] = []
        while let line = peek(), line.indent == indent, line.content == "-" || line.content.hasPrefix("- ") {
            let rest = line.content.dropFirst()
            let inner = rest.drop { $0 == " " }
            if inner.isEmpty {
                at += 1
                items.append(try node(indent: indent + 1, depth: depth + 1))
            } else {
                // What follows the dash is a line of its own, further in.
                lines[at].indent = indent + 1 + (rest.count - inner.count)
                lines[at].content = String(inner)
                items.append(try node(indent: lines[at].indent, depth: depth + 1))
            }
        }
        return .list(items)
    }

    private mutating func map(indent: Int, depth: Int) throws(YAMLFault) -> YAMLValue {
        var members: [YAMLValue.Member] = []
        while let line = peek(), line.indent == indent, let (key, rest) = Self.key(of: line.content) {
            guard !members.contains(where: { $0.key == key }) else { throw fault("the key `\(key)` is there twice") }
            let value = try value(after: rest, indent: indent, depth: depth)
            members.append(YAMLValue.Member(key: key, value: value, line: line.number))
        }
        return .map(members)
    }

    /// The value of a key, on its line or below.
    private mutating func value(after rest: String, indent: Int, depth: Int) throws(YAMLFault) -> YAMLValue {
        let number = lines[at].number
        if rest.hasPrefix(">") || rest.hasPrefix("|") { return try block(rest, indent: indent) }
        if !rest.isEmpty {
            let value = try scalar(rest, number)
            at += 1
            return value
        }
        at += 1
        guard let next = peek() else { return .none }
        let isListBeside = next.indent == indent && (next.content == "-" || next.content.hasPrefix("- "))
        guard next.indent > indent || isListBeside else { return .none }
        return try node(indent: next.indent, depth: depth + 1)
    }

    /// Lines of text, further in than their key: as they are, or folded into one.
    private mutating func block(_ sign: String, indent: Int) throws(YAMLFault) -> YAMLValue {
        guard ["|", ">", "|-", ">-"].contains(sign) else {
            throw fault("`\(sign)` is not understood: write `>` or `|`")
        }
        let number = lines[at].number
        at += 1
        var texts: [String] = []
        var inner: Int?
        while at < lines.count {
            let line = lines[at]
            if line.content.isEmpty {
                texts.append("")
            } else {
                guard line.indent > indent else { break }
                inner = inner ?? line.indent
                texts.append(String(repeating: " ", count: max(line.indent - (inner ?? 0), 0)) + line.content)
            }
            at += 1
        }
        while texts.last?.isEmpty ?? false { texts.removeLast() }
        return .text(texts.joined(separator: sign.hasPrefix(">") ? " " : "\n"), line: number)
    }

    /// The key that a line begins with, and what follows it.
    private static func key(of content: String) -> (key: String, rest: String)? {
        for quote in ["\"", "'"] where content.hasPrefix(quote) {
            let parts = content.dropFirst().split(separator: quote, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1].hasPrefix(":") else { return nil }
            return (String(parts[0]), String(parts[1].dropFirst()).trimmed)
        }
        if content.hasSuffix(":"), !content.contains(": ") { return (String(content.dropLast()).trimmed, "") }
        guard let colon = content.range(of: ": ") else { return nil }
        return (String(content[..<colon.lowerBound]).trimmed, String(content[colon.upperBound...]).trimmed)
    }

    private func scalar(_ text: String, _ line: Int) throws(YAMLFault) -> YAMLValue {
        guard let first = text.first else { return .none }
        if "&*!%@`{[".contains(first) {
            throw YAMLFault(reason: "`\(first)` is not understood here: put the text into quotes", line: line)
        }
        guard "\"'".contains(first) else { return .text(text, line: line) }
        guard text.count >= 2, text.last == first else { throw YAMLFault(reason: "a quote is not closed", line: line) }
        let inner = String(text.dropFirst().dropLast())
        guard !inner.contains("\\") || first == "'" else {
            throw YAMLFault(reason: "escapes are not understood: write the character itself", line: line)
        }
        return .text(first == "'" ? inner.replacing("''", with: "'") : inner, line: line)
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? { ranges(of: part).first }
}
