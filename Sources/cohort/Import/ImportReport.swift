internal import OMEXML
internal import Protobuf
internal import Wire

/// What came of one file.
struct ImportReport {
    enum Status: String, CaseIterable {
        case imported
        case wouldImport = "to import"
        case already = "imported before"
    }

    /// What is printed of the ids.
    enum Style: String {
        /// Old ids and new ones, of all but small parts.
        case map
        /// The new ids of images alone.
        case ids
        case none

        init(_ arguments: Arguments) throws(Failure) {
            guard let word = arguments.value("--output") else {
                self = .map
                return
            }
            guard let style = Style(rawValue: word) else { throw .usage("`\(word)` is no style: ids, map or none") }
            self = style
        }
    }

    /// An object of the file, and what was made of it.
    private struct Made {
        let old: String
        let kind: V1.Kind
        let ids: [UInt64]
    }

    let path: String
    let status: Status
    private var made: [Made] = []
    /// How many there are of each kind.
    private var counts = KindCounts([])
    /// What the file has and was not kept, each said in one line.
    private var leftOut: [String] = []
    private var before: [V1.Object] = []

    /// Of a file that was imported before.
    init(of path: String, madeBefore objects: [V1.Object]) {
        self.path = path
        status = .already
        before = objects
    }

    /// - Parameters:
    ///   - reply: with the ids of the entries, of which those of the translation come first; without any, of a rehearsal.
    ///   - missing: attachments without content.
    init(
        of path: String, _ document: Document, _ translation: Translation, _ reply: V1.ImportReply, missing: Int
    ) {
        self.path = path
        status = reply.ids.isEmpty ? .wouldImport : .imported
        let draft = translation.draft
        let uploaded = draft.places.values.count { places in
            if case .existing = places[0] { true } else { false }
        }
        counts = KindCounts(draft.entries.map(\.kind) + Array(repeating: .attachment, count: uploaded))
        leftOut = Self.leftOut(of: document, translation, missing: missing)
        guard !reply.ids.isEmpty else { return }
        made = draft.order.map { id in
            let places = draft.places[id] ?? []
            var kind = V1.Kind.attachment
            let ids = places.map { place in
                switch place {
                case .existing(let id): return id
                case .new(let position):
                    kind = draft.entries[Int(position) - 1].kind
                    return reply.ids[Int(position) - 1]
                }
            }
            return Made(old: id.text, kind: kind, ids: ids)
        }
    }

    private static func leftOut(of document: Document, _ translation: Translation, missing: Int) -> [String] {
        var lines = document.brokenLinks.map { "left out: \($0)" }
        if translation.leavesTargetEmpty { lines.append("nothing in the file goes to the target") }
        lines += document.skipped.map { "not kept: \($0.count) \($0.element) in \($0.parent)" }
        lines += translation.leftOut.sorted { $0.key < $1.key }.map { "not kept: \($0.value) \($0.key)" }
        let alone = document.rois.filter(\.images.isEmpty)
        lines += alone.map { "not kept: the ROI \($0.id.text), as no image refers to it" }
        if missing > 0 {
            lines.append("not kept: what \(missing) attachments hold; `--allow FOLDER` says where it lies")
        }
        return lines
    }
}

// MARK: - Printing

extension ImportReport {
    func print(_ style: Style, as json: Bool) {
        if json { return Terminal.print(self.json.text) }
        guard status != .already else {
            let objects = before.prefix(5).map { "\($0.kind.word):\($0.id)" } + (before.count > 5 ? ["..."] : [])
            return Terminal.note(
                "imported before: \(path.escaped), as \(objects.joined(separator: ", ")); `--again` imports it once more"
            )
        }
        for line in leftOut { Terminal.note(line.escaped) }
        let done = status == .imported ? "imported" : "would import"
        Terminal.note("\(done) \(path.escaped): \(counts)")
        for object in made where style == .map && object.kind.standsAlone {
            let ids = object.ids.map { "\(object.kind.word):\($0)" }
            Terminal.print("\(object.old.escaped) -> \(ids.joined(separator: ", "))")
        }
        for object in made where style == .ids && object.kind == .image {
            for id in object.ids { Terminal.print("Image:\(id)") }
        }
    }

    private var json: JSON {
        func names(_ kind: V1.Kind, _ ids: [UInt64]) -> JSON { .array(ids.map { .string("\(kind.word):\($0)") }) }
        return .object([
            ("file", .string(path)), ("status", .string(status.rawValue)),
            ("counts", .object(counts.all.map { ($0.kind.word, .integer(Int64($0.count))) })),
            ("objects", .object(made.map { ($0.old, names($0.kind, $0.ids)) })),
            ("before", .array(before.map { .string("\($0.kind.word):\($0.id)") })),
            ("notes", .array(leftOut.map { .string($0) })),
        ])
    }
}

extension V1.Kind {
    /// Whether people look for it by itself; wells, regions and annotations are found by what they are on.
    fileprivate var standsAlone: Bool { [.project, .dataset, .screen, .plate, .folder, .image].contains(self) }
}
