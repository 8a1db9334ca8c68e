/// Elements of one name, within elements of one name, that the model does not carry.
public struct Skipped: Hashable, Sendable {
    public var element: String
    public var parent: String
    public var count: Int
    /// Where the first of them is.
    public var line: Int
}

/// Counts what is left out, so that nothing is lost without a word.
struct SkippedCounts {
    private struct Key: Hashable {
        let element: String
        let parent: String
    }

    private var counts: [Key: Skipped] = [:]

    /// Counts an element and all that lies in it.
    mutating func add(_ element: Element, in parent: String) {
        var waiting = [(element, parent)]
        while let (element, parent) = waiting.popLast() {
            add(element.name, in: parent, line: element.line)
            waiting += element.children.map { ($0, element.name) }
        }
    }

    mutating func add(_ element: String, in parent: String, line: Int) {
        let key = Key(element: element, parent: parent)
        var skipped = counts[key] ?? Skipped(element: element, parent: parent, count: 0, line: line)
        skipped.count += 1
        skipped.line = min(skipped.line, line)
        counts[key] = skipped
    }

    /// In alphabetical order.
    var all: [Skipped] {
        counts.values.sorted { ($0.parent, $0.element) < ($1.parent, $1.element) }
    }
}
