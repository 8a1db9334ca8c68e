/// How the daemon ends, in the numbers of sysexits.
enum ExitStatus {
    static let stopped: Int32 = 0
    /// It could not start; the last line of the log says why.
    static let notStarted: Int32 = 1
    static let usage: Int32 = 64
    /// Memory and disk cannot be known to agree: the next start finds out.
    static let diskFailed: Int32 = 74
}
