internal import CLinux
internal import Glibc

/// How much of something a child may use.
public struct ResourceLimit: Hashable, Sendable {
    public enum Resource: Hashable, Sendable { case cpuSeconds, addressSpace, fileSize, openFiles, processes, coreSize }

    public let resource: Resource
    /// What holds for the child.
    public let soft: UInt64
    /// Up to where the child may raise it by itself.
    public let hard: UInt64

    public init(_ resource: Resource, soft: UInt64, hard: UInt64) {
        precondition(soft <= hard)
        self.resource = resource
        self.soft = soft
        self.hard = hard
    }

    var encoded: cohort_limit { cohort_limit(resource: number, soft: soft, hard: hard) }

    private var number: Int32 {
        let number =
            switch resource {
            case .cpuSeconds: RLIMIT_CPU
            case .addressSpace: RLIMIT_AS
            case .fileSize: RLIMIT_FSIZE
            case .openFiles: RLIMIT_NOFILE
            case .processes: __RLIMIT_NPROC
            case .coreSize: RLIMIT_CORE
            }
        return Int32(number.rawValue)
    }
}
