internal import CLinux
internal import Glibc

/// What a read from a socket came to.
public enum Received: Hashable, Sendable {
    /// So many bytes are in the buffer.
    case bytes(Int)
    /// There is nothing to read now.
    case wouldBlock
    /// The peer will send no more.
    case end
    /// The peer is gone.
    case reset
}

/// What a write to a socket came to.
public enum Sent: Hashable, Sendable {
    /// So many bytes were taken, perhaps not all.
    case bytes(Int)
    /// The peer must read first.
    case wouldBlock
    /// The peer is gone.
    case reset
}

/// Two sockets that are connected to each other, until each goes its way.
@frozen
public struct SocketPair: ~Copyable, Sendable {
    public let first: StreamSocket
    public let second: StreamSocket
}

/// One end of a connection over a Unix stream socket. A peer that is gone is an answer, never a signal.
public struct StreamSocket: ~Copyable, Sendable {
    /// The connection itself, owned by this value.
    public let descriptor: Descriptor

    init(trusting descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// Takes over a socket that someone else connected; nil, with the descriptor closed, if it is no such socket.
    public init?(adopting descriptor: consuming Descriptor) {
        guard cohort_socket_is_stream(descriptor.number) == 1 else { return nil }
        self.descriptor = descriptor
    }

    /// Connects to who listens at a path. Reads and writes block.
    public static func connect(to path: String) throws(SystemError) -> StreamSocket {
        let descriptor = Descriptor(owning: try attempt("socket") { cohort_socket() })
        let number = descriptor.number
        _ = try attempt("connect") { unsafe cohort_socket_connect(number, path) }
        return StreamSocket(trusting: descriptor)
    }

    /// Two sockets that are connected to each other. Reads and writes block.
    public static func pair() throws(SystemError) -> SocketPair {
        var numbers: [2 of Int32] = [-1, -1]
        _ = try attempt("socketpair") {
            var span = numbers.mutableSpan
            return unsafe span.withUnsafeMutableBufferPointer { unsafe cohort_socket_pair($0.baseAddress) }
        }
        return SocketPair(
            first: StreamSocket(trusting: Descriptor(owning: numbers[0])),
            second: StreamSocket(trusting: Descriptor(owning: numbers[1])))
    }

    /// Who is at the other end. Ask once, when the connection is new.
    public func peer() throws(SystemError) -> PeerCredentials { try PeerCredentials(of: descriptor) }

    /// Whether reads and writes wait. A connection that was accepted does not.
    public func setBlocking(_ blocks: Bool) throws(SystemError) {
        let number = descriptor.number
        _ = try attempt("fcntl") { cohort_set_nonblocking(number, blocks ? 0 : 1) }
    }

    /// How long a blocking read waits before it answers that it would block.
    public func setReceiveTimeout(_ timeout: Duration) throws(SystemError) {
        let (seconds, attoseconds) = timeout.components
        let microseconds = UInt64(seconds) * 1_000_000 + UInt64(attoseconds) / 1_000_000_000_000
        let number = descriptor.number
        _ = try attempt("setsockopt") { cohort_socket_set_receive_timeout(number, microseconds) }
    }

    /// Reads what there is into the buffer, from `offset` to at most its end.
    public func read(into buffer: inout [UInt8], at offset: Int) throws(SystemError) -> Received {
        precondition(offset >= 0)
        precondition(offset < buffer.count)
        let number = descriptor.number
        do throws(SystemError) {
            let size = try attempt("recv") {
                unsafe buffer.withUnsafeMutableBytes {
                    unsafe recv(number, $0.baseAddress! + offset, $0.count - offset, 0)
                }
            }
            return size == 0 ? .end : .bytes(size)
        } catch {
            if error.isWouldBlock { return .wouldBlock }
            if error.isReset { return .reset }
            throw error
        }
    }

    /// Writes as many of the bytes as the connection takes.
    public func write(_ bytes: borrowing Span<UInt8>) throws(SystemError) -> Sent {
        let number = descriptor.number
        do throws(SystemError) {
            let size = try attempt("send") {
                unsafe bytes.withUnsafeBytes { unsafe cohort_socket_send(number, $0.baseAddress, $0.count) }
            }
            return .bytes(Int(size))
        } catch {
            if error.isWouldBlock { return .wouldBlock }
            if error.isReset { return .reset }
            throw error
        }
    }

    /// Writes as many as the connection takes of the bytes in this range.
    public func write(_ bytes: [UInt8], in range: Range<Int>) throws(SystemError) -> Sent {
        try write(bytes.span.extracting(range))
    }

    /// Writes all of the bytes to a socket that blocks.
    public func writeAll(_ bytes: borrowing Span<UInt8>) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            switch try write(bytes.extracting(droppingFirst: written)) {
            case .bytes(let count): written += count
            case .wouldBlock: throw SystemError(call: "send", code: EAGAIN)
            case .reset: throw SystemError(call: "send", code: EPIPE)
            }
        }
    }

    /// Writes all of the bytes to a socket that blocks.
    public func writeAll(_ bytes: [UInt8]) throws(SystemError) { try writeAll(bytes.span) }

    /// Tells the peer that no more will come; what it still sends can be read.
    public func shutdownWriting() throws(SystemError) {
        let number = descriptor.number
        do throws(SystemError) {
            _ = try attempt("shutdown") { shutdown(number, Int32(SHUT_WR)) }
        } catch {
            // The peer left first, so it needs not be told.
            guard error.code == ENOTCONN else { throw error }
        }
    }
}
