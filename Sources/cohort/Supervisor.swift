internal import Glibc
internal import Linux

/// Runs a program to its end: hands on signals, keeps its time limit, and leaves none of its processes behind.
enum Supervisor {
    /// How long a program may take to end after it was asked to.
    private static let grace = Duration.seconds(5)

    /// Answers the program's exit status, or 128 and the signal that ended it; 124 if its time was up.
    static func run(_ launch: Launch, for lifetime: Duration) throws(SystemError) -> Int32 {
        let signals = try SignalDescriptor([SIGINT, SIGTERM, SIGHUP])
        let process = try Process(launch)
        let deadline = ContinuousClock.now + lifetime
        var isLate = false
        while true {
            let rest = isLate ? grace : deadline - ContinuousClock.now
            switch try Waiting.firstReady(
                of: [process.descriptor.number, signals.descriptor.number], within: max(rest, .zero))
            {
            case 0:
                // What it left running goes with it.
                try process.signalGroup(SIGKILL)
                let status = try process.wait()
                return isLate ? Self.late : status.code
            case 1:
                if let signal = signals.take() { try process.signalGroup(signal) }
            default:
                try process.signalGroup(isLate ? SIGKILL : SIGTERM)
                if !isLate { Terminal.note("cohort: its time is up, so the program is ended") }
                isLate = true
            }
        }
    }

    /// What `timeout` says too.
    private static let late: Int32 = 124
}

extension Linux.ExitStatus {
    fileprivate var code: Int32 {
        switch self {
        case .exited(let code): code
        case .signalled(let signal): 128 + signal
        }
    }
}
