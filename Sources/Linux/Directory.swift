internal import CLinux
internal import Glibc

/// An open directory. Files in it are reached through it, by bare names, whatever happens to its path.
public struct Directory: ~Copyable, Sendable {
    private let descriptor: Descriptor

    private init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// Opens a directory that exists.
    public init(opening path: String) throws(SystemError) {
        descriptor = Descriptor(owning: try attempt("open") { unsafe cohort_directory_open(path) })
    }

    /// Opens a directory, and makes it first if there is none: reachable for its owner alone, whatever the umask.
    /// The parent must exist. A directory that exists keeps its mode; see `FileAttributes.isPrivate`.
    public init(creating path: String) throws(SystemError) {
        let isNew = try Self.make(AT_FDCWD, path)
        let directory = try Directory(opening: path)
        if isNew { try directory.setMode(0o700) }
        self = directory
    }

    /// Opens a directory in this one.
    public func openDirectory(_ name: String) throws(SystemError) -> Directory {
        let number = number(for: name)
        let opened = try attempt("openat") { unsafe cohort_directory_open_at(number, name) }
        return Directory(owning: Descriptor(owning: opened))
    }

    /// Opens a directory in this one, and makes it first if there is none, reachable for its owner alone.
    public func createDirectory(_ name: String) throws(SystemError) -> Directory {
        let isNew = try Self.make(number(for: name), name)
        let directory = try openDirectory(name)
        if isNew { try directory.setMode(0o700) }
        return directory
    }

    /// Whether it was this call that made the directory.
    private static func make(_ parent: Int32, _ path: String) throws(SystemError) -> Bool {
        do throws(SystemError) {
            _ = try attempt("mkdirat") { unsafe mkdirat(parent, path, 0o700) }
            return true
        } catch {
            guard error.isCollision else { throw error }
            return false
        }
    }

    // The umask can only have taken rights away, so there is no moment at which others could enter.
    private func setMode(_ mode: UInt32) throws(SystemError) {
        let number = descriptor.number
        _ = try attempt("fchmod") { fchmod(number, mode) }
    }

    /// Opens a file that exists; a symbolic link is not followed.
    public func openFile(_ name: String, for access: File.Access) throws(SystemError) -> File {
        let number = number(for: name)
        let flag = access == .reading ? COHORT_READ : COHORT_READ_WRITE
        let opened = try attempt("openat") { unsafe cohort_file_open_at(number, name, Int32(flag)) }
        return File(owning: Descriptor(owning: opened))
    }

    /// Makes a file that must not exist yet, for its owner alone to read and write, whatever the umask.
    public func createFile(_ name: String) throws(SystemError) -> File {
        let number = number(for: name)
        let opened = try attempt("openat") { unsafe cohort_file_create_at(number, name, 0o600) }
        return File(owning: Descriptor(owning: opened))
    }

    /// Gives a file another name in this directory, and replaces in one step what had that name.
    public func rename(_ name: String, to newName: String) throws(SystemError) {
        let number = number(for: name)
        _ = self.number(for: newName)
        _ = try attempt("renameat2") { unsafe cohort_rename_at(number, name, newName, 1) }
    }

    /// Gives a file a name that nothing in this directory has yet.
    public func rename(_ name: String, toUnused newName: String) throws(SystemError) {
        let number = number(for: name)
        _ = self.number(for: newName)
        _ = try attempt("renameat2") { unsafe cohort_rename_at(number, name, newName, 0) }
    }

    /// Removes a file.
    public func remove(_ name: String) throws(SystemError) {
        let number = number(for: name)
        _ = try attempt("unlinkat") { unsafe unlinkat(number, name, 0) }
    }

    /// Removes a directory that holds nothing.
    public func removeDirectory(_ name: String) throws(SystemError) {
        let number = number(for: name)
        _ = try attempt("unlinkat") { unsafe unlinkat(number, name, AT_REMOVEDIR) }
    }

    /// Returns when every name made, changed or removed here is so on the disk.
    public func sync() throws(SystemError) {
        let number = descriptor.number
        _ = try attempt("fsync") { fsync(number) }
    }

    /// What the file system knows about the directory itself.
    public func attributes() throws(SystemError) -> FileAttributes { try FileAttributes(of: descriptor) }

    /// What the file system knows about a file in it, or nothing if there is no such file.
    public func attributes(of name: String) throws(SystemError) -> FileAttributes? {
        _ = number(for: name)
        do throws(SystemError) {
            return try FileAttributes(of: name, in: descriptor)
        } catch {
            guard error.isAbsence else { throw error }
            return nil
        }
    }

    /// The names of everything in the directory, in ascending order of their bytes.
    public func names() throws(SystemError) -> [String] {
        guard let listing = unsafe cohort_listing_open(descriptor.number) else {
            throw SystemError(call: "opendir", code: errno)
        }
        defer { unsafe cohort_listing_close(listing) }
        var names: [String] = []
        while let name = unsafe cohort_listing_next(listing) { names.append(unsafe String(cString: name)) }
        guard errno == 0 else { throw SystemError(call: "readdir", code: errno) }
        return names.filter { $0 != "." && $0 != ".." }.sorted()
    }

    /// Takes the lock of this name, which is kept until the answer goes out of scope, or says who has it.
    public func lock(_ name: String) throws(LockError) -> DirectoryLock {
        try DirectoryLock(name, number(for: name))
    }

    /// Takes a lock whose file exists, without a trace of it; nothing if there is no such file.
    public func lockQuietly(_ name: String) throws(LockError) -> DirectoryLock? {
        do throws(SystemError) {
            guard try attributes(of: name) != nil else { return nil }
        } catch {
            throw .system(error)
        }
        return try DirectoryLock(quietly: name, number(for: name))
    }

    // Names come from us, never from outside: one that leads elsewhere is a mistake.
    private func number(for name: String) -> Int32 {
        precondition(!name.isEmpty)
        precondition(!name.utf8.contains(UInt8(ascii: "/")))
        return descriptor.number
    }
}
