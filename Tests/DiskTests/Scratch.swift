import Glibc
import Linux

/// A directory of its own for a test, removed with the store in it when the test ends.
final class Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/cohort-disk-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Where the store's directory is to be.
    var store: String { "\(path)/store" }

    deinit {
        // What cannot be removed was never made.
        for folder in ["\(store)/attachments", store] {
            if let names = try? Directory(opening: folder).names() {
                for name in names { _ = unsafe unlink("\(folder)/\(name)") }
            }
            _ = unsafe unlink(folder)
            _ = unsafe rmdir(folder)
        }
        _ = unsafe rmdir(path)
    }
}
