internal import Linux
internal import Service
internal import Store

/// What the daemon was told on its command line and by its unit.
struct Options {
    /// Where it listens if no socket was handed over.
    var socket: String?
    var socketMode: UInt32 = 0o666
    var directory: String
    /// The uid that becomes `root` at the first start.
    var rootUID: UInt32
    /// Bytes that an attachment may hold.
    var attachmentSizeMax = ServiceLimits.attachmentSizeDefault
    /// How long a peer may leave its answers unread.
    var patience = Duration.seconds(600)
    /// What connections may take, and for how long.
    var limits = PeerLimits()
    /// Seconds that a session may live.
    var sessionLifetimeMax = ServiceLimits.sessionLifetimeDefault
    /// How long a session may go without a call.
    var sessionIdle = Duration.seconds(86_400)

    /// How much of the journal is kept for the audit trail.
    var journal = JournalSizes.standard

    /// A century: more nanoseconds are no time.
    private static let auditDaysMax: Int32 = 36_525

    static let usage = """
        usage: cohortd [--socket PATH] [--socket-mode MODE] [--state DIR] [--root-uid UID]
                       [--attachment-size-max BYTES] [--connections-max COUNT] [--connections-of-one-max COUNT]
                       [--streams-max COUNT] [--calls-max COUNT] [--outbox-size BYTES]
                       [--frame-time SECONDS] [--idle-time SECONDS] [--patience SECONDS]
                       [--session-lifetime-max SECONDS] [--session-idle-max SECONDS]
                       [--audit-size BYTES] [--audit-days DAYS]
               cohortd store COMMAND ...      see `cohortd store --help`

          --socket PATH       listen here, unless sockets were handed over (socket activation)
          --socket-mode MODE  octal, 0666 by default: who may do what is decided by the peer's uid, not by the file
          --state DIR         where the journal and the snapshots are; by default $STATE_DIRECTORY, else /var/lib/cohort
          --root-uid UID      the uid that becomes `root` at the very first start; by default the one that starts it
          --attachment-size-max BYTES
                              the most that an attachment may hold; by default 1073741824, which is 1 GiB
          --connections-max COUNT
                              connections at once; 32768 by default
          --connections-of-one-max COUNT
                              connections of one uid at once; 16384 by default
          --streams-max COUNT uploads, downloads, lists and watches at once on one connection; 16 by default
          --calls-max COUNT   changes of one connection that may wait for the disk; 4096 by default
          --outbox-size BYTES answers that may wait for a slow reader, at least 262144; 1048576 by default
          --frame-time SECONDS
                              how long a frame may take to be whole, the first one from connecting on; 60 by default
          --idle-time SECONDS how long a connection may do nothing; 86400 by default, which is a day
          --patience SECONDS  how long a peer that is owed answers may read nothing before it is cut off; 600 by default
          --session-lifetime-max SECONDS
                              the most that a session may be opened for; by default 2678400, which is 31 days
          --session-idle-max SECONDS
                              how long a session may go without a call before it ends; 86400 by default, which is a day
          --audit-size BYTES  how much of the journal is kept for the audit trail, beyond what a start reads; by default
                              1073741824, which is 1 GiB; 0: nothing is
          --audit-days DAYS   how long it is kept, unless that is more; 366 by default
          --version           print the version and exit
          --help              print this and exit

        """

    enum Parsed {
        case run(Options)
        case print(String)
        case wrong(String)
    }

    static func parse(_ arguments: some Collection<String>, version: String) -> Parsed {
        var options = Options(
            directory: Environment.value(of: "STATE_DIRECTORY") ?? "/var/lib/cohort", rootUID: Account.currentUID)
        var rest = arguments.makeIterator()
        while let argument = rest.next() {
            switch argument {
            case "--help", "-h": return .print(usage)
            case "--version": return .print("cohortd \(version)\n")
            case "--socket", "--socket-mode", "--state", "--root-uid", "--attachment-size-max", "--connections-max",
                "--connections-of-one-max", "--streams-max", "--calls-max", "--outbox-size", "--frame-time",
                "--idle-time", "--patience", "--session-lifetime-max", "--session-idle-max",
                "--audit-size", "--audit-days":
                guard let value = rest.next() else { return .wrong("`\(argument)` needs a value") }
                guard options.set(argument, to: value) else {
                    return .wrong("`\(value)` is no value for `\(argument)`")
                }
            default: return .wrong("`\(argument)` is no option")
            }
        }
        return .run(options)
    }

    private mutating func set(_ option: String, to value: String) -> Bool {
        switch option {
        case "--socket": socket = value
        case "--state": directory = value
        case "--socket-mode":
            guard let mode = UInt32(value, radix: 8), mode <= 0o777 else { return false }
            socketMode = mode
        case "--attachment-size-max":
            // No more than what a file's size can say.
            guard let size = Int64(value), size >= 0 else { return false }
            attachmentSizeMax = UInt64(size)
        case "--connections-max": return Self.set(&limits.connections, to: value, least: 1)
        case "--connections-of-one-max": return Self.set(&limits.connectionsOfOne, to: value, least: 1)
        case "--streams-max": return Self.set(&limits.streams, to: value, least: 1)
        case "--calls-max": return Self.set(&limits.calls, to: value, least: 1)
        case "--outbox-size": return Self.set(&limits.outboxSize, to: value, least: ServiceLimits.outboxSizeLeast)
        case "--frame-time": return Self.set(&limits.frameTime, to: value)
        case "--idle-time": return Self.set(&limits.idleTime, to: value)
        case "--patience": return Self.set(&patience, to: value)
        case "--session-lifetime-max":
            guard let seconds = Int32(value), seconds > 0 else { return false }
            sessionLifetimeMax = UInt32(seconds)
        case "--session-idle-max": return Self.set(&sessionIdle, to: value)
        case "--audit-size":
            guard let size = Int(value), size >= 0 else { return false }
            journal.kept.size = size
        case "--audit-days":
            guard let days = Int32(value), days >= 0, days <= Self.auditDaysMax else { return false }
            journal.kept.age = Int64(days) * 24 * 3_600 * 1_000_000_000
        default:
            guard let uid = UInt32(value) else { return false }
            rootUID = uid
        }
        return !value.isEmpty
    }

    private static func set(_ limit: inout Int, to value: String, least: Int) -> Bool {
        guard let count = Int32(value), count >= least else { return false }
        limit = Int(count)
        return true
    }

    private static func set(_ limit: inout Duration, to value: String) -> Bool {
        guard let seconds = Int32(value), seconds > 0 else { return false }
        limit = .seconds(seconds)
        return true
    }
}
