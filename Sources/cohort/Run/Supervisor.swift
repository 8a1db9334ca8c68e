internal import Glibc
internal import Linux
internal import Systemd

/// Runs a program to its end: hands on signals and what it says, keeps its time limit, and leaves none of its processes
/// behind, wherever they put themselves.
struct Supervisor: ~Copyable {
    /// How long a program may take to end after it was asked to.
    static let grace = Duration.seconds(5)
    /// How often it is asked whether it shall go on.
    private static let interval = Duration.seconds(1)

    /// How it ended.
    struct Outcome {
        /// The program's exit status, or 128 and the signal that ended it; 124 if its time was up, 130 if it was
        /// cancelled.
        let status: Int32
        let reason: Reason
    }

    /// Why it was told to end, if it was.
    enum Reason { case none, late, cancelled }

    let tail = OutputTail()
    private let tree: ProcessTree
    private let signals: SignalDescriptor
    private let manager: ServiceManager?

    /// Whether a unit holds the program to its limits.
    var hasManager: Bool { manager != nil }

    /// - Parameter manager: who holds the program to its limits, if there is one.
    init(with manager: ServiceManager?) throws(SystemError) {
        // What the program says may find no reader.
        try Signals.ignore(SIGPIPE)
        let tree = try ProcessTree()
        let signals = try SignalDescriptor([SIGINT, SIGTERM, SIGHUP])
        self.tree = tree
        self.signals = signals
        self.manager = manager
    }

    /// - Parameters:
    ///   - scope: the unit that it is put into, where there is a manager.
    ///   - goesOn: whether it shall, asked each second; what it says is kept for that alone. `nil`: nobody cancels it,
    ///     and what it says is handed on.
    func run(
        _ launch: Launch, for lifetime: Duration, in scope: Scope, while goesOn: (() -> Bool)?
    ) throws(Failure) -> Outcome {
        var refusal: SystemdError?
        do throws(SystemError) {
            return try run(launch, for: lifetime, while: goesOn) { id in
                do throws(SystemdError) { try manager?.start(scope, around: id) } catch { refusal = error }
                return refusal == nil
            } ending: {
                do throws(SystemdError) { try manager?.signal(SIGKILL, all: scope) } catch {
                    Terminal.note("cohort: systemd does not end `\(scope.name)`: \(error)")
                }
            }
        } catch {
            if let refusal { throw .local("systemd does not take it into `\(scope.name)`: \(refusal)") }
            throw .local("`\(launch.arguments[0])` cannot be run: \(error)")
        }
    }

    private func run(
        _ launch: Launch, for lifetime: Duration, while goesOn: (() -> Bool)?, isAdmitted: (Int32) -> Bool,
        ending: () -> Void
    ) throws(SystemError) -> Outcome {
        var launch = launch
        let output = try Pipe()
        let said = output.reading
        let saying = output.writing
        let errors = try Pipe()
        let complained = errors.reading
        let complaining = errors.writing
        if let uid = launch.identity?.uid {
            try saying.give(to: uid)
            try complaining.give(to: uid)
        }
        launch.handovers.append(Launch.Handover(saying.descriptor.number, as: STDOUT_FILENO))
        launch.handovers.append(Launch.Handover(complaining.descriptor.number, as: STDERR_FILENO))
        let process = try Process(launch, isAdmitted: isAdmitted)
        _ = consume saying
        _ = consume complaining
        let pumps = [
            try OutputPump(said, to: goesOn == nil ? .output : nil, keeping: tail),
            try OutputPump(complained, to: goesOn == nil ? .error : nil, keeping: tail),
        ]
        let reason = try watch(process, for: lifetime, while: goesOn)
        let status = try process.wait()
        // What it left running goes with it.
        ending()
        try tree.end()
        for pump in pumps { try pump.finish() }
        return Outcome(status: reason.status ?? status.code, reason: reason)
    }

    /// Waits until the program ends. Answers why it had to be told to, if it had.
    private func watch(
        _ process: borrowing Process, for lifetime: Duration, while goesOn: (() -> Bool)?
    ) throws(SystemError) -> Reason {
        var reason = Reason.none
        var deadline = ContinuousClock.now + lifetime
        while true {
            let isOver = deadline <= ContinuousClock.now
            if isOver || (reason == .none && goesOn.map { !$0() } ?? false) {
                try process.signalGroup(reason == .none ? SIGTERM : SIGKILL)
                if reason == .none { reason = isOver ? .late : .cancelled }
                deadline = ContinuousClock.now + Self.grace
            }
            let rest = max(deadline - ContinuousClock.now, .zero)
            switch try Waiting.firstReady(
                of: [process.descriptor.number, signals.descriptor.number],
                within: goesOn == nil ? rest : min(rest, Self.interval))
            {
            case 0: return reason
            case 1: if let signal = signals.take() { try process.signalGroup(signal) }
            default: break
            }
        }
    }
}

extension Supervisor.Reason {
    fileprivate var status: Int32? {
        switch self {
        case .none: nil
        // What `timeout` says too.
        case .late: 124
        // What a shell says of what was interrupted.
        case .cancelled: 130
        }
    }
}

extension Linux.ExitStatus {
    fileprivate var code: Int32 {
        switch self {
        case .exited(let code): code
        case .signalled(let signal): 128 + signal
        }
    }
}
