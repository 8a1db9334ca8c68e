internal import CLinux
internal import Glibc

/// Why nobody can listen there.
public enum ListenError: Error, Hashable, Sendable {
    /// Something that is no socket has the path, and stays.
    case notASocket(path: String)
    /// Someone else listens at the path.
    case inUse(path: String)
    /// A descriptor that was handed over is no Unix stream socket that listens.
    case notListening(descriptor: Int32)
    case system(SystemError, path: String)
}

extension ListenError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notASocket(let path): "`\(path)` exists and is no socket"
        case .inUse(let path): "another process listens at `\(path)`"
        case .notListening(let descriptor): "descriptor \(descriptor) is no Unix stream socket that listens"
        case .system(let error, let path): "cannot listen at `\(path)`: \(error)"
        }
    }
}

/// A connection that was just accepted, and who made it.
@frozen
public struct Connection: ~Copyable, Sendable {
    public let socket: StreamSocket
    public let peer: PeerCredentials
}

/// A Unix stream socket that listens. A path that it bound is removed when it closes, unless another socket has it by
/// then.
public struct ListeningSocket: ~Copyable, Sendable {
    private struct Binding: Sendable {
        let path: String
        let node: FileAttributes

        /// Another process may have replaced the socket; the path is then its own.
        var isOurs: Bool {
            do throws(SystemError) {
                return try FileAttributes(at: path).isSameFile(as: node)
            } catch {
                // What cannot be seen is left alone: this is asked when the socket closes, with nobody left to tell.
                return false
            }
        }
    }

    /// Callers that are passed over in one go: a rule of the kernel's that forbids them all must not stop the loop.
    private static let passedOverMax = 64

    /// The socket itself, owned by this value; it becomes readable when there is someone to accept.
    public let descriptor: Descriptor
    private let binding: Binding?

    /// Takes over a socket that was handed to the process. Its path belongs to whoever bound it.
    public init(adopting descriptor: consuming Descriptor) throws(ListenError) {
        let number = descriptor.number
        guard cohort_socket_is_listening(number) == 1 else { throw .notListening(descriptor: number) }
        do throws(SystemError) {
            _ = try attempt("fcntl") { cohort_set_nonblocking(number, 1) }
        } catch {
            throw .system(error, path: "descriptor \(number)")
        }
        self.descriptor = descriptor
        binding = nil
    }

    /// Listens at a path that has the given mode from its first moment on. A socket there that nobody listens at any
    /// more is replaced; two processes that start at once must be kept apart by a lock of theirs.
    public init(binding path: String, mode: UInt32) throws(ListenError) {
        try Self.clear(path)
        do throws(SystemError) {
            let descriptor = Descriptor(owning: try attempt("socket") { cohort_socket() })
            binding = Binding(path: path, node: try Self.listen(descriptor.number, path, mode))
            self.descriptor = descriptor
        } catch {
            throw error.code == EADDRINUSE ? .inUse(path: path) : .system(error, path: path)
        }
    }

    // The mode of the unbound socket is where the path's own comes from. What the umask takes away is given back before
    // anyone can connect, because until it listens the kernel refuses them.
    private static func listen(_ number: Int32, _ path: String, _ mode: UInt32) throws(SystemError) -> FileAttributes {
        _ = try attempt("fchmod") { fchmod(number, mode) }
        _ = try attempt("bind") { unsafe cohort_socket_bind(number, path) }
        _ = try attempt("chmod") { unsafe chmod(path, mode) }
        _ = try attempt("fcntl") { cohort_set_nonblocking(number, 1) }
        _ = try attempt("listen") { Glibc.listen(number, SOMAXCONN) }
        return try FileAttributes(at: path)
    }

    // Removes a socket that a process left behind when it was killed.
    private static func clear(_ path: String) throws(ListenError) {
        do throws(SystemError) {
            guard try FileAttributes(at: path).kind == .socket else { throw SystemError(call: "bind", code: ENOTSOCK) }
            _ = try StreamSocket.connect(to: path)
        } catch {
            switch error.code {
            case ENOENT: return
            case ENOTSOCK: throw .notASocket(path: path)
            case ECONNREFUSED: try remove(path)
            default: throw .system(error, path: path)
            }
            return
        }
        throw .inUse(path: path)
    }

    private static func remove(_ path: String) throws(ListenError) {
        do throws(SystemError) {
            _ = try attempt("unlink") { unsafe unlink(path) }
        } catch {
            throw .system(error, path: path)
        }
    }

    /// The next connection, whose reads and writes do not block; nil if nobody waits.
    ///
    /// Whoever gave up while waiting is passed over. A shortage of descriptors is thrown: that one still waits.
    public func accept() throws(SystemError) -> Connection? {
        let number = descriptor.number
        for _ in 0..<Self.passedOverMax {
            do throws(SystemError) {
                let descriptor = Descriptor(owning: try attempt("accept4") { cohort_socket_accept(number) })
                let peer = try PeerCredentials(of: descriptor)
                return Connection(socket: StreamSocket(trusting: descriptor), peer: peer)
            } catch {
                if error.isWouldBlock { return nil }
                guard error.code == ECONNABORTED || error.code == EPERM else { throw error }
            }
        }
        return nil
    }

    deinit {
        guard let binding, binding.isOurs else { return }
        _ = unsafe unlink(binding.path)
    }
}
