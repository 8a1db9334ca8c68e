/// A directory of files: the disk in the daemon, and in tests one that tears, fills up and forgets.
public protocol Storage: Sendable {
    associatedtype File: StorageFile

    func names() throws(StorageError) -> [String]
    /// Whether there is a file of this name.
    func holds(_ name: String) throws(StorageError) -> Bool
    /// Opens a file that exists, for reading and writing.
    func open(_ name: String) throws(StorageError) -> File
    /// Opens a file that exists, for reading alone: a disk that takes nothing any more still gives what is there.
    func openForReading(_ name: String) throws(StorageError) -> File
    /// Makes a file that does not exist yet.
    func create(_ name: String) throws(StorageError) -> File
    /// Gives a file another name; whatever had that name is gone.
    func rename(_ name: String, to newName: String) throws(StorageError)
    func remove(_ name: String) throws(StorageError)
    /// Returns when names that were made, changed and removed are on disk.
    func sync() throws(StorageError)
}

/// An open file.
public protocol StorageFile: AnyObject {
    var size: Int { get throws(StorageError) }
    /// So many bytes from `offset` on; fewer only where the file ends.
    func read(_ count: Int, at offset: Int) throws(StorageError) -> [UInt8]
    /// Writes all of the bytes, or throws and may have written some.
    func write(_ bytes: [UInt8], at offset: Int) throws(StorageError)
    /// Grows the file with zeros that are really there.
    func extend(to size: Int) throws(StorageError)
    func truncate(to size: Int) throws(StorageError)
    /// Returns when what was written is on disk.
    func sync() throws(StorageError)
}

/// What the disk would not do.
public struct StorageError: Error, Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// The call that failed, and why.
    public let reason: String
    /// Whether it would work with more space.
    public let isSpaceShortage: Bool

    public init(file: String, reason: String, isSpaceShortage: Bool) {
        self.file = file
        self.reason = reason
        self.isSpaceShortage = isSpaceShortage
    }

    public var description: String { "`\(file)`: \(reason)" }
}
