/// A write that stopped before its end.
public struct WriteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// How many bytes, from the first one on, were taken before the failure.
    public let written: Int

    /// Why no more were.
    public let cause: SystemError

    public var description: String { "\(cause), after \(written) bytes" }
}
