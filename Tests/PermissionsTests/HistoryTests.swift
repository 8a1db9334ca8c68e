import Glibc
import TestSupport
import Testing

/// Random requests of random callers, judged by the law and by the model of its text. `COHORT_HISTORIES` says how many
/// steps to play, `COHORT_SEED` from which seed on; a failure prints its seed and the few steps that it takes.
@Suite struct HistoryTests {
    /// Steps before a history begins anew with another lab: worlds stay small, and what goes wrong stays short.
    private static let length = 100

    private static func setting(_ name: String) -> UInt64? {
        guard let text = unsafe getenv(name) else { return nil }
        return UInt64(unsafe String(cString: text))
    }

    @Test("law and model agree on every answer, every plan and what everyone sees", arguments: 0..<4)
    func agreement(part: Int) {
        let count = Int(Self.setting("COHORT_HISTORIES") ?? 4_000) / Self.length / 4
        let first = (Self.setting("COHORT_SEED") ?? 1) + UInt64(part * count)
        for seed in first..<first + UInt64(max(count, 1)) {
            var history = History(seed: seed)
            for _ in 0..<Self.length {
                if let fault = history.step() { return report(fault, history) }
            }
            if let fault = history.finalFault() { return report(fault, history) }
        }
        if Self.setting("COHORT_HISTORIES") != nil { print("histories \(first)..<\(first + UInt64(count)) agree") }
    }

    private func report(_ fault: String, _ history: History) {
        Issue.record("seed \(history.seed): \(fault)\n\(history.shrunk().joined(separator: "\n"))")
    }

    @Test("histories have steps of every sort, and many are allowed")
    func variety() {
        var done: [String: Int] = [:]
        for seed in UInt64(1)...40 {
            var history = History(seed: seed)
            for _ in 0..<Self.length { _ = history.step() }
            done.merge(history.done, uniquingKeysWith: +)
        }
        for sort in [
            "create", "link", "unlink", "setParent", "edit", "delete", "move", "copy", "give", "setLevel", "administer",
        ] { #expect(done[sort, default: 0] >= 4, "\(sort): \(done)") }
    }
}
