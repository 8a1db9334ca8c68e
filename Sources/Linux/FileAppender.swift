/// Writes a file from some offset on, in large pieces, however small the parts are that it is handed.
public struct FileAppender: ~Copyable {
    /// Bytes that gather before they are written.
    private static let pieceSize = 1 << 18

    private let file: File
    private var gathered: [UInt8] = []

    /// Where the next byte goes, counting those that are not written yet.
    public private(set) var offset: Int

    /// Takes over the file, and continues it at `offset`.
    public init(owning file: consuming File, at offset: Int) {
        self.file = file
        self.offset = offset
        gathered.reserveCapacity(Self.pieceSize)
    }

    /// Adds bytes at the end.
    public mutating func append(_ bytes: [UInt8]) throws(WriteError) {
        gathered += bytes
        offset += bytes.count
        if gathered.count >= Self.pieceSize { try flush() }
    }

    /// Writes what has gathered, and gives the file back. Nothing is synced.
    public consuming func finish() throws(WriteError) -> File {
        try flush()
        return file
    }

    private mutating func flush() throws(WriteError) {
        try file.write(gathered, at: offset - gathered.count)
        gathered.removeAll(keepingCapacity: true)
    }
}
