extension Command {
    static let running = Command(
        "run", "-- COMMAND...",
        "Run a program or a script as a user: all that it does is that user's doing, held to that user's rights in one "
            + "group.",
        [
            Option("--as", value: "USER", "as whom; by default oneself. Another user needs sudo"),
            Option("--script", value: "SCRIPT", "run this script of the lab; what follows `--` are its arguments"),
            Option("--job", value: "JOB", "run what somebody asked for with `job queue`, as it was asked for"),
            Option("--read-only", "it may look, and change nothing"),
            Option("--keep-admin", "keep what the user has of administrator rights"),
            Option("--time", value: "DURATION", "how long it may run, as 10m; an hour by default"),
            Option("--memory", value: "SIZE", "bytes that it may hold, as 2G"),
            Option("--tasks", value: "COUNT", "processes and threads that it may have; 1024 by default, with systemd"),
            Option("--cpu", value: "PERCENT", "hundredths of a processor that it may use; with systemd"),
            Option("--unix-sockets", "let it make Unix sockets: it can then call the daemon as its OS account, too"),
            Option("--trusted", "run it as this OS account, where it cannot be run as the user's own"),
        ], runProgram)

    private static func runProgram(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        guard arguments.words.count == arguments.rest.count else {
            throw .usage("`\(arguments.words[0])` stands before `--`, where only options do")
        }
        let isAsked = arguments.has("--job")
        guard arguments.has("--script") || isAsked || !arguments.rest.isEmpty else {
            throw .usage("`-- COMMAND`, `--script SCRIPT` or `--job JOB` says what to run")
        }
        let fixed = ["--script", "--as", "--group", "--read-only", "--keep-admin", "--time"]
        if isAsked, let option = fixed.first(where: arguments.has) {
            throw .usage("`\(option)` is what a job says itself")
        }
        let outcome = try ProgramRun.go(lab, arguments)
        if outcome.reason == .late { Terminal.note("cohort: its time was up, so the program was ended") }
        if outcome.status != 0 { throw .status(outcome.status) }
    }
}
