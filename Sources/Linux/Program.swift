internal import CLinux
internal import Glibc

/// The program that this process runs.
public enum Program {
    /// The directory that the program lies in, which is where those that come with it are.
    public static func directory() throws(SystemError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = try attempt("readlink") {
            unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        }
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    /// Becomes another program, with the same environment and the same open streams.
    ///
    /// - Parameter arguments: its own name first.
    /// - Returns: only if it cannot, and why.
    public static func become(_ path: String, _ arguments: [String]) -> SystemError {
        guard !(arguments + [path]).contains(where: { $0.utf8.contains(0) }) else {
            return SystemError(call: "execve", code: EINVAL)
        }
        _ = unsafe withCStrings(arguments) { unsafe execv(path, $0) }
        return SystemError(call: "execve", code: errno)
    }
}
