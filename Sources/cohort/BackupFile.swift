internal import Glibc
internal import Linux

/// A file that has its name only when it is whole and on disk, and that only its owner reads.
struct BackupFile: ~Copyable {
    private let path: String
    private let name: String
    private let directory: Directory
    private let file: File
    private(set) var size = 0
    private var isFinished = false

    init(_ path: String) throws(Failure) {
        let end = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let name = String(path[end...])
        guard !name.isEmpty else { throw .usage("`\(path)` names no file") }
        do throws(SystemError) {
            let directory = try Directory(opening: end == path.startIndex ? "." : String(path[..<end]))
            guard try directory.attributes(of: name) == nil else { throw SystemError(call: "open", code: EEXIST) }
            file = try directory.createFile(Self.temporary(name))
            self.directory = directory
        } catch {
            throw .file("`\(path)` cannot be made: \(error)")
        }
        self.path = path
        self.name = name
    }

    private static func temporary(_ name: String) -> String { name + ".part" }

    mutating func add(_ bytes: [UInt8]) throws(Failure) {
        do throws(WriteError) {
            try file.write(bytes, at: size)
        } catch {
            throw .file("`\(path)` cannot be written: \(error.cause)")
        }
        size += bytes.count
    }

    /// Gives the file its name.
    mutating func finish() throws(Failure) {
        do throws(SystemError) {
            try file.sync()
            try directory.rename(Self.temporary(name), toUnused: name)
            isFinished = true
            try directory.sync()
        } catch {
            throw .file("`\(path)` cannot be finished: \(error)")
        }
    }

    deinit {
        // What was begun and not finished is no backup. If it cannot be removed its name says so.
        guard !isFinished else { return }
        do throws(SystemError) { try directory.remove(Self.temporary(name)) } catch { return }
    }
}
