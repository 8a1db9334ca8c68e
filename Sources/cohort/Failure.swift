internal import CohortClient
internal import Wire

/// Why a command did not do what it was asked.
enum Failure: Error {
    /// The command line itself is wrong.
    case usage(String)
    /// The daemon refused, or cannot be reached.
    case call(CallError)
    /// Something that is named exists nowhere.
    case absent(String)
    /// A file cannot be read, or does not hold what it should.
    case file(String)
    /// Something on this machine is not as it must be.
    case local(String)
    /// Said already; only the status is left.
    case status(Int32)
}

/// What a script learns from how `cohort` ends. They stay what they are.
enum ExitStatus {
    static let refused: Int32 = 1
    static let usage: Int32 = 2
    static let exists: Int32 = 3
    static let notFound: Int32 = 4
    static let unreachable: Int32 = 5
    static let precondition: Int32 = 6
    static let exhausted: Int32 = 7
    static let unauthenticated: Int32 = 8
    static let file: Int32 = 9
    static let local: Int32 = 10
    static let `internal`: Int32 = 70

    static let help = """
        0   done
        1   a rule forbids it
        2   the command line is wrong
        3   it exists already
        4   it does not exist, or cannot be seen from here
        5   cohortd cannot be reached, or is stopping
        6   something must be done first, such as looking at a plan
        7   too large, or no space
        8   cohortd does not know who is calling
        9   a file cannot be used
        10  this machine is not set up for it
        70  cohortd or cohort is at fault
        `cohort run` ends as its program does, with 128 and the signal if one ended it, and with 124 if its time was up

        """
}

extension Failure {
    var status: Int32 {
        switch self {
        case .usage: ExitStatus.usage
        case .call(let error): error.code.exitStatus
        case .absent: ExitStatus.notFound
        case .file: ExitStatus.file
        case .local: ExitStatus.local
        case .status(let status): status
        }
    }

    /// The sentence, and what would help; `nil`: said already.
    var words: (sentence: String, help: String)? {
        switch self {
        case .usage(let text): (text, "`cohort help` lists the commands, and each takes `--help`")
        case .call(let error): (error.sentence, error.detail?.help ?? "")
        case .absent(let text), .file(let text), .local(let text): (text, "")
        case .status: nil
        }
    }
}

extension Code {
    var exitStatus: Int32 {
        switch self {
        case .permissionDenied: ExitStatus.refused
        case .invalidArgument, .outOfRange: ExitStatus.usage
        case .alreadyExists: ExitStatus.exists
        case .notFound: ExitStatus.notFound
        case .unavailable, .deadlineExceeded, .cancelled: ExitStatus.unreachable
        case .failedPrecondition, .aborted: ExitStatus.precondition
        case .resourceExhausted: ExitStatus.exhausted
        case .unauthenticated: ExitStatus.unauthenticated
        case .ok, .unknown, .unimplemented, .internal, .dataLoss: ExitStatus.internal
        }
    }
}
