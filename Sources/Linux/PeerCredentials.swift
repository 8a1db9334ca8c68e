internal import CLinux

/// Who is at the other end of a Unix socket, as the kernel noted it when the connection was made.
public struct PeerCredentials: Hashable, Sendable {
    public let uid: UInt32
    public let gid: UInt32
    /// For messages only: the process can be gone, and its number another's.
    public let pid: Int32

    init(of descriptor: borrowing Descriptor) throws(SystemError) {
        var uid: UInt32 = 0
        var gid: UInt32 = 0
        var pid: Int32 = 0
        let number = descriptor.number
        _ = try attempt("getsockopt") { unsafe cohort_socket_peer(number, &uid, &gid, &pid) }
        self.uid = uid
        self.gid = gid
        self.pid = pid
    }
}
