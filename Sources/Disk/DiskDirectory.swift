public import Linux
public import Store

/// The store's directory on a real disk: 0700, its files 0600, whatever the umask.
public final class DiskDirectory: Storage {
    private let directory: Directory
    /// Where it is, for what is said about it.
    private let path: String
    /// `nil`: it lies in one that is locked.
    private let lock: DirectoryLock?

    /// Opens the directory, or makes it, and holds its lock for life: two daemons never share one.
    public init(_ path: String) throws(DirectoryError) {
        let isPrivate: Bool
        do throws(SystemError) {
            directory = try Directory(creating: path)
            isPrivate = try directory.attributes().isPrivate
        } catch {
            throw .system(path, error)
        }
        guard isPrivate else { throw .notPrivate(path) }
        self.path = path
        do throws(LockError) { lock = try directory.lock("lock") } catch { throw .locked(path, error) }
    }

    /// A folder in this one, made if there is none: as closed to others as this one, and under its lock.
    public func folder(_ name: String) throws(DirectoryError) -> DiskDirectory {
        let path = place(of: name)
        let inner = try DirectoryError.catching(path) { () throws(SystemError) in try directory.createDirectory(name) }
        let isPrivate = try DirectoryError.catching(path) { () throws(SystemError) in
            try directory.sync()
            return try inner.attributes().isPrivate
        }
        guard isPrivate else { throw .notPrivate(path) }
        return DiskDirectory(inner, at: path)
    }

    private init(_ directory: consuming Directory, at path: String) {
        self.directory = directory
        self.path = path
        lock = nil
    }

    private func place(of name: String) -> String { "\(path)/\(name)" }

    public func names() throws(StorageError) -> [String] {
        try StorageError.catching(file: path) { () throws(SystemError) in try directory.names() }
    }

    public func holds(_ name: String) throws(StorageError) -> Bool {
        try StorageError.catching(file: place(of: name)) { () throws(SystemError) in
            try directory.attributes(of: name) != nil
        }
    }

    public func open(_ name: String) throws(StorageError) -> DiskFile { try open(name, for: .readingAndWriting) }

    public func openForReading(_ name: String) throws(StorageError) -> DiskFile { try open(name, for: .reading) }

    /// A file that is not closed to others is refused, as the directory is: who knows what they did to it.
    private func open(_ name: String, for access: Linux.File.Access) throws(StorageError) -> DiskFile {
        let place = place(of: name)
        let (file, isPrivate) = try StorageError.catching(file: place) { () throws(SystemError) in
            let file = try directory.openFile(name, for: access)
            let isPrivate = try file.attributes().isPrivate
            return (DiskFile(file, name: place), isPrivate)
        }
        guard isPrivate else { throw StorageError(file: place, reason: Self.notPrivate, isSpaceShortage: false) }
        return file
    }

    private static let notPrivate =
        "it must belong to the user that runs cohortd and be closed to others: chmod 0600 it"

    public func create(_ name: String) throws(StorageError) -> DiskFile {
        try StorageError.catching(file: place(of: name)) { () throws(SystemError) in
            DiskFile(try directory.createFile(name), name: place(of: name))
        }
    }

    public func rename(_ name: String, to newName: String) throws(StorageError) {
        try StorageError.catching(file: place(of: name)) { () throws(SystemError) in
            try directory.rename(name, to: newName)
        }
    }

    public func remove(_ name: String) throws(StorageError) {
        try StorageError.catching(file: place(of: name)) { () throws(SystemError) in try directory.remove(name) }
    }

    public func sync() throws(StorageError) {
        try StorageError.catching(file: path) { () throws(SystemError) in try directory.sync() }
    }
}

/// Why a directory cannot be used.
public enum DirectoryError: Error, Hashable, Sendable, CustomStringConvertible {
    case system(String, SystemError)
    case locked(String, LockError)
    /// Others could read or change what is in it.
    case notPrivate(String)

    public var description: String {
        switch self {
        case .system(let path, let error): "cannot use the directory `\(path)`: \(error)"
        case .locked(let path, .held(let holder)):
            "another cohortd\(holder.map { " (process \($0))" } ?? "") already runs on the directory `\(path)`"
        case .locked(let path, .system(let error)): "cannot lock the directory `\(path)`: \(error)"
        case .notPrivate(let path):
            "the directory `\(path)` must belong to the user that runs cohortd and be closed to others: chmod 0700 it"
        }
    }
}

extension DirectoryError {
    fileprivate static func catching<Result: ~Copyable>(
        _ path: String, _ body: () throws(SystemError) -> Result
    ) throws(DirectoryError) -> Result {
        do throws(SystemError) { return try body() } catch { throw .system(path, error) }
    }
}

extension StorageError {
    init(_ error: SystemError, file: String) {
        self.init(file: file, reason: "\(error)", isSpaceShortage: error.isSpaceShortage)
    }

    static func catching<Result: ~Copyable>(
        file: @autoclosure () -> String, _ body: () throws(SystemError) -> Result
    ) throws(StorageError) -> Result {
        do throws(SystemError) { return try body() } catch { throw StorageError(error, file: file()) }
    }
}
