internal import CohortClient
internal import Linux
internal import OMEXML
internal import Protobuf
internal import Wire

/// One run of `cohort import`: file after file, each in one step.
struct ImportRun {
    private let lab: Lab
    private let reading: Reading
    private let allowed: AllowedFiles
    private let style: ImportReport.Style
    private let user: UInt32
    private var target: Target?
    private var counts: [ImportReport.Status: Int] = [:]

    init(_ lab: Lab, _ style: ImportReport.Style) throws(Failure) {
        self.lab = lab
        self.style = style
        reading = Reading(limits: .standard, skipsBrokenLinks: lab.arguments.has("--skip-broken-links"))
        allowed = lab.arguments.value("--allow").map { .folder(AllowedFolder(path: $0)) } ?? .none
        user = try lab.me()
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
        let (bytes, files) = try read(source.path)
        let record = ImportRecord(of: bytes, called: source.path)
        if let report = try before(record, source) { return report }
        let document = try document(bytes, at: source.path)
        guard let elsewhere = document.elsewhere else { return try make(document, record, files, source) }
        let (companion, whole) = try companion(elsewhere, of: source.path, files)
        let itsRecord = ImportRecord(of: whole, called: elsewhere.name)
        if let report = try before(itsRecord, source) { return report }
        return try make(companion, itsRecord, files, source)
    }

    /// What came of the same bytes before; `nil`: nothing, or it is asked for again.
    private func before(_ record: ImportRecord, _ source: ImportSource) throws(Failure) -> ImportReport? {
        if lab.arguments.has("--again") { return nil }
        let earlier = try record.earlier(lab, by: user)
        return earlier.isEmpty ? nil : ImportReport(of: source.path, madeBefore: earlier)
    }

    private mutating func make(
        _ document: Document, _ record: ImportRecord, _ files: AllowedFiles, _ source: ImportSource
    ) throws(Failure) -> ImportReport {
        var translation = Translation(document, into: target)
        guard !lab.arguments.has("--dry-run") else {
            let reply = try lab.send(translation.draft, isRehearsal: true)
            return ImportReport(of: source.path, document, translation, reply, missing: 0)
        }
        var contents = AttachedContents(of: document, in: files)
        var attachments: [FileID: UInt64] = [:]
        if document.annotations.contains(where: \.isFile) {
            // What will be refused anyway uploads nothing.
            _ = try lab.send(translation.draft, isRehearsal: true)
            attachments = try contents.upload(over: lab)
            translation = Translation(document, into: target, attachments: attachments)
        }
        do throws(Failure) {
            translation.add(record)
            let reply = try lab.send(translation.draft, isRehearsal: false)
            target?.settle(translation.draft, reply.ids)
            return ImportReport(of: source.path, document, translation, reply, missing: contents.missing)
        } catch {
            AttachedContents.remove(Array(attachments.values), lab)
            throw error
        }
    }
}

// MARK: - What is read

extension ImportRun {
    /// The bytes of a file, or of the one in a pack that says what is in it, and where what it names may be opened.
    private func read(_ path: String) throws(Failure) -> (bytes: [UInt8], files: AllowedFiles) {
        let sizeMax = reading.limits.fileSizeMax
        if path.lowercased().hasSuffix(".tar") {
            let archive = try TarArchive(path)
            let (bytes, folder) = try archive.description(sizeMax: sizeMax)
            return (bytes, .archive(archive, folder: folder))
        }
        return (try LocalFile(path).readWhole(sizeMax: sizeMax), allowed)
    }

    private func document(_ bytes: [UInt8], at path: String) throws(Failure) -> Document {
        do throws(OMEXMLError) {
            return try Document(parsing: bytes, as: reading)
        } catch {
            throw .file("`\(path)`: \(error)")
        }
    }

    /// The file that holds the metadata of one that has none: it must be the very one, and have them itself.
    private func companion(
        _ named: MetadataFile, of path: String, _ files: AllowedFiles
    ) throws(Failure) -> (document: Document, bytes: [UInt8]) {
        guard let part = files.open(named.name) else {
            throw .file(
                "`\(path)` says that its metadata are in another file: import `\(named.name)`, "
                    + "or allow its folder with `--allow`")
        }
        guard part.range.count <= reading.limits.fileSizeMax else {
            throw .file("`\(named.name)` has more than \(reading.limits.fileSizeMax) bytes")
        }
        let bytes = try LocalFile.read(part.range.count, of: part.file, at: part.range.lowerBound, named.name)
        let document = try document(bytes, at: named.name)
        guard document.uuid == named.uuid else {
            throw .file("`\(named.name)` is not the file that `\(path)` names: its UUID is another one")
        }
        guard document.elsewhere == nil else { throw .file("`\(named.name)` names yet another file for its metadata") }
        return (document, bytes)
    }
}

extension Annotation {
    fileprivate var isFile: Bool { if case .file = value { true } else { false } }
}
