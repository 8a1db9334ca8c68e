// The daemon: options, activation, the loop.

internal import Glibc
internal import Linux
internal import Service
internal import Systemd
internal import Wire

/// Starts the server and runs it to its end.
func run(_ options: Options) -> Int32 {
    let log = Log(identifier: "cohortd", least: .info)
    do {
        // A file that may not grow any more is an error like a full disk, and no reason to die.
        try Signals.ignore(SIGXFSZ)
        let server = try Startup.server(options, log: log)
        server.sources += [
            try server.loop.add(signal: SIGTERM) { server.stop(because: "SIGTERM") },
            try server.loop.add(signal: SIGINT) { server.stop(because: "SIGINT") },
        ]
        try server.giveUp(after: options.patience)
        try server.endSilence()
        try server.endSessions(idleFor: options.sessionIdle)
        try server.loop.usesWatchdog()
        return try server.loop.run()
    } catch let error as StartError {
        log.write(.error, error.sentence)
    } catch {
        log.write(.error, "\(error)")
    }
    return ExitStatus.notStarted
}

/// Writes what was asked for, or why it cannot be had.
func say(_ text: String, to output: StandardStreams.Output, exit status: Int32) -> Int32 {
    do throws(SystemError) { try StandardStreams.write(text, to: output) } catch { return ExitStatus.notStarted }
    return status
}

/// What the daemon does besides serving, or how it serves.
func start(_ arguments: ArraySlice<String>) -> Int32 {
    switch arguments.first {
    case "verify": return Verify.run(Array(arguments.dropFirst()))
    case "store": return StoreCommand.run(Array(arguments.dropFirst()))
    default: break
    }
    return switch Options.parse(arguments, version: Release.version) {
    case .run(let options): run(options)
    case .print(let text): say(text, to: .output, exit: ExitStatus.stopped)
    case .wrong(let sentence):
        say("cohortd: \(sentence)\n\(Options.usage)", to: .error, exit: ExitStatus.usage)
    }
}

exit(start(CommandLine.arguments.dropFirst()))
