internal import CohortClient
internal import Linux
internal import Protobuf
internal import Wire

extension Command {
    static let exporting = Command(
        "export", "OBJECT...",
        "Write projects, datasets, screens, plates, folders or images, with all that one sees in them, as OME-XML 2016-06.",
        [
            Option("--ome-xml", value: "FILE", "where to; `-` is the standard output"),
            Option("--attachments", "with what attachments hold, up to \(attachmentSizeMax >> 20) MiB of each"),
            Option("--force", "replace a file that is there"),
        ], exportObjects)

    /// Bytes of an attachment that go into the file. As base64 they stay below what an import takes of one.
    private static let attachmentSizeMax = 5 << 20

    private static let exported: [V1.Kind] = [.project, .dataset, .folder, .screen, .plate, .image, .fileset]

    private static func exportObjects(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        guard let path = arguments.value("--ome-xml") else { throw .usage("`--ome-xml FILE` says where to") }
        let roots = try lab.objects(ObjectName.list(try arguments.someWords("objects")))
        for root in roots where !exported.contains(root.kind) {
            throw .usage("a \(root.kind.word) is not exported by itself: name what holds it")
        }
        let tree = try ExportTree(of: roots, lab)
        var logins: [UInt32: String] = [:]
        for owner in Set(tree.objects.values.map(\.owner)) { logins[owner] = try lab.login(owner) }
        let contents = arguments.has("--attachments") ? try contents(of: tree.all(.attachment), lab) : [:]
        let document = ExportDocument(tree, contents: contents, logins: logins)
        try write(Array(document.xml.text.utf8), to: path, replacing: arguments.has("--force"))
        for (what, count) in document.leftOut.sorted(by: { $0.key < $1.key }) {
            Terminal.note("not written: \(count) \(what.escaped)")
        }
        Terminal.note("exported \(KindCounts(tree.objects.values.map(\.kind)))")
    }

    private static func write(_ bytes: [UInt8], to path: String, replacing: Bool) throws(Failure) {
        guard path != "-" else {
            do throws(SystemError) { return try StandardStreams.write(bytes.span, to: .output) } catch {
                throw .local("the standard output takes no more: \(error)")
            }
        }
        var rest: [UInt8]? = bytes
        _ = try LocalFile(path).write(replacing: replacing) { () throws(Failure) in
            defer { rest = nil }
            return rest
        }
    }

    private static func contents(of attachments: [V1.Object], _ lab: Lab) throws(Failure) -> [UInt64: [UInt8]] {
        let client = try lab.client()
        var contents: [UInt64: [UInt8]] = [:]
        for attachment in attachments where attachment.value(of: .contentDigest) != nil {
            guard attachment.integer(of: .fileSize).map({ $0 <= attachmentSizeMax }) ?? false else { continue }
            contents[attachment.id] = try Lab.calling { () throws(CallError) in
                let download = try client.download(.with { ($0.attachment, $0.scope) = (attachment.id, .all) })
                var bytes: [UInt8] = []
                while let next = try download.next() { bytes += next }
                return bytes
            }
        }
        return contents
    }
}
