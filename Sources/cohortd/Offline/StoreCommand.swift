internal import Linux
internal import Store

/// What is done to a store's directory while no daemon runs on it: `cohortd store ...`.
enum StoreCommand {
    static let usage = """
        usage: cohortd store check DIR|FILE
               cohortd store salvage DIR --to NEW
               cohortd store restore DIR|FILE --to NEW [--journal DIR] [--revision N | --time TIME]
               cohortd store export DIR|FILE
               cohortd store import FILE --to NEW

          check     read a directory, a snapshot or a backup, and say what is in it; nothing is changed
          salvage   copy the longest sound history of a damaged directory, and say what is lost; DIR is not touched
          restore   make a directory of a backup, and of the journal in DIR behind it, or of a directory: as it was
                    at revision N, or at TIME (2026-01-31T12:00:00Z, or nanoseconds since 1970)
          export    print the whole state, a line of JSON for each row
          import    make a directory of what export printed

        NEW must be empty, or not exist. They end with 0 if all is well, and with 1 if something is damaged or cannot be
        done; the last line says what.

        """

    /// Carries out what follows `store` on the command line. Answers how the process ends.
    static func run(_ arguments: [String]) -> Int32 {
        do throws(OfflineError) {
            let line = try StoreLine(arguments)
            switch line.command {
            case "help": try Say.line(usage, terminator: "")
            case "check": try Check.run(line)
            case "salvage": try SalvageCommand.run(line)
            case "restore": try Restore.run(line)
            case "export": try Exporting.export(line)
            default: try Exporting.import(line)
            }
            return ExitStatus.stopped
        } catch {
            Say.error(error.sentence)
            guard case .usage = error else { return ExitStatus.notStarted }
            return ExitStatus.usage
        }
    }
}

/// Why a command on a directory is not carried out: one sentence.
enum OfflineError: Error {
    case usage(String)
    case failed(String)

    var sentence: String {
        switch self {
        case .usage(let sentence): "\(sentence)\n\(StoreCommand.usage)"
        case .failed(let sentence): sentence
        }
    }

    /// What failed, as the error says it.
    static func catching<Failure: Error, Result: ~Copyable>(
        _ body: () throws(Failure) -> Result
    ) throws(OfflineError) -> Result {
        do throws(Failure) { return try body() } catch { throw .failed("\(error)") }
    }
}

/// Lines for whoever typed the command.
enum Say {
    static func line(_ text: String, terminator: String = "\n") throws(OfflineError) {
        try OfflineError.catching { () throws(SystemError) in
            try StandardStreams.write(text + terminator, to: .output)
        }
    }

    /// Text of users, with nothing in it that moves a cursor or begins a line.
    static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { line, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                line += "\\u{\(String(scalar.value, radix: 16))}"
            default: line.unicodeScalars.append(scalar)
            }
        }
    }

    static func error(_ sentence: String) {
        do throws(SystemError) {
            try StandardStreams.write("cohortd: \(sentence)\n", to: .error)
        } catch {
            // Where nobody can be told anything, the exit status says it.
            return
        }
    }
}
