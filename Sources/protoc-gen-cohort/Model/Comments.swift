/// What the `.proto` file says above its declarations, or else behind them on the same line.
struct Comments {
    private var lines: [[Int32]: [String]] = [:]

    init(_ source: Plugin.SourceInfo?) {
        for location in source?.locations ?? [] {
            let text = location.leadingComments.isEmpty ? location.trailingComments : location.leadingComments
            guard !text.isEmpty else { continue }
            lines[location.path] = Self.lines(of: text)
        }
    }

    /// The lines about the declaration at `path`: field numbers of the descriptors and indexes, by turns.
    func about(_ path: [Int32]) -> [String] {
        lines[path] ?? []
    }

    private static func lines(of text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line.hasPrefix(" ") ? line.dropFirst() : line)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
