internal import CLinux
internal import Glibc

/// An open descriptor, closed exactly once: when its owner lets go of it.
public struct Descriptor: ~Copyable, Sendable {
    /// The number to hand to an event loop or a child; it means nothing once the owner is gone.
    public let number: Int32

    /// Takes over a descriptor that nobody else will close.
    public init(owning number: Int32) {
        precondition(number >= 0)
        self.number = number
    }

    deinit {
        // Never retried: Linux frees the number whatever close answers, and another thread may have it by now.
        let result = close(number)
        guard result == 0 || errno != EBADF else { fatalError("descriptor \(number) was closed behind its owner") }
    }

    /// Gives the descriptor up without closing it.
    public consuming func release() -> Int32 {
        let number = self.number
        discard self
        return number
    }

    /// Another descriptor of the same open file, with an owner of its own.
    public func duplicate() throws(SystemError) -> Descriptor {
        Descriptor(owning: try attempt("fcntl") { cohort_duplicate(number) })
    }
}
