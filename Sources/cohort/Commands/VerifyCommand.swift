internal import Glibc
internal import Linux

extension Command {
    static let verifying = Command(
        "verify", "FILE...",
        "Play scenarios on a scratch world, and say what comes otherwise. No daemon is asked: cohortd does it by itself.",
        verify)

    private static func verify(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        guard !arguments.words.isEmpty else { throw .usage("name a file of scenarios") }
        throw Daemon.become(["verify"] + arguments.words)
    }
}

/// The program `cohortd`, for what it does without serving.
enum Daemon {
    /// Becomes `cohortd` with these arguments: the one beside this program, else the one that is found in the path.
    ///
    /// - Returns: only if it cannot, and why.
    static func become(_ arguments: [String]) -> Failure {
        let path: String
        do throws(SystemError) {
            path = try Program.directory() + "/cohortd"
        } catch {
            return .local("the program's own directory cannot be found: \(error)")
        }
        let words = ["cohortd"] + arguments
        let error = Program.become(path, words)
        guard error.isAbsence, let other = Environment.executable(named: "cohortd") else {
            return .local("`\(path)` cannot be run: \(error)")
        }
        return .local("`\(other)` cannot be run: \(Program.become(other, words))")
    }
}
