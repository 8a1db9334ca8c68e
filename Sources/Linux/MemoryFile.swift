internal import CLinux
internal import Glibc

/// A file in memory, without a name and never changed: a program that nobody exchanges before it runs.
public struct MemoryFile: ~Copyable, Sendable {
    public let descriptor: Descriptor

    /// - Parameter name: what the system shows of it.
    public init(named name: String, holding bytes: [UInt8]) throws(SystemError) {
        let file = Descriptor(owning: try attempt("memfd_create") { unsafe cohort_memory_file(name) })
        let number = file.number
        var written = 0
        while written < bytes.count {
            let rest = bytes.span.extracting(droppingFirst: written)
            written += try attempt("write") {
                unsafe rest.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
            }
        }
        // Another user's process reads it, too, under the name that `/proc` has for it.
        _ = try attempt("fchmod") { fchmod(number, 0o555) }
        _ = try attempt("fcntl") { cohort_seal(number) }
        descriptor = file
    }
}
