/// Something that `cohort` does.
struct Command: Sendable {
    /// One word, or two: `user add`.
    let name: String
    /// What follows the name: `LOGIN FIRST LAST`.
    let arguments: String
    let summary: String
    let options: [Option]
    let run: Run

    typealias Run = @Sendable (Lab, Arguments) throws(Failure) -> Void

    init(_ name: String, _ arguments: String, _ summary: String, _ options: [Option], _ run: @escaping Run) {
        self.name = name
        self.arguments = arguments
        self.summary = summary
        self.options = options
        self.run = run
    }

    /// A command without options of its own.
    init(_ name: String, _ arguments: String, _ summary: String, _ run: @escaping Run) {
        self.init(name, arguments, summary, [], run)
    }

    /// Options that every command takes.
    static let common = [
        Option("--group", letter: "g", value: "GROUP", "work in this group, by name or id"),
        Option("--socket", value: "PATH", "where cohortd listens; by default $COHORT_SOCKET"),
        Option("--session", value: "FILE", "the session that `login` stored; by default $COHORT_SESSION"),
        Option("--json", "print the answer as JSON"),
        Option("--help", letter: "h", "print this"),
    ]

    var usage: String {
        let head = "usage: cohort \(name)\(arguments.isEmpty ? "" : " \(arguments)")\n\n\(summary)\n\n"
        let lines = (options + Self.common).map { option in
            let letter = option.letter.map { "-\($0), " } ?? "    "
            let left = "  \(letter)\(option.name)\(option.value.map { " \($0)" } ?? "")"
            return "\(left.padded(to: 30)) \(option.help)\n"
        }
        return head + lines.joined()
    }
}

extension Command {
    /// Everything that `cohort` does, in the order of its help.
    static let all: [Command] =
        [sessions, users, groups, objects, links, questions, moves, [importing, running, version, snapshot]].flatMap(
            \.self)

    /// The command that a line begins with, and the rest of the line.
    static func find(_ line: [String]) throws(Failure) -> (command: Command, rest: [String]) {
        let two = line.prefix(2).joined(separator: " ")
        if line.count >= 2, let command = all.first(where: { $0.name == two }) {
            return (command, Array(line.dropFirst(2)))
        }
        guard let first = line.first else { throw .usage("a command is needed") }
        if let command = all.first(where: { $0.name == first }) { return (command, Array(line.dropFirst())) }
        let family = all.filter { $0.name.hasPrefix(first + " ") }.map { $0.name.dropFirst(first.count + 1) }
        guard family.isEmpty else {
            throw .usage("`\(first)` needs one of: \(family.joined(separator: ", "))")
        }
        throw .usage("`\(first)` is no command")
    }

    static var help: String {
        let lines = all.map { command in
            let left = "  \(command.name) \(command.arguments)"
            let first = command.summary.prefix { $0 != "\n" }
            return left.count > 46
                ? "\(left)\n\(String(repeating: " ", count: 48))\(first)\n" : "\(left.padded(to: 47)) \(first)\n"
        }
        return
            "usage: cohort COMMAND ...\n\n\(lines.joined())\n`cohort COMMAND --help` says more; `cohort help exit-status` lists how commands end.\n"
    }
}
