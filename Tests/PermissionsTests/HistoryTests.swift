import Glibc
import TestSupport
import Testing

/// Random requests of random callers, judged by the law and by the model of its text. `COHORT_HISTORIES` says how many
/// steps to play, `COHORT_SEED` from which seed on; a failure prints its seed and the few steps that it takes.
@Suite struct HistoryTests {
    /// Steps before a history begins anew in another lab: worlds stay small, and what goes wrong stays short.
    private static let length = 100
    /// Steps that are played when nobody says how many.
    private static let few: UInt64 = 3_000

    private static func setting(_ name: String) -> UInt64? {
        guard let text = unsafe getenv(name) else { return nil }
        return UInt64(unsafe String(cString: text))
    }

    @Test("law and model agree on every answer, every plan and what everyone sees")
    func agreement() {
        let count = max(1, (Self.setting("COHORT_HISTORIES") ?? Self.few) / UInt64(Self.length))
        let first = Self.setting("COHORT_SEED") ?? 1
        print("histories of the seeds \(first)..<\(first + count)")
        var done: [String: Int] = [:]
        for seed in first..<first + count {
            // The store is asked as well in some of them.
            var history = History(seed: seed, stores: seed % 5 == 0)
            for _ in 0..<Self.length {
                guard let fault = history.step() else { continue }
                let (steps, shrunk) = history.shrunk(fault)
                Issue.record("COHORT_SEED=\(seed): \(shrunk.details)\n\(steps.joined(separator: "\n"))")
                return
            }
            done.merge(history.done, uniquingKeysWith: +)
        }
        if count < Self.few / UInt64(Self.length) { return }
        for sort in Self.sorts { #expect(done[sort, default: 0] > 0, "no \(sort) has changed anything: \(done)") }
    }

    @Test("a seed plays one history, every time")
    func replaying() {
        let words = (0..<2).map { _ in
            var history = History(seed: 3, stores: false)
            for _ in 0..<Self.length { _ = history.step() }
            return history.steps.map(\.words)
        }
        #expect(words[0] == words[1])
        #expect(Set(words[0]).count > Self.length / 2)
    }

    /// What histories are to be made of.
    private static let sorts = [
        "create", "importList", "officialScript", "link", "unlink", "setParent", "edit", "delete", "move", "copy",
        "give", "setLevel", "openSudo", "openScript", "endSession", "createGroup", "renameGroup", "deleteGroup",
        "add", "remove", "setOwner", "setDefaultGroup", "createUser", "setActive", "grant", "deleteUser",
    ]
}
