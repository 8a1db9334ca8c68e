internal import Linux
internal import Systemd

/// What a program may use, with all that it starts.
struct RunLimits {
    /// Processes and threads, where a unit counts them, if nobody says: enough for any pipeline, and no fork bomb.
    private static let tasksDefault: UInt64 = 1_024

    private let memory: UInt64?
    private let tasks: UInt64?
    private let cpu: UInt64?

    init(_ arguments: Arguments) throws(Failure) {
        memory = try arguments.bytes("--memory")
        tasks = try arguments.number("--tasks").map(UInt64.init)
        cpu = try arguments.number("--cpu").map(UInt64.init)
        guard memory != 0, tasks != 0, cpu != 0 else { throw .usage("a limit of nothing lets nothing run") }
    }

    /// The unit that holds the program to them, for at most this long.
    func scope(of job: JobRecord, for lifetime: Duration) -> Scope {
        var scope = Scope(
            name: "cohort-job-\(job.id).scope", description: "Job:\(job.id) of the lab", lifetime: lifetime)
        scope.memoryMax = memory
        scope.tasksMax = tasks ?? Self.tasksDefault
        scope.cpuPercentMax = cpu
        return scope
    }

    /// What comes nearest where there is no service manager: it counts each process by itself, and all of one account
    /// together.
    func withoutManager() throws(Failure) -> [ResourceLimit] {
        guard cpu == nil else { throw .local("`--cpu` takes systemd, which does not run here") }
        var limits: [ResourceLimit] = []
        if let memory { limits.append(ResourceLimit(.addressSpace, soft: memory, hard: memory)) }
        if let tasks { limits.append(ResourceLimit(.processes, soft: tasks, hard: tasks)) }
        return limits
    }
}

extension Arguments {
    /// A number of bytes as people type it: `500M`, `2G`.
    fileprivate func bytes(_ option: String) throws(Failure) -> UInt64? {
        guard let text = value(option) else { return nil }
        let units: [Character: UInt64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
        let unit = text.last.flatMap { units[$0] }
        guard let number = UInt64(unit == nil ? text : String(text.dropLast())) else {
            throw .usage("`\(text)` is no size: write 500M or 2G")
        }
        let (bytes, overflows) = number.multipliedReportingOverflow(by: unit ?? 1)
        guard !overflows else { throw .usage("`\(text)` is too much") }
        return bytes
    }
}
