internal import Linux
internal import Service

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

    static let usage = """
        usage: cohortd [--socket PATH] [--socket-mode MODE] [--state DIR] [--root-uid UID]
                       [--attachment-size-max BYTES] [--patience SECONDS]
               cohortd store COMMAND ...      see `cohortd store --help`

          --socket PATH       listen here, unless sockets were handed over (socket activation)
          --socket-mode MODE  octal, 0666 by default: who may do what is decided by the peer's uid, not by the file
          --state DIR         where the journal and the snapshots are; by default $STATE_DIRECTORY, else /var/lib/cohort
          --root-uid UID      the uid that becomes `root` at the very first start; by default the one that starts it
          --attachment-size-max BYTES
                              the most that an attachment may hold; by default 1073741824, which is 1 GiB
          --patience SECONDS  how long a peer that is owed answers may read nothing before it is cut off; 600 by default
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
            case "--socket", "--socket-mode", "--state", "--root-uid", "--attachment-size-max", "--patience":
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
        case "--patience":
            guard let seconds = Int32(value), seconds > 0 else { return false }
            patience = .seconds(seconds)
        default:
            guard let uid = UInt32(value) else { return false }
            rootUID = uid
        }
        return !value.isEmpty
    }
}
