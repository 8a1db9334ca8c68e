internal import CLinux
internal import Glibc

/// A system call that failed, and why: for whoever runs the machine.
public struct SystemError: Error, Hashable, Sendable {
    /// The name of the call, as in its manual page.
    public let call: String

    /// The errno that it left.
    public let code: Int32

    public init(call: String, code: Int32) {
        self.call = call
        self.code = code
    }
}

extension SystemError {
    /// The process or the machine has no descriptor left; closing one helps, trying again does not.
    public var isDescriptorShortage: Bool { code == EMFILE || code == ENFILE }

    /// The disk, or what the user may use of it, is full; or the file is as large as the process may make one.
    public var isSpaceShortage: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

    /// There is nothing of that name.
    public var isAbsence: Bool { code == ENOENT }

    /// There already is something of that name.
    public var isCollision: Bool { code == EEXIST }

    /// The caller has not the right to do this.
    public var isDenial: Bool { code == EACCES || code == EPERM }

    /// Nobody listens there.
    public var isRefusedConnection: Bool { code == ECONNREFUSED }

    /// The other side of a connection is gone.
    public var isReset: Bool { code == ECONNRESET || code == EPIPE }

    /// The call would have had to wait: the descriptor does not block, or its time is up.
    var isWouldBlock: Bool { code == EAGAIN }
}

extension SystemError: CustomStringConvertible {
    /// `fdatasync: Input/output error (EIO)`
    public var description: String {
        guard let name = unsafe cohort_error_name(code), let sentence = unsafe cohort_error_sentence(code) else {
            return "\(call): error \(code)"
        }
        return unsafe "\(call): \(String(cString: sentence)) (\(String(cString: name)))"
    }
}

/// Makes a system call that answers -1 and errno when it fails; again, as long as a signal interrupts it.
///
/// A bad descriptor or address is a mistake of ours, and going on could write into a stranger's file: the process stops.
@inline(__always)
func attempt<Value: SignedInteger>(_ call: String, _ body: () -> Value) throws(SystemError) -> Value {
    while true {
        let value = body()
        if value >= 0 { return value }
        let code = errno
        if code == EINTR { continue }
        try fail(call, code)
    }
}

/// Throws the error, unless it is one that only a mistake of ours can cause.
func fail(_ call: String, _ code: Int32) throws(SystemError) {
    guard code != EBADF, code != EFAULT else { fatalError("\(SystemError(call: call, code: code))") }
    throw SystemError(call: call, code: code)
}
