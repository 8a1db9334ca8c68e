internal import CohortClient
internal import Linux
internal import OMEXML
internal import Protobuf
internal import Wire

/// What the attached files of a document hold, as far as it is at hand: in the document itself, or where the user has
/// allowed to look for it.
struct AttachedContents {
    private let document: Document
    private let files: AllowedFiles

    init(of document: Document, in files: AllowedFiles) {
        self.document = document
        self.files = files
    }

    /// Attachments whose content is not at hand.
    private(set) var missing = 0

    /// Makes the attachments whose content is at hand, and answers which they are. They are on nothing yet.
    mutating func upload(over lab: Lab) throws(Failure) -> [FileID: UInt64] {
        var made: [FileID: UInt64] = [:]
        do throws(Failure) {
            for annotation in document.annotations {
                guard case .file(let file) = annotation.value else { continue }
                if let id = try upload(annotation, file, lab) { made[annotation.id] = id } else { missing += 1 }
            }
            return made
        } catch {
            Self.remove(Array(made.values), lab)
            throw error
        }
    }

    /// Deletes what was uploaded for an import that did not come about.
    static func remove(_ ids: [UInt64], _ lab: Lab) {
        var rest = ids[...]
        do throws(Failure) {
            while !rest.isEmpty {
                let some = Array(rest.prefix(1_000))
                _ = try lab.call(V1.Objects.delete, .with { ($0.targets, $0.scope) = (some, .all) })
                rest = rest.dropFirst(1_000)
            }
        } catch {
            Terminal.note("left over: FileAnnotation:\(rest.map(String.init).joined(separator: ","))")
        }
    }

    private func upload(
        _ annotation: Annotation, _ file: AttachedFile, _ lab: Lab
    ) throws(Failure) -> UInt64? {
        if let path = document.packedPath(of: annotation) {
            guard let opened = files.open(path) else { return nil }
            return try upload(opened, at: path, as: annotation, file, lab)
        }
        if let inline = file.inline { return try send(inline, as: annotation, file, lab) }
        guard let opened = files.open(file.name.replacing("\\", with: "/")) else { return nil }
        return try upload(opened, at: file.name, as: annotation, file, lab)
    }

    /// Bytes of a file that are read at once.
    private static let readSize = 256 << 10

    private func upload(
        _ opened: borrowing OpenPart, at path: String, as annotation: Annotation, _ file: AttachedFile, _ lab: Lab
    ) throws(Failure) -> UInt64 {
        let upload = try begin(annotation, file, lab)
        var offset = opened.range.lowerBound
        while offset < opened.range.upperBound {
            let count = min(Self.readSize, opened.range.upperBound - offset)
            let bytes = try LocalFile.read(count, of: opened.file, at: offset, path)
            if bytes.isEmpty { break }
            offset += bytes.count
            try Lab.calling { () throws(CallError) in try upload.write(bytes) }
        }
        return try Lab.calling { () throws(CallError) in try upload.finish() }.id
    }

    private func send(
        _ bytes: [UInt8], as annotation: Annotation, _ file: AttachedFile, _ lab: Lab
    ) throws(Failure) -> UInt64 {
        let upload = try begin(annotation, file, lab)
        try Lab.calling { () throws(CallError) in try upload.write(bytes) }
        return try Lab.calling { () throws(CallError) in try upload.finish() }.id
    }

    private func begin(_ annotation: Annotation, _ file: AttachedFile, _ lab: Lab) throws(Failure) -> Upload {
        var entry = V1.NewObject()
        entry.set(annotation)
        entry.set(.mediaType, text: file.mediaType)
        entry.set(.externalID, .text(annotation.id.text.printable))
        let new = V1.NewAttachment.with { ($0.name, $0.attributes) = (file.lastName.printable, entry.attributes) }
        let client = try lab.client()
        return try Lab.calling { () throws(CallError) in try client.upload(.with { $0.to = .new(new) }) }
    }
}
