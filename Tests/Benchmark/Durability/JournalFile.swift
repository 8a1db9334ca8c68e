import Linux

/// What the segments of a journal come to, read as `JOURNAL.md` says.
struct JournalFile {
    /// Batches: each was one write and one sync.
    private(set) var batches = 0
    private(set) var records = 0
    /// Bytes of all batches.
    private(set) var size = 0

    init() {}

    init(in folder: String) throws(SystemError) {
        for name in try Directory(opening: folder).names() where name.hasPrefix("journal-") {
            read(try File.readWhole("\(folder)/\(name)", sizeMax: 1 << 30))
        }
    }

    private mutating func read(_ bytes: [UInt8]) {
        var offset = 48
        while offset + 40 <= bytes.count {
            func number(_ start: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[offset + start + $1]) << (8 * $1) } }
            guard number(16) > 0 else { return }
            batches += 1
            records += number(16)
            let whole = (40 + number(0) + 7) / 8 * 8
            size += whole
            offset += whole
        }
    }

    static func - (lhs: JournalFile, rhs: JournalFile) -> JournalFile {
        var difference = JournalFile()
        difference.batches = lhs.batches - rhs.batches
        difference.records = lhs.records - rhs.records
        difference.size = lhs.size - rhs.size
        return difference
    }
}
