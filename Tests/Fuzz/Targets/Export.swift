import Store

extension Target {
    /// Arbitrary lines where an export has its own: a state that comes out of them is exported, and imported it is the
    /// same.
    static func readExport(_ bytes: ArraySlice<UInt8>) {
        guard let state = try? imported(bytes) else { return }
        var export = Export(state)
        var text = ""
        while let lines = export.next(64) { text += lines }
        guard let again = try? imported(Array(text.utf8)[...]) else { fatalError("an export cannot be imported") }
        precondition(again.digest == state.digest, "a state that was imported again is another one")
    }

    private static func imported(_ bytes: ArraySlice<UInt8>) throws(Import.Failure) -> State {
        var lines = Import()
        for line in bytes.split(separator: UInt8(ascii: "\n")) { try lines.add(line) }
        return try lines.finish()
    }
}
