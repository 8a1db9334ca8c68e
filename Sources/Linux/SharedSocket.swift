internal import Glibc

/// What a connection is ready for.
public struct SocketReadiness: Hashable, Sendable {
    /// There is something to read, be it the end.
    public let reads: Bool
    /// It takes bytes.
    public let writes: Bool
    /// The event was signalled.
    public let isSignalled: Bool

    public init(reads: Bool, writes: Bool, isSignalled: Bool) {
        self.reads = reads
        self.writes = writes
        self.isSignalled = isSignalled
    }
}

// A connection that other processes hold too: its modes are theirs as well, so nothing here sets one.
extension StreamSocket {
    /// Reads what there is, and never waits.
    public func readNow(into buffer: inout [UInt8]) throws(SystemError) -> Received {
        let number = descriptor.number
        do throws(SystemError) {
            let size = try attempt("recv") {
                unsafe buffer.withUnsafeMutableBytes {
                    unsafe recv(number, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
                }
            }
            return size == 0 ? .end : .bytes(size)
        } catch {
            if error.isWouldBlock { return .wouldBlock }
            if error.isReset { return .reset }
            throw error
        }
    }

    /// Writes as many of the bytes as the connection takes, and never waits.
    public func writeNow(_ bytes: borrowing Span<UInt8>) throws(SystemError) -> Sent {
        let number = descriptor.number
        do throws(SystemError) {
            let size = try attempt("send") {
                unsafe bytes.withUnsafeBytes {
                    unsafe send(number, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
                }
            }
            return .bytes(size)
        } catch {
            if error.isWouldBlock { return .wouldBlock }
            if error.isReset { return .reset }
            throw error
        }
    }

    /// Waits until the connection is ready for one of these, the event is signalled, or time is up.
    ///
    /// - Parameter milliseconds: how long; negative: for ever.
    public func wait(
        toRead reads: Bool, toWrite writes: Bool, or event: EventDescriptor, within milliseconds: Int32
    ) throws(SystemError) -> SocketReadiness {
        let wanted = Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0))
        // A number below zero is not looked at: even an end that nobody asked for would be told again and again.
        var polled = [
            pollfd(fd: wanted == 0 ? -1 : descriptor.number, events: wanted, revents: 0),
            pollfd(fd: event.descriptor.number, events: Int16(POLLIN), revents: 0),
        ]
        _ = try attempt("poll") { unsafe poll(&polled, 2, milliseconds) }
        let told = Int32(polled[0].revents)
        let isOver = told & (POLLHUP | POLLERR) != 0
        return SocketReadiness(
            reads: reads && (isOver || told & POLLIN != 0), writes: writes && (isOver || told & POLLOUT != 0),
            isSignalled: polled[1].revents != 0)
    }

    /// Waits until no other process has the connection to itself, and takes it. A process has it once, whatever its
    /// threads, and loses it when it ends.
    public func claim() throws(SystemError) { try lock(F_WRLCK, F_SETLKW) }

    /// Lets other processes have the connection.
    public func release() throws(SystemError) { try lock(F_UNLCK, F_SETLK) }

    private func lock(_ kind: Int32, _ command: Int32) throws(SystemError) {
        var lock = flock()
        lock.l_type = Int16(kind)
        lock.l_whence = Int16(SEEK_SET)
        let number = descriptor.number
        _ = try attempt("fcntl") { unsafe fcntl(number, command, &lock) }
    }
}
