internal import CLinux

/// All that a child process is given: what is not named here, it does not get.
public struct Launch: Sendable {
    /// Which group of processes the child is in, for signals.
    public enum Grouping: Hashable, Sendable {
        /// Its parent's.
        case inherited
        /// One of its own.
        case own
        /// One of its own, in a session of its own, away from its parent's terminal.
        case ownSession
    }

    /// Whom the child runs as.
    public struct Identity: Hashable, Sendable {
        public let uid: UInt32
        public let gid: UInt32
        public let groups: [UInt32]

        public init(uid: UInt32, gid: UInt32, groups: [UInt32]) {
            self.uid = uid
            self.gid = gid
            self.groups = groups
        }
    }

    /// What the child, and all that it starts, can never do, whatever they run.
    public struct Bounds: OptionSet, Hashable, Sendable {
        public let rawValue: Int32

        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// Become more than it is: programs with the mark of another user run as plain ones.
        public static let privileges = Bounds(rawValue: Int32(COHORT_BOUND_PRIVILEGES))
        /// Make a Unix socket, and so connect to a program by one. It gains no privileges either.
        public static let unixSockets = Bounds(rawValue: Int32(COHORT_BOUND_SOCKETS))
        /// Outlive the thread that starts it. Of the child alone: what it starts is not bound so.
        public static let life = Bounds(rawValue: Int32(COHORT_BOUND_LIFE))
    }

    /// A descriptor of ours, and the number under which the child gets it.
    public struct Handover: Hashable, Sendable {
        public let source: Int32
        public let target: Int32

        public init(_ source: Int32, as target: Int32) {
            precondition(source >= 0)
            precondition(target >= 0)
            self.source = source
            self.target = target
        }
    }

    /// Descriptors that a child can be handed at most.
    public static let handoversMax = Int(COHORT_HANDOVER_MAX)

    /// The path of the program; see `Environment.executable(named:)`.
    public var executable: String
    /// What the program finds as its arguments, its own name first.
    public var arguments: [String]
    /// The whole environment, each as `NAME=value`.
    public var environment: [String]
    /// Where the child starts, as the user that it runs as; nil for where its parent is.
    public var directory: String?
    /// Beyond these, the child keeps only the standard streams 0, 1 and 2.
    public var handovers: [Handover] = []
    public var limits: [ResourceLimit] = []
    public var grouping = Grouping.inherited
    public var bounds: Bounds = []
    /// Whom to become; nil to stay who we are.
    public var identity: Identity?

    public init(executable: String, arguments: [String], environment: [String]) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
    }
}
