internal import CLinux
internal import Glibc

/// A way for bytes in one direction, between processes.
@frozen
public struct Pipe: ~Copyable, Sendable {
    public let reading: PipeEnd
    public let writing: PipeEnd

    public init() throws(SystemError) {
        var numbers: [2 of Int32] = [-1, -1]
        _ = try attempt("pipe2") {
            var span = numbers.mutableSpan
            return unsafe span.withUnsafeMutableBufferPointer { unsafe cohort_pipe($0.baseAddress) }
        }
        reading = PipeEnd(owning: numbers[0])
        writing = PipeEnd(owning: numbers[1])
    }
}

/// One end of a pipe.
public struct PipeEnd: ~Copyable, Sendable {
    public let descriptor: Descriptor

    /// Takes over an end that was released.
    public init(owning number: Int32) { descriptor = Descriptor(owning: number) }

    /// Gives the end up without closing it: for a thread that takes it over.
    public consuming func release() -> Int32 { descriptor.release() }

    /// Lets a user open the pipe by its name under `/proc`, as programs do that write to `/dev/stdout`.
    public func give(to uid: UInt32) throws(SystemError) {
        let number = descriptor.number
        _ = try attempt("fchown") { fchown(number, uid, gid_t.max) }
    }

    /// From now on a read does not wait.
    public func stopBlocking() throws(SystemError) {
        let number = descriptor.number
        _ = try attempt("fcntl") { cohort_set_nonblocking(number, 1) }
    }

    /// Reads what there is into the buffer.
    public func read(into buffer: inout [UInt8]) throws(SystemError) -> Received {
        let number = descriptor.number
        do throws(SystemError) {
            let size = try attempt("read") {
                unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(number, $0.baseAddress, $0.count) }
            }
            return size == 0 ? .end : .bytes(size)
        } catch {
            guard error.isWouldBlock else { throw error }
            return .wouldBlock
        }
    }
}
