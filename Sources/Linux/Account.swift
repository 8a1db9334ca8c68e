internal import CLinux
internal import Glibc

/// A user as the operating system knows it.
public struct Account: Hashable, Sendable {
    public let login: String
    public let uid: UInt32
    /// The group that it is in first of all.
    public let gid: UInt32

    /// The user of this name, or nil if there is none.
    public static func named(_ login: String) throws(SystemError) -> Account? {
        var uid: UInt32 = 0
        var gid: UInt32 = 0
        let found = try attempt("getpwnam_r") { unsafe cohort_account_named(login, &uid, &gid) }
        return found == 1 ? Account(login: login, uid: uid, gid: gid) : nil
    }

    /// The user of this number, or nil if there is none.
    public static func numbered(_ uid: UInt32) throws(SystemError) -> Account? {
        var gid: UInt32 = 0
        var login: UnsafeMutablePointer<CChar>?
        let found = try attempt("getpwuid_r") { unsafe cohort_account_numbered(uid, &login, &gid) }
        guard found == 1, let login = unsafe login else { return nil }
        defer { unsafe free(login) }
        return Account(login: unsafe String(cString: login), uid: uid, gid: gid)
    }

    /// The groups that it is in, the first one included.
    public func groups() -> [UInt32] {
        var groups = [UInt32](repeating: 0, count: 64)
        while true {
            let count = Int(unsafe cohort_account_groups(login, gid, &groups, Int32(groups.count)))
            if count <= groups.count { return Array(groups.prefix(count)) }
            groups = Array(repeating: 0, count: count)
        }
    }

    /// Who started the process.
    public static var currentUID: UInt32 { getuid() }

    /// Whose rights the process has.
    public static var effectiveUID: UInt32 { geteuid() }
}
