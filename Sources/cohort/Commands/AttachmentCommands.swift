internal import CohortClient
internal import Linux
internal import Protobuf
internal import Wire

extension Command {
    static let attachments = [
        Command(
            "attach", "FILE... [OBJECT...]",
            "Keep files with the data, and put them on objects, each written as `Kind:ID`.",
            [
                Option("--name", value: "NAME", "what the attachment is called; by default as its file"),
                Option("--mimetype", value: "TYPE", "what kind of file it is, such as text/csv"),
                Option("--ns", value: "NAMESPACE", "what it means, and to whom"),
                Option("--desc", value: "TEXT", "more about it"),
                Option("--replace", value: "ATTACHMENT", "give this attachment the bytes of the one file"),
            ], attach
        ).rehearsable,
        Command(
            "download", "ATTACHMENT [FILE | -]",
            "Write the bytes of an attachment to a file, by default one of its name, or to the standard output.",
            [Option("--force", "replace a file that is there")], download),
    ]

    private static func attach(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let words = try arguments.someWords("files and objects")
        let paths = words.filter { !isObject($0) }
        let objects = try lab.ids(words.filter(isObject))
        guard !paths.isEmpty else { throw .usage("this takes a file: every word names an object") }
        if arguments.value("--name") != nil, paths.count > 1 { throw .usage("`--name` is for one file") }
        if let word = arguments.value("--replace") {
            guard paths.count == 1, objects.isEmpty else { throw .usage("`--replace` takes one file and no object") }
            let attachment = try lab.id(word)
            _ = try upload(paths[0], .with { $0.to = .attachment(attachment) }, lab)
            return lab.note("Updated \(word.escaped)")
        }
        for path in paths { try attach(path, to: objects, lab) }
    }

    /// A file may be called like that, too: it is then written as `./Image:5`.
    private static func isObject(_ word: String) -> Bool {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && V1.Kind(word: String(parts[0])) != nil
    }

    private static func attach(_ path: String, to objects: [UInt64], _ lab: Lab) throws(Failure) {
        var new = V1.NewAttachment()
        new.name = lab.arguments.value("--name") ?? LocalFile(path).name
        new.annotated = objects.first ?? 0
        new.attributes = try attributes(lab.arguments)
        let reply = try upload(path, .with { ($0.to, $0.scope) = (.new(new), .all) }, lab)
        lab.printMade("FileAnnotation", reply.id)
        guard !lab.isRehearsal else { return }
        for object in objects.dropFirst() {
            _ = try lab.call(
                V1.Objects.create,
                .with { ($0.kind, $0.parent, $0.child, $0.scope) = (.annotationLink, object, reply.id, .all) })
        }
    }

    private static func attributes(_ arguments: Arguments) throws(Failure) -> [V1.Attribute] {
        var attributes: [V1.Attribute] = []
        for (option, word) in [("--mimetype", "mimetype"), ("--ns", "ns"), ("--desc", "description")] {
            if let text = arguments.value(option) { attributes.append(try attribute(word, text)) }
        }
        return attributes
    }

    /// Bytes of a file that are read at once.
    private static let readSize = 256 << 10

    private static func upload(_ path: String, _ start: V1.UploadStart, _ lab: Lab) throws(Failure) -> V1.UploadReply {
        let file = try LocalFile(path).open()
        var start = start
        (start.size, start.dryRun) = (UInt64(try LocalFile.size(of: file, at: path)), lab.isRehearsal)
        let client = try lab.client()
        let upload = try Lab.calling { () throws(CallError) in try client.upload(start) }
        var offset = 0
        while !lab.isRehearsal {
            let bytes = try LocalFile.read(readSize, of: file, at: offset, path)
            guard !bytes.isEmpty else { break }
            offset += bytes.count
            try Lab.calling { () throws(CallError) in try upload.write(bytes) }
        }
        return try Lab.calling { () throws(CallError) in try upload.finish() }
    }

    private static func download(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let words = try arguments.someWords("an attachment, and where to write it")
        guard words.count <= 2 else { throw .usage("this takes an attachment and a file") }
        let attachment = try lab.object(words[0])
        let client = try lab.client()
        let download = try Lab.calling { () throws(CallError) in
            try client.download(.with { ($0.attachment, $0.scope) = (attachment.id, .all) })
        }
        if words.last == "-" { return try print(download) }
        let path = words.count == 2 ? words[1] : LocalFile.name(for: attachment)
        let size = try LocalFile(path).write(replacing: arguments.has("--force")) { () throws(Failure) in
            try Lab.calling { () throws(CallError) in try download.next() }
        }
        Terminal.note("Wrote \(size) bytes to \(path.escaped)")
    }

    private static func print(_ download: Download) throws(Failure) {
        while let bytes = try Lab.calling({ () throws(CallError) in try download.next() }) {
            do throws(SystemError) {
                try StandardStreams.write(bytes.span, to: .output)
            } catch {
                throw .local("the standard output takes no more: \(error)")
            }
        }
    }
}

extension Lab {
    /// A call whose refusal ends the command.
    static func calling<Result>(_ body: () throws(CallError) -> Result) throws(Failure) -> Result {
        do throws(CallError) { return try body() } catch { throw .call(error) }
    }
}
