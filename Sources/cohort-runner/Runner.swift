internal import CohortClient
internal import Glibc
internal import Linux
internal import Systemd
internal import Wire

/// Runs what users asked for: each job once, by a `cohort` of its own, so many at once.
///
/// The daemon says what waits, and what has begun is written there before it begins. So a runner that starts again knows
/// what it had begun, and begins none of that a second time.
final class Runner {
    /// A `cohort` that runs a job, or writes down that one was cut off.
    private final class Helper {
        let process: Process
        var source: DescriptorSource?

        init(_ process: consuming Process) { self.process = process }
    }

    let loop: EventLoop
    /// Two runners would run a job twice.
    private let lock: DirectoryLock
    private let options: Options
    private let log: Log
    private let cohort: String
    private var queue: Queue
    private var helpers: [UInt64: Helper] = [:]
    /// What was tried, and perhaps could not be begun: it is not tried again and again.
    private var tried: Set<UInt64> = []
    /// Whether what a former runner had begun was written down as cut off.
    private var hasTidied = false
    private var isStopping = false
    private var wasReached = true
    var sources: [EventSource] = []

    init(_ options: Options, log: Log) throws {
        self.options = options
        self.log = log
        lock = try Directory(opening: options.directory).lock("lock")
        cohort = try Program.directory() + "/cohort"
        queue = Queue(path: options.socket)
        loop = try EventLoop()
    }

    /// Looks for something to do.
    func look() {
        guard !isStopping else { return }
        do throws(CallError) {
            guard let jobs = try queue.look() else { return }
            // What could not be begun while the daemon was away has another chance: it has not begun.
            if !wasReached { tried = [] }
            wasReached = true
            take(jobs)
        } catch {
            if wasReached { log.write(.warning, "cohortd cannot be asked: \(error.sentence)") }
            wasReached = false
        }
    }

    private func take(_ jobs: [V1.Object]) {
        tried.formIntersection(jobs.map(\.id))
        if !hasTidied {
            // Nobody else runs such jobs, and this runner has not begun.
            for job in jobs where job.jobState == .running { start(job.id, ["job", "abandon", "Job:\(job.id)"]) }
            hasTidied = true
        }
        for job in jobs where job.jobState == .waiting && !tried.contains(job.id) && helpers[job.id] == nil {
            guard helpers.count < options.runsMax else { return }
            start(job.id, ["run", "--job", "\(job.id)"] + options.limits)
        }
    }

    private func start(_ job: UInt64, _ words: [String]) {
        tried.insert(job)
        var launch = Launch(
            executable: cohort, arguments: ["cohort"] + words + ["--socket", options.socket],
            environment: Environment.all().filter { !$0.hasPrefix("COHORT_") && !$0.hasPrefix("NOTIFY_SOCKET=") })
        launch.grouping = .own
        // What it runs ends with it, so a runner that is cut off leaves nothing behind.
        launch.bounds = [.life]
        do {
            let helper = Helper(try Process(launch))
            helper.source = try loop.add(helper.process.descriptor.number, for: .readable) { [unowned self] _ in
                reap(job)
            }
            helpers[job] = helper
        } catch {
            log.write(.error, "Job:\(job) cannot be run: \(error)")
        }
    }

    private func reap(_ job: UInt64) {
        guard let helper = helpers[job] else { return }
        do {
            guard let status = try helper.process.statusIfEnded() else { return }
            log.write(.info, "Job:\(job) \(status)")
            // The loop lets go of its descriptor now: the next one that is opened may have the number.
            try helper.source?.setEnabled(false)
        } catch {
            log.write(.error, "how Job:\(job) ended cannot be told: \(error)")
        }
        helpers[job] = nil
        queue.forget()
        if isStopping, helpers.isEmpty { return loop.exit(0) }
        look()
    }

    /// Begins nothing more, and ends when all that runs has ended: it is asked to.
    func stop() {
        isStopping = true
        for (job, helper) in helpers {
            do throws(SystemError) { try helper.process.signalGroup(SIGTERM) } catch {
                log.write(.error, "Job:\(job) cannot be ended: \(error)")
            }
        }
        if helpers.isEmpty { loop.exit(0) }
    }
}
