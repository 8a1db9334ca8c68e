import Glibc
import Linux

/// A directory of its own for a test, removed with everything in it when the test ends.
final class Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/cohort-linux-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        guard let names = try? Directory(opening: path).names() else { return }
        for name in names {
            let entry = "\(path)/\(name)"
            _ = unsafe unlink(entry)
            _ = unsafe rmdir(entry)
        }
        _ = unsafe rmdir(path)
    }

    func directory() throws -> Directory { try Directory(opening: path) }
}
