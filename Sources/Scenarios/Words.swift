internal import Permissions
internal import Wire

/// The words of a line, read from the left.
struct Words {
    private var rest: ArraySlice<String>
    let place: Place

    init(_ text: some StringProtocol, at place: Place) throws(ScenarioError) {
        self.place = place
        rest = try Self.split(text, at: place)[...]
    }

    /// Words, quoted texts without their quotes, and punctuation on its own.
    private static func split(_ text: some StringProtocol, at place: Place) throws(ScenarioError) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for character in text {
            if isQuoted {
                if character == "\"" {
                    words.append(word)
                    (word, isQuoted) = ("", false)
                } else {
                    word.append(character)
                }
            } else if character == "\"" || character == "," || character == ":" || character.isWhitespace {
                words += parts(of: word)
                word = ""
                if character == "," || character == ":" { words.append(String(character)) }
                isQuoted = character == "\""
            } else {
                word.append(character)
            }
        }
        guard !isQuoted else { throw ScenarioError(place: place, sentence: "a quote is not closed") }
        return words + parts(of: word)
    }

    /// A word, and what says that something is its own.
    private static func parts(of word: String) -> [String] {
        if word.isEmpty { return [] }
        return word.hasSuffix(possessive) && word != possessive
            ? [String(word.dropLast(possessive.count)), possessive] : [word]
    }

    private static let possessive = "'s"

    var isAtEnd: Bool { rest.isEmpty }
    var next: String? { rest.first }

    /// Whether the words that follow are these; then they are read.
    mutating func take(_ words: String...) -> Bool {
        guard rest.prefix(words.count).elementsEqual(words) else { return false }
        rest = rest.dropFirst(words.count)
        return true
    }

    mutating func expect(_ word: String) throws(ScenarioError) {
        guard take(word) else { throw error("`\(word)` is missing") }
    }

    func expectEnd() throws(ScenarioError) {
        if let word = next { throw error("`\(word)` makes no sense here") }
    }

    mutating func word(_ what: String) throws(ScenarioError) -> String {
        guard let word = rest.popFirst() else { throw error("\(what) is missing") }
        return word
    }

    /// One or more, with commas between them.
    mutating func list<Item>(_ item: (inout Words) throws(ScenarioError) -> Item) throws(ScenarioError) -> [Item] {
        var items = [try item(&self)]
        while take(",") { items.append(try item(&self)) }
        return items
    }

    mutating func names(_ what: String) throws(ScenarioError) -> [String] {
        try list { (words) throws(ScenarioError) in try words.word(what) }
    }

    func error(_ sentence: String) -> ScenarioError { ScenarioError(place: place, sentence: sentence) }
}

// MARK: - Words of the law

extension Words {
    mutating func level() throws(ScenarioError) -> Level {
        let word = try word("a level")
        guard let level = Level(scenarioWord: word) else { throw error("`\(word)` is no level") }
        return level
    }

    mutating func action() throws(ScenarioError) -> Action {
        let word = try word("an action")
        guard let number = V1.Action(word: word)?.rawValue, let action = UInt8(exactly: number).flatMap(Action.init)
        else { throw error("`\(word)` is no action") }
        return action
    }

    mutating func kind() throws(ScenarioError) -> Kind {
        let word = try word("a kind")
        guard let kind = Kind(scenarioWord: word) else { throw error("`\(word)` is no kind of object") }
        return kind
    }

    /// `everything`, `nothing`, or privileges with commas between them.
    mutating func administration() throws(ScenarioError) -> Administration {
        if take("everything") { return .full }
        if take("nothing") { return .restricted([]) }
        if take("no", "administration") { return .none }
        let privileges = try list { (words) throws(ScenarioError) -> Privileges in
            let word = try words.word("a privilege")
            guard let bit = PrivilegeWords.bit(of: word) else { throw words.error("`\(word)` is no privilege") }
            return Privileges(rawValue: bit)
        }
        return .restricted(Privileges(privileges))
    }

    mutating func inclusion() throws(ScenarioError) -> Inclusion {
        var kinds: Inclusion = []
        repeat {
            switch try word("`tags` or `attachments`") {
            case "tags": kinds.insert(.tag)
            case "attachments": kinds.insert(.attachment)
            case let other: throw error("`\(other)` is neither `tags` nor `attachments`")
            }
        } while take(",") || take("and")
        return kinds
    }

    /// `T`, or `bob's T`.
    mutating func owned() throws(ScenarioError) -> (owner: String?, name: String) {
        let first = try word("an object")
        return take(Self.possessive) ? (first, try word("an object")) : (nil, first)
    }

    /// An object by its name, or a link by its ends: `T on I`, `I in D`, `bob's T on I`.
    mutating func thing() throws(ScenarioError) -> Thing {
        let (owner, first) = try owned()
        guard take("on") || take("in") else {
            guard owner == nil else { throw error("`on` or `in` is missing") }
            return .object(first)
        }
        return .link(upper: try word("an object"), lower: first, owner: owner)
    }
}

extension Level {
    init?(scenarioWord word: String) {
        guard let level = Level.allCases.first(where: { $0.scenarioWord == word }) else { return nil }
        self = level
    }

    var scenarioWord: String { V1.Level(rawValue: Int32(rawValue)).word }
}

extension Kind {
    private static let words: [(word: String, kind: Kind)] = [
        ("project", .project), ("dataset", .dataset), ("folder", .folder), ("screen", .screen), ("image", .image),
        ("fileset", .fileset), ("plate", .plate), ("run", .plateRun), ("well", .well), ("field", .wellSample),
        ("roi", .roi), ("settings", .renderingSettings), ("tag", .tag), ("tag-set", .tagSet), ("comment", .comment),
        ("rating", .long), ("long", .long), ("double", .double), ("boolean", .boolean), ("timestamp", .timestamp),
        ("term", .term), ("xml", .xml), ("map", .map), ("list", .list), ("attachment", .attachment),
        ("script", .script), ("job", .job), ("link", .annotationLink), ("dataset-link", .projectDatasetLink),
        ("image-link", .datasetImageLink), ("plate-link", .screenPlateLink), ("folder-link", .folderImageLink),
        ("region-link", .folderROILink),
    ]

    init?(scenarioWord word: String) {
        guard let found = Self.words.first(where: { $0.word == word || $0.word + "s" == word }) else { return nil }
        self = found.kind
    }

    var scenarioWord: String { Self.words.first { $0.kind == self }?.word ?? "object" }
}
