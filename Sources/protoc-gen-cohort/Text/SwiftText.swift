/// Swift source as it is written, line after line.
struct SwiftText {
    private(set) var content = ""
    /// `public `, or nothing.
    let access: String
    /// The import of the runtime.
    let importLine: String
    private var depth = 0

    init(visibility: Options.Visibility) {
        access = visibility == .public ? "public " : ""
        importLine = "\(visibility.rawValue) import Protobuf"
    }

    mutating func line(_ text: String = "") {
        if !text.isEmpty { content += String(repeating: "    ", count: depth) + text }
        content += "\n"
    }

    mutating func comments(_ lines: [String]) {
        for text in lines { line(text.isEmpty ? "///" : "/// " + text) }
    }

    /// `head {`, the body one level deeper, `}`.
    mutating func block(_ head: String, _ body: (inout SwiftText) -> Void) {
        line(head + " {")
        indented(body)
        line("}")
    }

    mutating func indented(_ body: (inout SwiftText) -> Void) {
        depth += 1
        body(&self)
        depth -= 1
    }
}
