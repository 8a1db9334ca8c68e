internal import Permissions

extension History {
    /// The fewest steps found that go wrong in the same way, in words, and what goes wrong then.
    public func shrunk(_ fault: HistoryFault) -> (steps: [String], fault: HistoryFault) {
        var needed = steps
        var found = (steps: steps.map(\.words), fault: fault)
        var size = max(1, needed.count / 2)
        // Many at once while that works, then one by one until none can be spared.
        while true {
            var hasShrunk = false
            var end = needed.count - 1
            while end > 0 {
                let start = max(0, end - size)
                var fewer = needed
                fewer.removeSubrange(start..<end)
                if let shorter = replay(fewer, fault.sort) {
                    needed = fewer
                    found = shorter
                    hasShrunk = true
                }
                end = start
            }
            if size == 1 && !hasShrunk { return found }
            size = max(1, size / 2)
        }
    }

    /// Plays steps on the lab of the same seed. `nil` if the last one does not go wrong as it should, or another does.
    private func replay(_ steps: [HistoryStep], _ sort: String) -> (steps: [String], fault: HistoryFault)? {
        var history = History(seed: seed, stores: true)
        var renaming = HistoryRenaming(from: history.world)
        var words: [String] = []
        for (index, old) in steps.enumerated() {
            var step = old.renamed(by: renaming)
            let fault = history.take(&step)
            words.append(step.words)
            if let fault { return index == steps.count - 1 && fault.sort == sort ? (words, fault) : nil }
            renaming.note(old.made, step.made)
        }
        return nil
    }
}
