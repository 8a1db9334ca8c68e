/// The segments of a directory, in order.
struct SegmentNames {
    let all: [String]
    private let firsts: [UInt64]

    init(_ names: [String]) {
        firsts = names.compactMap(FileName.segmentRevision).sorted()
        all = firsts.map { FileName.segment(first: $0) }
    }

    /// Those that hold something beyond a revision, and the last one in any case.
    func beyond(_ revision: UInt64) -> ArraySlice<String> {
        all.suffix(from: firsts.dropFirst().firstIndex { $0 > revision + 1 }.map { $0 - 1 } ?? max(0, all.count - 1))
    }

    /// Those that hold nothing beyond a revision, though another one follows each of them.
    func superfluous(at revision: UInt64) -> ArraySlice<String> { all.dropLast(beyond(revision).count) }
}

/// The whole bytes of a file.
extension Storage {
    func bytes(of name: String) throws(StorageError) -> [UInt8] {
        let file = try openForReading(name)
        return try file.read(try file.size, at: 0)
    }
}
