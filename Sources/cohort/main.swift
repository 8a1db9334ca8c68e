// The command line: finds the command, runs it, and says in one line what went wrong.

internal import Glibc
internal import Linux

/// Runs a command line. Answers how the process ends.
func run(_ line: [String]) -> Int32 {
    do throws(Failure) {
        if let help = try Command.help(for: line) {
            Terminal.print(help)
            return 0
        }
        if line.first == "store" { throw Daemon.become(line) }
        // Options may come before the command, as in `cohort -g lab ls`.
        let (command, rest) = try Command.find(line.commandFirst)
        let arguments = try Arguments(rest, taking: command.options + Command.common)
        if arguments.has("--help") {
            Terminal.print(command.usage)
            return 0
        }
        guard !command.arguments.isEmpty || arguments.words.isEmpty else {
            throw .usage("`cohort \(command.name)` takes no words, and `\(arguments.words[0])` is one")
        }
        // Before anything is asked for: a list that cannot be printed is not made.
        _ = try arguments.listStyle
        try command.run(Lab(arguments), arguments)
        return 0
    } catch {
        if let words = error.words {
            Terminal.note("cohort: \(words.sentence.escaped)")
            if !words.help.isEmpty { Terminal.note("help: \(words.help.escaped)") }
        }
        return error.status
    }
}

exit(run(Array(CommandLine.arguments.dropFirst())))
