internal import Protobuf
internal import Wire

extension Command {
    static let lists = [
        Command(
            "ls", "[OBJECT]",
            "List what an object holds; without one, projects, screens and what lies in no container.",
            filters + [ListStyle.option], list),
        Command(
            "search", "WORDS...", "List what has all of these words in its name, description, text or pairs.",
            filters + [ListStyle.option], search),
        Command("count", "[OBJECT]", "Count by kind what `ls` would list.", filters, count),
    ]

    private static let filters = [
        Option("--kind", letter: "k", value: "KIND", "only this kind"),
        Option("--owner", value: "USER", "only what this user owns"),
        Option("--name", value: "NAME", "only what has just this name"),
        Option("--prefix", value: "TEXT", "only what has a name that begins so"),
        Option("--tag", value: "TAG", "only what this annotation is on, by id, or a tag by its name"),
        Option("--holding", value: "OBJECT", "only what holds this: its containers, what it is on"),
        Option("--in-group", value: "GROUP", "only of this group, wherever one works"),
        Option("--all-groups", "in all groups that one may read"),
        Option("--orphaned", "only what no container holds"),
    ]

    private static func list(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        try print(try lab.list(try request(lab, arguments)), lab)
    }

    private static func search(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        var request = try filtered(lab, arguments)
        request.words = try arguments.someWords("words to look for").joined(separator: " ")
        try print(try lab.list(request), lab)
    }

    private static func count(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        var request = try request(lab, arguments)
        var counts: [(kind: V1.Kind, count: UInt64)] = []
        while true {
            let page = try lab.call(V1.Objects.count, request)
            for entry in page.counts where !lab.hasNoWish || entry.kind.isOfInterest {
                if let place = counts.firstIndex(where: { $0.kind == entry.kind }) {
                    counts[place].count += entry.count
                } else {
                    counts.append((entry.kind, entry.count))
                }
            }
            if page.complete { break }
            request.pageToken = page.nextPageToken
        }
        counts.sort { $0.kind.rawValue < $1.kind.rawValue }
        if lab.printsJSON {
            return Terminal.print(JSON.object(counts.map { ($0.kind.word, .number($0.count)) }).text)
        }
        for (kind, count) in counts { Terminal.print("\(count)\t\(kind.word)") }
        Terminal.print("\(counts.reduce(0) { $0 + $1.count })\tin all")
    }

    /// What `ls` lists: without any wish, what lies in no container.
    private static func request(_ lab: Lab, _ arguments: Arguments) throws(Failure) -> V1.ListRequest {
        var request = try filtered(lab, arguments)
        guard arguments.words.count < 2 else { throw .usage("this takes one object at most") }
        if let word = arguments.words.first {
            request.within = try lab.id(word)
            request.scope = .all
        } else if request.hasNoWish {
            request.orphaned = true
        }
        return request
    }

    private static func filtered(_ lab: Lab, _ arguments: Arguments) throws(Failure) -> V1.ListRequest {
        var request = V1.ListRequest()
        if let kind = arguments.value("--kind") { request.kind = try ObjectName.kind(kind) }
        if let owner = arguments.value("--owner") { request.owner = try lab.user(owner) }
        request.name = arguments.value("--name")
        request.namePrefix = arguments.value("--prefix") ?? ""
        request.scope = arguments.has("--all-groups") ? .all : .current
        if let group = arguments.value("--in-group") {
            request.group = try lab.group(group)
            request.scope = .all
        }
        if let tag = arguments.value("--tag") { request.annotation = try annotation(lab, tag, request.scope) }
        if let held = arguments.value("--holding") {
            request.holding = try lab.id(held)
            request.scope = .all
        }
        request.orphaned = arguments.has("--orphaned")
        return request
    }

    /// An annotation by its id, or the one tag of that name in sight.
    private static func annotation(_ lab: Lab, _ word: String, _ scope: V1.Scope) throws(Failure) -> UInt64 {
        if word.contains(":") || UInt64(word) != nil { return try lab.id(word) }
        let tags = try lab.list(.with { ($0.kind, $0.name, $0.scope) = (.tag, word, scope) })
        guard tags.count == 1 else {
            throw tags.isEmpty
                ? .absent("you see no tag `\(word)`")
                : .usage("several tags are called `\(word)`: \(tags.map { "\($0.id)" }.joined(separator: ", "))")
        }
        return tags[0].id
    }

    private static func print(_ objects: [V1.Object], _ lab: Lab) throws(Failure) {
        var rows: [[String]] = []
        for object in objects where !lab.hasNoWish || object.kind.isOfInterest {
            rows.append([
                "\(object.id)", object.kind.word, object.name, try lab.login(object.owner),
                try lab.groupName(object.group),
            ])
        }
        try lab.printList(["id", "kind", "name", "owner", "group"], rows)
    }
}

extension V1.ListRequest {
    fileprivate var hasNoWish: Bool {
        kind == .unspecified && name == nil && namePrefix.isEmpty && annotation == 0 && holding == 0
    }
}

extension Lab {
    /// Whether a list is asked for without saying of what.
    fileprivate var hasNoWish: Bool {
        let filters = ["--kind", "--name", "--prefix", "--tag", "--holding"]
        return arguments.words.isEmpty && !filters.contains(where: arguments.has)
    }
}

extension V1.Kind {
    /// Where nothing else is asked for, annotations and filesets are left out: they are in no container, and in the way.
    fileprivate var isOfInterest: Bool { [.project, .dataset, .folder, .screen, .plate, .image].contains(self) }
}

extension Lab {
    /// All pages of a list.
    func list(_ request: V1.ListRequest) throws(Failure) -> [V1.Object] {
        var request = request
        var objects: [V1.Object] = []
        while true {
            let page = try call(V1.Objects.list, request)
            objects += page.objects
            if page.complete { return objects }
            request.pageToken = page.nextPageToken
        }
    }
}
