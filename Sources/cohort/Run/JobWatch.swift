internal import Wire

/// Looks after a job that runs: tells what it says so far, and whether somebody cancelled it.
final class JobWatch {
    private let job: JobRecord
    private let script: ScriptSession
    private let seconds: UInt32
    private let lab: Lab
    private var keeper: Keeper?

    /// - Parameter seconds: how long it may be needed.
    init(_ job: JobRecord, of script: ScriptSession, for seconds: UInt32, _ lab: Lab) {
        self.job = job
        self.script = script
        self.seconds = seconds
        self.lab = lab
    }

    /// Whether it shall go on. While the daemon cannot be asked, nobody has cancelled it.
    func goesOn(saying output: String) -> Bool {
        do throws(Failure) {
            return try job.goesOn(saying: output, by: try present())
        } catch {
            // The next time over another connection.
            keeper = nil
            return true
        }
    }

    private func present() throws(Failure) -> Keeper {
        if let keeper { return keeper }
        let keeper = try Keeper(of: script.user.id, in: script.group.id, for: seconds, lab)
        self.keeper = keeper
        return keeper
    }

    func close() { keeper?.close(lab) }
}
