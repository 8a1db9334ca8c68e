internal import CohortClient
internal import Linux
internal import Systemd
internal import Wire

/// One run of a program, from its session to its record.
struct ProgramRun {
    /// What a shell says of a program that it finds and cannot run, and of one that it does not find.
    private static let notRunnable: Int32 = 126
    private static let notRun: Int32 = 127

    private let lab: Lab
    private let arguments: Arguments
    private let limits: RunLimits
    private let terms: RunTerms
    private let script: ScriptSession
    /// The run that was asked for; `nil`: whoever runs it wants it now.
    private let asked: AskedJob?

    /// Runs what the command line says, or what was asked for. What was asked for and cannot be run ends with that.
    static func go(_ lab: Lab, _ arguments: Arguments) throws(Failure) -> Supervisor.Outcome {
        guard let word = arguments.value("--job") else { return try ProgramRun(lab, arguments, nil).go() }
        let asked = try AskedJob(word, lab)
        do throws(Failure) {
            if let obstacle = asked.obstacle { throw .local("Job:\(asked.id) is not run: \(obstacle)") }
            return try ProgramRun(lab, arguments, asked).go()
        } catch {
            if try waits(word, lab) {
                let output = error.words?.sentence ?? ""
                JobRecord(asked, lab).finish(status: Self.notRunnable, output: output, changes: nil)
            }
            throw error
        }
    }

    private static func waits(_ word: String, _ lab: Lab) throws(Failure) -> Bool {
        try lab.job(word).jobState == .waiting
    }

    private init(_ lab: Lab, _ arguments: Arguments, _ asked: AskedJob?) throws(Failure) {
        limits = try RunLimits(arguments)
        // Before there is a token in it, and before there is a program that could look.
        do throws(SystemError) { try Memory.hide() } catch {
            throw .local("others could read the memory of this process: \(error)")
        }
        if let asked { terms = RunTerms(asked) } else { terms = try RunTerms(arguments) }
        script = try ScriptSession(lab, terms)
        self.lab = lab
        self.arguments = arguments
        self.asked = asked
    }

    /// Runs the program, ends the session, and writes down how it went.
    private func go() throws(Failure) -> Supervisor.Outcome {
        // Whatever goes wrong before there is a record; afterwards it has ended.
        defer { _ = script.end() }
        let account = try ScriptAccount(of: script.user, isTrusted: arguments.has("--trusted"))
        let supervisor = try supervisor()
        // Ours to the end: the session ends with the last who has it, and then tells no more of itself.
        let socket = try script.handover()
        let start = try start()
        let job = start.job
        do throws(Failure) {
            let outcome = try run(start.program, over: socket, as: account, under: supervisor, for: job)
            job.finish(status: outcome.status, output: supervisor.tail.text, changes: script.end())
            return outcome
        } catch {
            job.finish(status: Self.notRun, output: error.words?.sentence ?? "", changes: script.end())
            throw error
        }
    }

    /// What is run, and the record of its start.
    private struct Start: ~Copyable {
        let program: RunnableProgram
        let job: JobRecord
    }

    private func start() throws(Failure) -> Start {
        let keeper = try Keeper(of: script.user.id, in: script.group.id, lab)
        defer { keeper.close(lab) }
        guard let asked else {
            let program = try program(seenBy: keeper)
            let job = try JobRecord(of: program, in: script, by: keeper, lab)
            return Start(program: program, job: job)
        }
        let program = try RunnableProgram(
            script: "\(asked.script)", arguments: asked.arguments, seenBy: keeper, lab)
        guard program.digest == asked.digest else {
            throw .local("Job:\(asked.id) is not run: its script has changed since it was asked for")
        }
        let job = try JobRecord(asked, in: script, by: keeper, lab)
        return Start(program: program, job: job)
    }

    private func program(seenBy keeper: Keeper) throws(Failure) -> RunnableProgram {
        guard let script = arguments.value("--script") else { return try RunnableProgram(command: arguments.rest) }
        return try RunnableProgram(script: script, arguments: arguments.rest, seenBy: keeper, lab)
    }

    private func supervisor() throws(Failure) -> Supervisor {
        let manager: ServiceManager?
        do throws(SystemdError) { manager = try ServiceManager.connected() } catch {
            throw .local("systemd runs here and cannot be asked: \(error)")
        }
        do throws(SystemError) { return try Supervisor(with: manager) } catch {
            throw .local("programs cannot be watched here: \(error)")
        }
    }

    private func run(
        _ program: borrowing RunnableProgram, over socket: borrowing StreamSocket, as account: ScriptAccount,
        under supervisor: borrowing Supervisor, for job: JobRecord
    ) throws(Failure) -> Supervisor.Outcome {
        var launch = Launch(
            executable: program.executable, arguments: program.arguments,
            environment: account.environment(of: script, job))
        launch.handovers =
            [Launch.Handover(socket.descriptor.number, as: ScriptSession.descriptor)] + program.handovers
        // Away from our terminal, which another account's program could type into.
        launch.grouping = .ownSession
        launch.identity = account.identity
        launch.bounds = arguments.has("--unix-sockets") ? [.privileges, .life] : [.privileges, .unixSockets, .life]
        if !supervisor.hasManager { launch.limits = try limits.withoutManager() }
        let scope = limits.scope(of: job, for: script.lifetime + Supervisor.grace * 2)
        guard asked != nil else { return try supervisor.run(launch, for: script.lifetime, in: scope, while: nil) }
        let (tail, watch) = (supervisor.tail, JobWatch(job, of: script, for: terms.seconds, lab))
        defer { watch.close() }
        return try supervisor.run(launch, for: script.lifetime, in: scope) { watch.goesOn(saying: tail.text) }
    }
}
