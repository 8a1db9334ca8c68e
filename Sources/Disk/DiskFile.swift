internal import Linux
public import Store

/// An open file of the store's directory.
public final class DiskFile: StorageFile {
    private let file: File
    /// Where it was opened.
    private let name: String

    init(_ file: consuming File, name: String) {
        self.file = file
        self.name = name
    }

    /// Where it is, for what is said about it: a segment is made under another name.
    private var place: String { file.path ?? name }

    public var size: Int {
        get throws(StorageError) { try StorageError.catching(file: place) { () throws(SystemError) in try file.size } }
    }

    public func read(_ count: Int, at offset: Int) throws(StorageError) -> [UInt8] {
        try StorageError.catching(file: place) { () throws(SystemError) in try file.read(count, at: offset) }
    }

    public func write(_ bytes: [UInt8], at offset: Int) throws(StorageError) {
        do throws(WriteError) {
            try file.write(bytes, at: offset)
        } catch {
            throw StorageError(error.cause, file: place)
        }
    }

    public func extend(to size: Int) throws(StorageError) {
        do throws(WriteError) { try file.allocate(size) } catch { throw StorageError(error.cause, file: place) }
    }

    public func truncate(to size: Int) throws(StorageError) {
        try StorageError.catching(file: place) { () throws(SystemError) in try file.truncate(to: size) }
    }

    /// A file that nobody could find again is not on disk, whatever the system says of its bytes.
    public func sync() throws(StorageError) {
        let links = try StorageError.catching(file: place) { () throws(SystemError) in
            try file.dataSync()
            return try file.attributes().links
        }
        guard links > 0 else {
            throw StorageError(file: place, reason: "somebody has removed it", isSpaceShortage: false)
        }
    }
}
