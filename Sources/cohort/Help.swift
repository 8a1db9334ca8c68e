// What `cohort help` says.

extension Command {
    /// What to print for a line that asks for help; `nil` if it does not, or asks one command for its usage.
    static func help(for line: [String]) throws(Failure) -> String? {
        guard let first = line.first, !["--help", "-h"].contains(first), line != ["help"] else { return help }
        guard first == "help" else {
            let asks = line.count == 2 && ["--help", "-h", "help"].contains(line[1])
            let family = family(of: first)
            return asks && !family.isEmpty ? "\(lines(family))" : nil
        }
        let topic = Array(line.dropFirst())
        if topic == ["exit-status"] { return ExitStatus.help }
        let family = family(of: topic[0])
        if topic.count == 1, !family.isEmpty { return lines(family) }
        return try find(topic).command.usage
    }

    private static var help: String {
        let parts = families.map { "\($0.title)\n\(lines($0.commands))" }
        return """
            usage: cohort COMMAND ...

            \(parts.joined(separator: "\n"))
            `cohort COMMAND --help` says more; `cohort help exit-status` lists how commands end.

            """
    }

    private static func lines(_ commands: [Command]) -> String {
        let lines = commands.map { command in
            let left = "  \(command.name) \(command.arguments)"
            let first = command.summary.prefix { $0 != "\n" }
            return left.count > 46
                ? "\(left)\n\(String(repeating: " ", count: 48))\(first)\n" : "\(left.padded(to: 47)) \(first)\n"
        }
        return lines.joined()
    }
}
