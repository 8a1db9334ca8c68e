internal import Glibc
internal import Linux
internal import Wire

/// A file of whoever runs the command.
struct LocalFile {
    private let path: String

    init(_ path: String) { self.path = path }

    /// What it is called in its folder.
    var name: String { String(path.split(separator: "/").last ?? "") }

    private var folder: String {
        let end = path.lastIndex(of: "/")
        return end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// What an attachment is called here, if nobody says: as it is called there, without leading anywhere else.
    static func name(for attachment: V1.Object) -> String {
        let name = LocalFile(attachment.name).name
        return name.isEmpty || name == "." || name == ".." ? "attachment-\(attachment.id)" : name
    }
}

// MARK: - Reading

extension LocalFile {
    /// All of it.
    ///
    /// - Parameter sizeMax: bytes; a larger one is refused.
    func readWhole(sizeMax: Int) throws(Failure) -> [UInt8] {
        do throws(SystemError) { return try File.readWhole(path, sizeMax: sizeMax) } catch {
            throw Self.unreadable(path, error)
        }
    }

    func open() throws(Failure) -> File {
        do throws(SystemError) { return try File(reading: path) } catch { throw Self.unreadable(path, error) }
    }

    static func size(of file: borrowing File, at path: String) throws(Failure) -> Int {
        do throws(SystemError) { return try file.size } catch { throw unreadable(path, error) }
    }

    static func read(
        _ count: Int, of file: borrowing File, at offset: Int, _ path: String
    ) throws(Failure) -> [UInt8] {
        do throws(SystemError) { return try file.read(count, at: offset) } catch { throw unreadable(path, error) }
    }

    private static func unreadable(_ path: String, _ error: SystemError) -> Failure {
        .file("`\(path)` cannot be read: \(error)")
    }
}

// MARK: - Writing

extension LocalFile {
    /// Writes what `next` gives, up to `nil`: aside, and under its name when it is whole. For its owner alone to read, as
    /// the daemon keeps it.
    ///
    /// - Parameter replacing: whether a file that is there is replaced; else it refuses.
    /// - Returns: how many bytes there are.
    func write(replacing: Bool, _ next: () throws(Failure) -> [UInt8]?) throws(Failure) -> Int {
        guard !path.hasSuffix("/"), !["", ".", ".."].contains(name) else {
            throw .file("`\(path)` is the name of a folder: say what the file in it is called")
        }
        let temporary = ".\(name).\(getpid())"
        let directory = try writing { () throws(SystemError) in try Directory(opening: folder) }
        let isThere = try writing { () throws(SystemError) in try directory.attributes(of: name) != nil }
        guard replacing || !isThere else { throw thereAlready }
        let file = try writing { () throws(SystemError) in try directory.createFile(temporary) }
        do throws(Failure) {
            let size = try fill(file, next)
            try writing { () throws(SystemError) in
                if replacing {
                    try directory.rename(temporary, to: name)
                } else {
                    try directory.rename(temporary, toUnused: name)
                }
            }
            return size
        } catch {
            // The reason is said already; a leftover has a name that says what it is.
            do throws(SystemError) { try directory.remove(temporary) } catch {
                Terminal.note("left over: \(temporary)")
            }
            throw error
        }
    }

    private func fill(
        _ file: borrowing File, _ next: () throws(Failure) -> [UInt8]?
    ) throws(Failure) -> Int {
        var size = 0
        while let bytes = try next() {
            do throws(WriteError) { try file.write(bytes, at: size) } catch { throw unwritable(error.cause) }
            size += bytes.count
        }
        do throws(SystemError) { try file.dataSync() } catch { throw unwritable(error) }
        return size
    }

    private func writing<Result: ~Copyable>(
        _ body: () throws(SystemError) -> Result
    ) throws(Failure) -> Result {
        do throws(SystemError) { return try body() } catch {
            throw error.isCollision ? thereAlready : unwritable(error)
        }
    }

    private var thereAlready: Failure {
        .file("`\(path)` is there already: name another file, or replace it with `--force`")
    }

    private func unwritable(_ error: SystemError) -> Failure { .file("`\(path)` cannot be written: \(error)") }
}
