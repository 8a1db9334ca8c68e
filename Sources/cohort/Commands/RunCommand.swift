internal import CohortClient
internal import Glibc
internal import Linux
internal import Protobuf
internal import Wire

extension Command {
    static let running = Command(
        "run", "-- COMMAND...",
        "Run a program as a user: all that it does is that user's doing, held to that user's rights in one group.",
        [
            Option("--as", value: "USER", "as whom; by default oneself. Another user needs sudo"),
            Option("--read-only", "it may look, and change nothing"),
            Option("--keep-admin", "keep what the user has of administrator rights"),
            Option("--time", value: "DURATION", "how long it may run, as 10m; an hour by default"),
            Option("--trusted", "run it as this OS account, where it cannot be run as the user's own"),
        ], runProgram)

    private static func runProgram(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        guard let program = arguments.rest.first else { throw .usage("`-- COMMAND` says what to run") }
        guard arguments.words.count == arguments.rest.count else {
            throw .usage("`\(arguments.words[0])` stands before `--`, where only options do")
        }
        guard let executable = Environment.executable(named: program) else {
            throw .file("there is no program `\(program)`")
        }
        let script = try ScriptSession(lab, arguments)
        defer { script.end() }
        let account = try ScriptAccount(of: script.user, isTrusted: arguments.has("--trusted"))
        let socket = try script.handover()
        var launch = Launch(
            executable: executable, arguments: arguments.rest, environment: account.environment(of: script))
        launch.handovers = [Launch.Handover(socket.descriptor.number, as: ScriptSession.descriptor)]
        launch.grouping = .own
        launch.identity = account.identity
        let status: Int32
        do throws(SystemError) {
            status = try Supervisor.run(launch, for: script.lifetime)
        } catch {
            throw .local("`\(program)` cannot be run: \(error)")
        }
        if status != 0 { throw .status(status) }
    }
}
