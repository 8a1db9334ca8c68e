internal import CohortClient
internal import Linux
internal import OMEXML
internal import Protobuf
internal import Wire

/// One run of `cohort import`: file after file, each in one step.
struct ImportRun {
    private let lab: Lab
    private let reading: Reading
    private let folder: AllowedFolder?
    private let style: ImportReport.Style
    private let user: UInt32
    private var target: Target?
    private var counts: [ImportReport.Status: Int] = [:]

    init(_ lab: Lab, _ style: ImportReport.Style) throws(Failure) {
        self.lab = lab
        self.style = style
        reading = Reading(limits: .standard, skipsBrokenLinks: lab.arguments.has("--skip-broken-links"))
        folder = lab.arguments.value("--attachments").map { AllowedFolder(path: $0) }
        user = try lab.call(V1.Sessions.whoAmI, V1.WhoAmIRequest()).user?.id ?? 0
        target = try Target(lab)
    }

    /// Imports all files, up to the first that is refused, or past it where that is asked for.
    mutating func all(_ sources: [ImportSource]) throws(Failure) {
        var progress = Progress(of: sources.count)
        var refused: Failure?
        for source in sources {
            progress.show(source.path)
            do throws(Failure) {
                let report = try file(source)
                counts[report.status, default: 0] += 1
                progress.clear()
                report.print(style, as: lab.printsJSON)
            } catch {
                progress.clear()
                Terminal.note("not imported: \(source.path.escaped)")
                guard lab.arguments.has("--continue") else {
                    summarize(sources.count)
                    throw error
                }
                if let words = error.words { Terminal.note("cohort: \(words.sentence.escaped)") }
                refused = refused ?? error
            }
            progress.step()
        }
        summarize(sources.count)
        if let refused { throw .status(refused.status) }
    }

    private func summarize(_ total: Int) {
        guard total > 1 else { return }
        let parts = ImportReport.Status.allCases.compactMap { status in
            counts[status].map { "\($0) \(status.rawValue)" }
        }
        let left = total - counts.values.reduce(0, +)
        let rest = left > 0 ? ["\(left) left: the same command goes on with them"] : []
        Terminal.note("of \(total) files, \((parts + rest).joined(separator: ", "))")
    }

    private mutating func file(_ source: ImportSource) throws(Failure) -> ImportReport {
        let bytes = try Self.bytes(of: source.path, limits: reading.limits)
        let record = ImportRecord(of: bytes, called: source.path)
        let isRehearsal = lab.arguments.has("--dry-run")
        if !lab.arguments.has("--again") {
            let earlier = try record.earlier(lab, by: user)
            if !earlier.isEmpty { return ImportReport(of: source.path, madeBefore: earlier) }
        }
        let document = try Self.document(bytes, at: source.path, as: reading)
        var translation = Translation(document, into: target)
        guard !isRehearsal else {
            let reply = try lab.send(translation.draft, isRehearsal: true)
            return ImportReport(of: source.path, document, translation, reply, missing: 0)
        }
        var contents = AttachedContents(of: document, in: folder)
        var attachments: [FileID: UInt64] = [:]
        if document.annotations.contains(where: \.isFile) {
            // What will be refused anyway uploads nothing.
            _ = try lab.send(translation.draft, isRehearsal: true)
            attachments = try contents.upload(over: lab)
            translation = Translation(document, into: target, attachments: attachments)
        }
        do throws(Failure) {
            var draft = translation.draft
            let origin = [
                ("uuid", document.uuid), ("creator", document.creator), ("schema", document.version.rawValue),
            ]
            record.add(to: &draft, origin: origin, on: translation.roots)
            let reply = try lab.send(draft, isRehearsal: false)
            target?.settle(draft, reply.ids)
            return ImportReport(of: source.path, document, translation, reply, missing: contents.missing)
        } catch {
            AttachedContents.remove(Array(attachments.values), lab)
            throw error
        }
    }
}

// MARK: - The file, and the daemon

extension ImportRun {
    private static func bytes(of path: String, limits: Limits) throws(Failure) -> [UInt8] {
        do throws(SystemError) {
            return try File.readWhole(path, sizeMax: limits.fileSizeMax)
        } catch {
            throw .file("`\(path)` cannot be read: \(error)")
        }
    }

    private static func document(_ bytes: [UInt8], at path: String, as reading: Reading) throws(Failure) -> Document {
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
}

extension Annotation {
    fileprivate var isFile: Bool { if case .file = value { true } else { false } }
}
