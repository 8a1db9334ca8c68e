internal import Linux
internal import OMEXML
internal import Protobuf
internal import Wire

extension Command {
    static let importing = Command(
        "import", "FILE...",
        "Import OME-XML: every file in one step, or not at all. All of it becomes one's own, in the current group.",
        [
            Option("--dataset", letter: "d", value: "ID", "the dataset that receives the images"),
            Option(
                "--target", letter: "T", value: "TARGET",
                "Dataset:ID, Dataset:name:NAME (made if missing), or Project:name:P/Dataset:name:D"),
            Option("--dry-run", letter: "f", "only say whether it would be done"),
            Option("--skip-broken-links", "leave out references that lead nowhere, and list them"),
            Option("--output", value: "STYLE", "ids: only the ids of the images, a line each"),
        ], importFiles)

    /// One file goes in one frame; the envelope takes a little of it.
    private static let importSizeMax = WireLimits.frameSizeMax - 1_000

    private static func importFiles(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let target = try target(arguments)
        let reading = Reading(limits: .standard, skipsBrokenLinks: arguments.has("--skip-broken-links"))
        for path in try arguments.someWords("files") {
            do throws(Failure) {
                try importFile(path, reading, target, lab)
            } catch {
                Terminal.note("not imported: \(path.escaped)")
                throw error
            }
        }
    }

    private static func importFile(
        _ path: String, _ reading: Reading, _ target: Target?, _ lab: Lab
    ) throws(Failure) {
        let document = try read(path, as: reading)
        for broken in document.brokenLinks { Terminal.note("left out: \(broken.description.escaped)") }
        let translation = Translation(document, into: target)
        let draft = translation.draft
        if translation.leavesTargetEmpty {
            Terminal.note(
                "nothing goes to the target: every image of `\(path.escaped)` is in a plate, or there is none")
        }
        guard draft.entries.count <= WireLimits.importMax else {
            throw .file(
                "`\(path)` makes \(draft.entries.count) objects and links; an import takes \(WireLimits.importMax) "
                    + "at once: split the file")
        }
        var request = V1.ImportRequest()
        request.objects = draft.entries
        request.dryRun = lab.arguments.has("--dry-run")
        // A target that is named by its id may lie in another group: the refusal then says so.
        request.scope = .all
        let size = request.serializedBytes().count
        guard size <= importSizeMax else {
            throw .file(
                "`\(path)` makes a request of \(size) bytes; an import takes \(importSizeMax) at once: split the file")
        }
        let reply = try lab.call(V1.Objects.`import`, request)
        try report(path, document, draft, reply.ids, lab)
    }

    private static func read(_ path: String, as reading: Reading) throws(Failure) -> Document {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try File.readWhole(path, sizeMax: reading.limits.fileSizeMax)
        } catch {
            throw .file("`\(path)` cannot be read: \(error)")
        }
        let document: Document
        do throws(OMEXMLError) {
            document = try Document(parsing: bytes, as: reading)
        } catch {
            throw .file("`\(path)`: \(error)")
        }
        if let elsewhere = document.elsewhere {
            throw .file("`\(path)` says that its metadata are in another file: import `\(elsewhere.name)`")
        }
        return document
    }

    private static func target(_ arguments: Arguments) throws(Failure) -> Target? {
        if let id = arguments.value("--dataset") { return .existing(try ObjectName(id).id) }
        guard let text = arguments.value("--target") else { return nil }
        var project: String?
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            let words = part.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            switch (words.first?.lowercased(), words.count) {
            case ("dataset", 2): return .existing(try ObjectName(String(part)).id)
            case ("dataset", 3) where words[1] == "name": return .named(words[2], project: project)
            case ("project", 3) where words[1] == "name": project = words[2]
            default:
                throw .usage("`\(text)` is no target: write Dataset:5, Dataset:name:X or Project:name:P/Dataset:name:D")
            }
        }
        throw .usage("`\(text)` names no dataset")
    }

    private static func report(
        _ path: String, _ document: Document, _ draft: ImportDraft, _ ids: [UInt64], _ lab: Lab
    ) throws(Failure) {
        let counts = Dictionary(grouping: draft.entries, by: \.kind).mapValues(\.count)
        let ordered = counts.sorted { $0.key.rawValue < $1.key.rawValue }
        let done = ids.isEmpty ? "would import" : "imported"
        Terminal.note(
            "\(done) \(path.escaped): \(ordered.map { "\($0.value) \($0.key.word)" }.joined(separator: ", "))")
        for skipped in document.skipped {
            Terminal.note("not kept: \(skipped.count) \(skipped.element.escaped) in \(skipped.parent.escaped)")
        }
        for roi in document.rois where roi.images.isEmpty {
            Terminal.note("not kept: the ROI \(roi.id.text.escaped), as no image refers to it")
        }
        guard !ids.isEmpty else { return }
        if lab.printsJSON { return Terminal.print(json(path, draft, ids).text) }
        let images = zip(draft.entries, ids).filter { $0.0.kind == .image }.map { "\($0.1)" }
        if lab.arguments.value("--output") == "ids" {
            for image in images { Terminal.print("Image:\(image)") }
            return
        }
        for kind in [V1.Kind.project, .dataset, .screen, .plate, .folder, .image] {
            let made = zip(draft.entries, ids).filter { $0.0.kind == kind && $0.1 != 0 }.map { "\($0.1)" }
            if !made.isEmpty { Terminal.print("\(kind.word):\(made.joined(separator: ","))") }
        }
    }

    /// Old ids and new ones.
    private static func json(_ path: String, _ draft: ImportDraft, _ ids: [UInt64]) -> JSON {
        let members = draft.places.sorted { ($0.value[0]) < ($1.value[0]) }.map { id, places in
            (id.text, JSON.array(places.map { .string("\(draft.entries[Int($0) - 1].kind.word):\(ids[Int($0) - 1])") }))
        }
        return .object([("file", .string(path)), ("objects", .object(members))])
    }
}
