internal import CohortClient
internal import Protobuf
internal import Wire

extension Command {
    static let links = [
        Command(
            "link", "PARENT CHILD", "Put one object into another, or annotate it; the kind of link follows from theirs."
        ) {
            (lab, arguments) throws(Failure) in
            let words = try arguments.words(2, "two objects")
            try link(lab, words[0], words[1])
        }.rehearsable,
        Command("unlink", "LINK | PARENT CHILD", "Remove a link: by its id, or one's own between two objects.", unlink)
            .rehearsable,
        Command(
            "tag create", "", "Create a tag.",
            [Option("--name", value: "NAME", "what it says"), Option("--desc", value: "TEXT", "what it means")],
            createTag
        ).rehearsable,
        Command("tag list", "", "List the tags that one sees.", [ListStyle.option], listTags),
        Command("tag link", "OBJECT TAG", "Put a tag on an object.") { (lab, arguments) throws(Failure) in
            let words = try arguments.words(2, "an object and a tag")
            try link(lab, words[0], words[1])
        }.rehearsable,
        Command("tag unlink", "OBJECT TAG", "Take one's own link of a tag off an object. The tag stays.", unlink)
            .rehearsable,
    ]

    private static func link(_ lab: Lab, _ parentWord: String, _ childWord: String) throws(Failure) {
        let (parent, child) = (try lab.object(parentWord), try lab.object(childWord))
        guard let kind = kind(from: parent.kind, to: child.kind) else {
            throw .usage("a \(parent.kind.word) does not hold a \(child.kind.word), nor is it annotated with one")
        }
        if kind == .folder {
            _ = try lab.call(
                V1.Objects.update,
                .with {
                    $0.id = child.id
                    $0.parent = parent.id
                    $0.scope = .all
                })
            return lab.printMade("Folder", child.id)
        }
        let reply = try lab.call(
            V1.Objects.create,
            .with {
                $0.kind = kind
                $0.parent = parent.id
                $0.child = child.id
                $0.scope = .all
            })
        lab.printMade(kind.word, reply.id)
    }

    /// The link that joins two kinds; a folder in a folder is no link, and stands for itself.
    private static func kind(from parent: V1.Kind, to child: V1.Kind) -> V1.Kind? {
        switch (parent, child) {
        case (.project, .dataset): .projectDatasetLink
        case (.dataset, .image): .datasetImageLink
        case (.screen, .plate): .screenPlateLink
        case (.folder, .image): .folderImageLink
        case (.folder, .roi): .folderROILink
        case (.folder, .folder): .folder
        case (_, let child) where child.isAnnotation: .annotationLink
        default: nil
        }
    }

    private static func unlink(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let id: UInt64
        if arguments.words.count == 1 {
            id = try lab.id(arguments.words[0])
        } else {
            let words = try arguments.words(2, "a link, or two objects")
            let (parent, child) = (try lab.object(words[0]), try lab.object(words[1]))
            if parent.kind == .folder, child.kind == .folder { return try takeOut(lab, child, of: parent) }
            id = try ownLink(lab, parent, child)
        }
        _ = try lab.call(
            V1.Objects.delete,
            .with {
                $0.targets = [id]
                $0.scope = .all
            })
        lab.note("Removed the link \(id)")
    }

    /// A folder lies in another without a link.
    private static func takeOut(_ lab: Lab, _ folder: V1.Object, of parent: V1.Object) throws(Failure) {
        guard folder.parent == parent.id else { throw .absent("these two are not linked") }
        _ = try lab.call(
            V1.Objects.update,
            .with {
                $0.id = folder.id
                $0.parent = 0
                $0.scope = .all
            })
        lab.note("Took Folder:\(folder.id) out of Folder:\(parent.id)")
    }

    /// The caller's own link between two objects, else the only one.
    private static func ownLink(_ lab: Lab, _ parent: V1.Object, _ child: V1.Object) throws(Failure) -> UInt64 {
        guard let kind = kind(from: parent.kind, to: child.kind) else { throw .absent("these two are not linked") }
        let me = try lab.me()
        // One's own are fewer than all.
        if let own = try links(lab, kind, of: me, from: parent, to: child).first { return own.id }
        let links = try links(lab, kind, of: nil, from: parent, to: child)
        guard links.count == 1 else {
            throw links.isEmpty
                ? .absent("these two are not linked")
                : .usage(
                    "others linked these: name one of \(links.map { "\($0.kind.word):\($0.id)" }.joined(separator: ", "))"
                )
        }
        return links[0].id
    }

    private static func links(
        _ lab: Lab, _ kind: V1.Kind, of owner: UInt32?, from parent: V1.Object, to child: V1.Object
    ) throws(Failure) -> [V1.Object] {
        try lab.list(
            .with {
                ($0.kind, $0.owner, $0.scope) = (kind, owner, .all)
                // A tag may be on a million images, an image has few tags; the other way round for containers.
                if kind == .annotationLink { $0.within = parent.id } else { $0.holding = child.id }
            }
        ).filter { $0.parent == parent.id && $0.child == child.id }
    }

    private static func createTag(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        guard let name = arguments.value("--name") else { throw .usage("`--name NAME` says what the tag says") }
        let reply = try lab.call(
            V1.Objects.create,
            .with {
                $0.kind = .tag
                $0.name = name
                guard let text = arguments.value("--desc") else { return }
                $0.attributes = [.init(.description, .text(text))]
            })
        lab.printMade("TagAnnotation", reply.id)
    }

    private static func listTags(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        var rows: [[String]] = []
        for kind in [V1.Kind.tag, .tagSet] {
            for tag in try lab.list(.with { $0.kind = kind }) {
                rows.append(["\(tag.id)", tag.kind.word, tag.name, try lab.login(tag.owner)])
            }
        }
        try lab.printList(["id", "kind", "name", "owner"], rows)
    }
}

extension V1.Kind {
    var isAnnotation: Bool { (V1.Kind.tag.rawValue...V1.Kind.attachment.rawValue).contains(rawValue) }
}
