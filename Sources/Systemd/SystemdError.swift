internal import Glibc

/// A call of libsystemd that failed, and why.
public struct SystemdError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the call, as in its manual page.
    public let call: String

    /// The errno that it answered.
    public let code: Int32

    public var description: String { "\(call): \(sentence(ofError: code))" }
}

/// Makes a call of libsystemd, which answers a negative errno when it fails.
@inline(__always)
@discardableResult
func attempt(_ call: String, _ body: () -> Int32) throws(SystemdError) -> Int32 {
    let value = body()
    guard value >= 0 else { throw SystemdError(call: call, code: -value) }
    return value
}

/// What the C library says of an errno.
func sentence(ofError code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    let result = unsafe strerror_r(code, &buffer, buffer.count)
    guard result == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
