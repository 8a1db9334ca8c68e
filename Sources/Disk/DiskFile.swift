internal import Linux
public import Store

/// An open file of the store's directory.
public final class DiskFile: StorageFile {
    private let file: File
    private let name: String

    init(_ file: consuming File, name: String) {
        self.file = file
        self.name = name
    }

    public var size: Int {
        get throws(StorageError) { try StorageError.catching(file: name) { () throws(SystemError) in try file.size } }
    }

    public func read(_ count: Int, at offset: Int) throws(StorageError) -> [UInt8] {
        try StorageError.catching(file: name) { () throws(SystemError) in try file.read(count, at: offset) }
    }

    public func write(_ bytes: [UInt8], at offset: Int) throws(StorageError) {
        do throws(WriteError) {
            try file.write(bytes, at: offset)
        } catch {
            throw StorageError(error.cause, file: name)
        }
    }

    public func extend(to size: Int) throws(StorageError) {
        do throws(WriteError) { try file.allocate(size) } catch { throw StorageError(error.cause, file: name) }
    }

    public func truncate(to size: Int) throws(StorageError) {
        try StorageError.catching(file: name) { () throws(SystemError) in try file.truncate(to: size) }
    }

    /// A file that nobody could find again is not on disk, whatever the system says of its bytes.
    public func sync() throws(StorageError) {
        let links = try StorageError.catching(file: name) { () throws(SystemError) in
            try file.dataSync()
            return try file.attributes().links
        }
        guard links > 0 else {
            throw StorageError(file: name, reason: "somebody has removed it", isSpaceShortage: false)
        }
    }
}
