// What transfer packs of omero-cli-transfer say about the files beside their `transfer.xml`. All of it is a claim, and
// nothing here opens anything.

extension Document {
    /// Where the file of an attachment lies in its pack, in the words of the pack: in an XML annotation of the
    /// attachment, or, in earlier packs, inline in place of the bytes. `nil`: this is no attachment of a pack.
    public func packedPath(of annotation: Annotation) -> String? {
        guard case .file(let file) = annotation.value else { return nil }
        let notes = Set(annotationLinks.lazy.filter { $0.target == annotation.id }.map(\.annotation))
        for note in annotations where notes.contains(note.id) {
            if case .xml(let text) = note.value, let path = Self.serverPath(in: text) { return path }
        }
        // Content may happen to look like a path; a path names the file by its name.
        guard let inline = file.inline, let path = String(validating: inline, as: UTF8.self) else { return nil }
        return path.split(separator: "/").last.map(String.init) == file.lastName && path.contains("/") ? path : nil
    }

    /// The text of `CLITransferServerPath/Path`.
    private static func serverPath(in xml: String) -> String? {
        guard xml.contains("CLITransferServerPath") else { return nil }
        var reader = XMLReader(Array("<Value>\(xml)</Value>".utf8), lines: [])
        var names: [String] = []
        var path = ""
        do throws(OMEXMLError) {
            while let node = try reader.next() {
                switch node {
                case .start(let isEmpty): if !isEmpty { names.append(reader.localName) }
                case .end: _ = names.popLast()
                case .text: if names.suffix(2) == ["CLITransferServerPath", "Path"] { path += reader.text }
                case .comment: continue
                }
            }
        } catch {
            // It was well-formed where it stood; alone it may not be, and then it says nothing.
            return nil
        }
        return path.trimmed.isEmpty ? nil : path.trimmed
    }
}

extension AttachedFile {
    /// The name without the folders before it, of whichever system.
    public var lastName: String { name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? "" }
}
