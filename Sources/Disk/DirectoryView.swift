internal import Linux
public import Store

/// A store's directory that is only looked at: nothing in it is made, changed or removed, and no daemon starts on it
/// meanwhile.
public final class DirectoryView: Storage {
    private let directory: Directory
    private let path: String
    private let lock: DirectoryLock?

    /// Opens a directory that no daemon has.
    public init(_ path: String) throws(DirectoryError) {
        do throws(SystemError) { directory = try Directory(opening: path) } catch { throw .system(path, error) }
        self.path = path
        do throws(LockError) { lock = try directory.lockQuietly("lock") } catch { throw .locked(path, error) }
    }

    public func names() throws(StorageError) -> [String] {
        try StorageError.catching(file: path) { () throws(SystemError) in try directory.names() }
    }

    public func holds(_ name: String) throws(StorageError) -> Bool {
        try StorageError.catching(file: "\(path)/\(name)") { () throws(SystemError) in
            try directory.attributes(of: name) != nil
        }
    }

    public func open(_ name: String) throws(StorageError) -> FileView { throw .onlyRead("\(path)/\(name)") }

    public func openForReading(_ name: String) throws(StorageError) -> FileView {
        let place = "\(path)/\(name)"
        return try StorageError.catching(file: place) { () throws(SystemError) in
            FileView(try directory.openFile(name, for: .reading), name: place)
        }
    }

    public func create(_ name: String) throws(StorageError) -> FileView { throw .onlyRead("\(path)/\(name)") }

    public func rename(_ name: String, to newName: String) throws(StorageError) { throw .onlyRead("\(path)/\(name)") }

    public func remove(_ name: String) throws(StorageError) { throw .onlyRead("\(path)/\(name)") }

    public func sync() throws(StorageError) { throw .onlyRead(path) }
}

/// An open file of such a directory.
public final class FileView: StorageFile {
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

    public func write(_ bytes: [UInt8], at offset: Int) throws(StorageError) { throw .onlyRead(name) }

    public func extend(to size: Int) throws(StorageError) { throw .onlyRead(name) }

    public func truncate(to size: Int) throws(StorageError) { throw .onlyRead(name) }

    public func sync() throws(StorageError) { throw .onlyRead(name) }
}

extension StorageError {
    fileprivate static func onlyRead(_ file: String) -> StorageError {
        StorageError(file: file, reason: "it is only looked at", isSpaceShortage: false)
    }
}
