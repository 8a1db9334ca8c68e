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
    static let families: [(title: String, commands: [Command])] = [
        ("Sessions", sessions), ("Users", users), ("Groups", groups), ("Objects", objects + lists + pairs + [watching]),
        ("Links and tags", links), ("Attachments", attachments), ("Rights", questions + rights),
        ("Deleting, moving, copying, giving", moves + copies),
        ("Scripts and jobs", scripts + jobs),
        ("Import, export and programs", [importing, metadata, exporting, running]),
        ("The daemon", [version, snapshot, backup, store, audit]),
        ("Policy", [verifying]),
    ]

    static let all: [Command] = families.flatMap(\.commands)

    /// The command that a line begins with, and the rest of the line.
    static func find(_ line: [String]) throws(Failure) -> (command: Command, rest: [String]) {
        let two = line.prefix(2).joined(separator: " ")
        if line.count >= 2, let command = all.first(where: { $0.name == two }) {
            return (command, Array(line.dropFirst(2)))
        }
        guard let first = line.first else { throw .usage("a command is needed") }
        if let command = all.first(where: { $0.name == first }) { return (command, Array(line.dropFirst())) }
        let family = family(of: first).map { $0.name.dropFirst(first.count + 1) }
        guard family.isEmpty else {
            throw .usage("`\(first)` needs one of: \(family.joined(separator: ", "))")
        }
        throw .usage("`\(first)` is no command")
    }

    /// The commands of two words that begin with this one.
    static func family(of word: String) -> [Command] { all.filter { $0.name.hasPrefix(word + " ") } }
}
