internal import Digest
internal import Linux
internal import Store

/// `store export` and `store import`: the whole state as lines of JSON, and back.
enum Exporting {
    /// Characters that are written at once, and bytes that are read at once.
    private static let partSize = 1 << 20
    /// The longest line: one row may be large.
    private static let lineSizeMax = 1 << 28

    static func export(_ line: StoreLine) throws(OfflineError) {
        let state: State
        switch try line.openSource() {
        case .directory(let disk):
            state = try OfflineError.catching { () throws(Recovery.Failure) in try Inspection(of: disk).state }
        case .file(let bytes):
            state = try OfflineError.catching { () throws(Damage) in
                try Inspection(ofSnapshot: bytes, name: line.source).state
            }
        }
        var export = Export(state)
        while let text = export.next(partSize) { try Say.line(text, terminator: "") }
    }

    static func `import`(_ line: StoreLine) throws(OfflineError) {
        let state: State
        do throws(OfflineError) { state = try read(line.source) } catch {
            throw .failed("cannot import `\(line.source)`: \(error.sentence)")
        }
        let target = try line.makeTarget()
        try OfflineError.catching { () throws(StorageError) in
            try SnapshotWriter.write(state, chain: RandomBytes.number(), to: target)
        }
        try Say.line("imported: revision \(state.revision), to `\(line.target)`")
        try Say.line("digest: \(state.digest.hexadecimal)")
    }

    private static func read(_ path: String) throws(OfflineError) -> State {
        let file = try OfflineError.catching { () throws(SystemError) in try File(reading: path) }
        var rows = Import()
        var rest: [UInt8] = []
        var offset = 0
        while true {
            let part = try OfflineError.catching { () throws(SystemError) in try file.read(partSize, at: offset) }
            offset += part.count
            rest += part
            var start = 0
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                let row = rest[start..<end]
                do throws(Import.Failure) { try rows.add(row) } catch { throw .failed("\(error)") }
                start = end + 1
            }
            rest.removeFirst(start)
            guard rest.count <= lineSizeMax else { throw .failed("a line has more than \(lineSizeMax) bytes") }
            if part.isEmpty { break }
        }
        guard rest.isEmpty else { throw .failed("its last line does not end: it was cut") }
        do throws(Import.Failure) { return try rows.finish() } catch { throw .failed("\(error)") }
    }
}
