// The runner of a facility: options, its place, the loop.

internal import Glibc
internal import Linux
internal import Systemd

func run(_ options: Options) -> Int32 {
    let log = Log(identifier: "cohort-runner", least: .info)
    do {
        let runner = try Runner(options, log: log)
        runner.sources += [
            try runner.loop.add(signal: SIGTERM) { runner.stop() },
            try runner.loop.add(signal: SIGINT) { runner.stop() },
            try runner.loop.addTimer(every: options.interval) { runner.look() },
        ]
        try runner.loop.usesWatchdog()
        runner.look()
        Notification.ready(status: "looking for jobs")
        return try runner.loop.run()
    } catch {
        log.write(.error, "cannot run anything with `\(options.directory)`: \(error)")
        return 1
    }
}

func say(_ text: String, to output: StandardStreams.Output, exit status: Int32) -> Int32 {
    do throws(SystemError) { try StandardStreams.write(text, to: output) } catch { return 1 }
    return status
}

switch Options.parse(CommandLine.arguments.dropFirst()) {
case .run(let options): exit(run(options))
case .print(let text): exit(say(text, to: .output, exit: 0))
case .wrong(let sentence): exit(say("cohort-runner: \(sentence)\n\(Options.usage)", to: .error, exit: 64))
}
