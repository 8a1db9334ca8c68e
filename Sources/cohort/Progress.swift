internal import Glibc
internal import Linux

/// How far a long command has come: a bar that is drawn over and over on a terminal; elsewhere nothing, as every file
/// has a line of its own there.
struct Progress {
    private static let width = 30

    private let isShown = isatty(STDERR_FILENO) == 1
    private let total: Int
    private var done = 0
    /// What was drawn last.
    private var drawn = ""

    /// - Parameter total: steps in all.
    init(of total: Int) { self.total = max(total, 1) }

    /// Draws the bar with what is being done now.
    mutating func show(_ what: String) {
        guard isShown else { return }
        let filled = Self.width * done / total
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        let line = "[\(bar)] \(done)/\(total) \(what.escaped)"
        drawn = String(line.prefix(79))
        Terminal.draw("\r\u{1B}[K\(drawn)")
    }

    mutating func step() { done += 1 }

    /// Takes the bar away, so that lines can be written in its place.
    mutating func clear() {
        guard isShown, !drawn.isEmpty else { return }
        Terminal.draw("\r\u{1B}[K")
        drawn = ""
    }
}
