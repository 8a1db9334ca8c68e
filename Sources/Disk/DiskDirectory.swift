public import Linux
public import Store

/// The store's directory on a real disk: 0700, its files 0600, whatever the umask.
public final class DiskDirectory: Storage {
    private let directory: Directory
    /// Where it is, for what is said about it.
    private let path: String
    private let lock: DirectoryLock

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

    private func place(of name: String) -> String { "\(path)/\(name)" }

    public func names() throws(StorageError) -> [String] {
        try StorageError.catching(file: path) { () throws(SystemError) in try directory.names() }
    }

    public func open(_ name: String) throws(StorageError) -> DiskFile {
        try StorageError.catching(file: place(of: name)) { () throws(SystemError) in
            DiskFile(try directory.openFile(name, for: .readingAndWriting), name: place(of: name))
        }
    }

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
