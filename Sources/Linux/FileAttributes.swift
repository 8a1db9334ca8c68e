internal import CLinux
internal import Glibc

/// What the file system knows about a file besides its bytes.
public struct FileAttributes: Hashable, Sendable {
    /// The kinds of file that matter here.
    public enum Kind: Hashable, Sendable { case regular, directory, socket, link, other }

    public let kind: Kind
    public let size: Int
    /// How many names it has; 0: the last one was removed.
    public let links: UInt64
    /// The permission bits, without the kind.
    public let mode: UInt32
    public let owner: UInt32
    public let group: UInt32
    /// Together these two tell this file from every other one on the machine.
    public let device: UInt64
    public let inode: UInt64

    /// Nobody but the user that this process runs as can reach it (and root, who can reach everything).
    public var isPrivate: Bool { owner == geteuid() && mode & 0o077 == 0 }

    func isSameFile(as other: FileAttributes) -> Bool { device == other.device && inode == other.inode }
}

extension FileAttributes {
    /// Of an open file.
    init(of descriptor: borrowing Descriptor) throws(SystemError) {
        var attributes = cohort_attributes()
        let number = descriptor.number
        _ = try attempt("fstat") { unsafe cohort_attributes(number, &attributes) }
        self.init(attributes)
    }

    /// Of the file that has this name in a directory, or of the link itself.
    init(of name: String, in directory: borrowing Descriptor) throws(SystemError) {
        var attributes = cohort_attributes()
        let number = directory.number
        _ = try attempt("fstatat") { unsafe cohort_attributes_at(number, name, &attributes) }
        self.init(attributes)
    }

    /// Of what is at a path, or of the link itself.
    public init(at path: String) throws(SystemError) {
        var attributes = cohort_attributes()
        _ = try attempt("lstat") { unsafe cohort_attributes_path(path, &attributes) }
        self.init(attributes)
    }

    private init(_ attributes: cohort_attributes) {
        kind =
            switch attributes.mode & UInt32(S_IFMT) {
            case UInt32(S_IFREG): .regular
            case UInt32(S_IFDIR): .directory
            case UInt32(S_IFSOCK): .socket
            case UInt32(S_IFLNK): .link
            default: .other
            }
        size = Int(attributes.size)
        links = attributes.links
        mode = attributes.mode & 0o7777
        owner = attributes.owner
        group = attributes.group
        device = attributes.device
        inode = attributes.inode
    }
}
