internal import Protobuf
internal import Wire

/// A container that an import puts things into.
enum Destination: Hashable {
    case existing(UInt64)
    /// One's own of this name, made if there is none; several refuse the import.
    case named(V1.Kind, String)
    /// A new one, whatever else is called so.
    case new(V1.Kind, String)
}

/// Where an import puts its images and plates: `Dataset:5`, `Dataset:name:X`, `Project:name:P/Dataset:name:D`, `Screen:7`.
struct Target: Hashable {
    var project: Destination?
    /// Receives the images that are in no plate.
    var dataset: Destination?
    /// Receives the plates.
    var screen: Destination?

    static let forms = "Dataset:5, Dataset:name:X, Project:name:P/Dataset:name:D or Screen:name:S"
}

extension Target {
    /// What a word of a target says, before anything is looked for.
    struct Word: Hashable {
        enum Choice: String {
            /// The one that there is.
            case single = "name"
            case newest = "+name"
            case oldest = "-name"
            /// It must be there, and once.
            case unique = "%name"
            case new = "@name"
        }

        let kind: V1.Kind
        let name: Name

        enum Name: Hashable {
            case id(UInt64)
            case name(String, Choice)
        }
    }

    /// The words of a target, outermost first.
    static func words(_ text: String) throws(Failure) -> [Word] {
        var words: [Word] = []
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            // A slash in a name belongs to it where no class follows.
            let pieces = part.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard let kind = kinds[pieces[0].lowercased()] else {
                guard case .name(let name, let choice) = words.last?.name, let last = words.popLast() else {
                    throw wrong(text)
                }
                words.append(Word(kind: last.kind, name: .name("\(name)/\(part)", choice)))
                continue
            }
            words.append(Word(kind: kind, name: try name(pieces, of: text)))
        }
        let allowed: [[V1.Kind]] = [[.dataset], [.project, .dataset], [.screen]]
        guard allowed.contains(words.map(\.kind)) else { throw wrong(text) }
        return words
    }

    private static let kinds: [String: V1.Kind] = ["project": .project, "dataset": .dataset, "screen": .screen]

    private static func name(_ pieces: [String], of text: String) throws(Failure) -> Word.Name {
        if pieces.count == 2, let id = UInt64(pieces[1]), id > 0 { return .id(id) }
        guard pieces.count == 3, !pieces[2].isEmpty else { throw wrong(text) }
        guard let choice = Word.Choice(rawValue: pieces[1]) else { throw wrong(text) }
        return .name(pieces[2], choice)
    }

    private static func wrong(_ text: String) -> Failure { .usage("`\(text)` is no target: write \(forms)") }
}

extension Target {
    /// The target that the command line names; `nil`: things go where their file has them.
    init?(_ lab: Lab) throws(Failure) {
        if let id = lab.arguments.value("--dataset") {
            dataset = .existing(try ObjectName(id).id)
            return
        }
        guard let text = lab.arguments.value("--target") else { return nil }
        for word in try Self.words(text) {
            let destination = try lab.destination(word)
            switch word.kind {
            case .project: project = destination
            case .dataset: dataset = destination
            default: screen = destination
            }
        }
        try dropProject(lab)
    }

    /// Forgets the project where its dataset lies in it already: a link that is there is not made again.
    private mutating func dropProject(_ lab: Lab) throws(Failure) {
        guard case .existing(let outer) = project else { return }
        switch dataset {
        case .existing(let id):
            let holders = try lab.list(.with { ($0.kind, $0.holding, $0.scope) = (.project, id, .all) })
            if holders.contains(where: { $0.id == outer }) { project = nil }
        case .named(_, let name):
            let found = try lab.list(.with { ($0.kind, $0.name, $0.within) = (.dataset, name, outer) })
            guard let id = found.last?.id else { return }
            (project, dataset) = (nil, .existing(id))
        case .new, nil: break
        }
    }

    /// The same target for the next file: what was made for this one is there now.
    ///
    /// - Parameter ids: of the entries of the draft.
    mutating func settle(_ draft: ImportDraft, _ ids: [UInt64]) {
        func settled(_ destination: Destination?) -> Destination? {
            let (kind, name): (V1.Kind, String)
            switch destination {
            case .named(let itsKind, let itsName), .new(let itsKind, let itsName): (kind, name) = (itsKind, itsName)
            case .existing, nil: return destination
            }
            // Targets are added last.
            let place = draft.entries.lastIndex { $0.kind == kind && $0.name == name && !$0.hasExternalID }
            return place.map { .existing(ids[$0]) } ?? destination
        }
        let before = self
        (dataset, screen) = (settled(dataset), settled(screen))
        if dataset != before.dataset { project = nil }
    }
}

extension V1.NewObject {
    /// Whether it stands for an object of a file.
    fileprivate var hasExternalID: Bool { attributes.contains { $0.field == .externalID } }
}

extension Lab {
    /// Looks for what a word of a target names, among one's own in the current group.
    fileprivate func destination(_ word: Target.Word) throws(Failure) -> Destination {
        guard case .name(let name, let choice) = word.name else {
            if case .id(let id) = word.name { return .existing(id) }
            preconditionFailure("a word has an id or a name")
        }
        if choice == .single { return .named(word.kind, name) }
        if choice == .new { return .new(word.kind, name) }
        let me = try me()
        let found = try list(.with { ($0.kind, $0.name, $0.owner) = (word.kind, name, me) }).map(\.id)
        if choice == .unique, found.count != 1 {
            throw found.isEmpty
                ? .absent("you have no \(word.kind.word) `\(name)` here")
                : .usage(
                    "you have \(found.count) of kind \(word.kind.word) with the name `\(name)`: name one by its id")
        }
        // Ids ascend as things are made.
        guard let id = choice == .oldest ? found.first : found.last else { return .named(word.kind, name) }
        return .existing(id)
    }
}
