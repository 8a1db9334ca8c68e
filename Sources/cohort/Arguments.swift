/// An option that a command takes.
struct Option: Sendable {
    /// With its dashes: `--name`.
    let name: String
    /// One letter, if it has one: `n` for `-n`.
    let letter: Character?
    /// What its value is called in the help; `nil`: it takes none.
    let value: String?
    let help: String

    init(_ name: String, letter: Character? = nil, value: String? = nil, _ help: String) {
        self.name = name
        self.letter = letter
        self.value = value
        self.help = help
    }

    func matches(_ word: String) -> Bool { word == name || letter.map { word == "-\($0)" } ?? false }

    /// Whether the word is the option, or the option and its value.
    func begins(_ word: String) -> Bool { matches(word) || word.hasPrefix(name + "=") }
}

/// The words of a command line, sorted: what belongs to which option, and what is left.
struct Arguments {
    /// Words that belong to no option, in order, those behind `--` among them.
    private(set) var words: [String] = []
    /// Words behind `--`.
    private(set) var rest: [String] = []
    private var values: [String: [String]] = [:]

    /// - Throws: `usage` for an option that is not among these, or that lacks its value.
    init(_ line: some Sequence<String>, taking options: [Option]) throws(Failure) {
        var line = Array(line)[...]
        while let word = line.popFirst() {
            if word == "--" {
                rest = Array(line)
                words += rest
                return
            }
            // `-5` is no option, and a single dash is a word.
            guard word.hasPrefix("-"), word.count > 1, Int(word) == nil else {
                words.append(word)
                continue
            }
            let parts = word.hasPrefix("--") ? word.split(separator: "=", maxSplits: 1).map(String.init) : [word]
            guard let option = options.first(where: { $0.matches(parts[0]) }) else {
                throw .usage("`\(word)` is no option of this command")
            }
            values[option.name, default: []].append(try Self.value(of: option, parts, &line))
        }
    }

    private static func value(
        of option: Option, _ parts: [String], _ line: inout ArraySlice<String>
    ) throws(Failure) -> String {
        guard option.value != nil else {
            guard parts.count == 1 else { throw .usage("`\(option.name)` takes no value") }
            return ""
        }
        guard let value = parts.count == 2 ? parts[1] : line.popFirst() else {
            throw .usage("`\(option.name)` needs a value")
        }
        return value
    }

    func has(_ option: String) -> Bool { values[option] != nil }

    /// The last value of an option.
    func value(_ option: String) -> String? { values[option]?.last }

    /// All values of an option, each of which may be a list with commas.
    func list(_ option: String) -> [String] {
        (values[option] ?? []).flatMap { $0.split(separator: ",").map(String.init) }
    }

    /// The words, which must be so many.
    func words(_ count: Int, _ names: String) throws(Failure) -> [String] {
        guard words.count == count else { throw .usage("this takes \(names), not \(words.count) words") }
        return words
    }

    /// The words, of which there must be one at least.
    func someWords(_ names: String) throws(Failure) -> [String] {
        guard !words.isEmpty else { throw .usage("this takes \(names)") }
        return words
    }

    func number(_ option: String) throws(Failure) -> UInt32? {
        guard let text = value(option) else { return nil }
        guard let number = UInt32(text) else { throw .usage("`\(text)` is no number for `\(option)`") }
        return number
    }
}
