internal import CohortClient
internal import Linux
internal import Protobuf
internal import Wire

extension Command {
    static let scripts = [
        Command(
            "script upload", "FILE", "Keep a script: one's own in the current group, or an official one for all.",
            [
                Option("--official", "everyone can run it; only who manages scripts makes and changes it"),
                Option("--name", value: "NAME", "what it is called; by default as its file"),
            ], upload
        ).rehearsable,
        Command("script list", "", "List the scripts that one sees.", [ListStyle.option], list),
        Command("script show", "SCRIPT", "Print the text of a script.", show),
        Command("script replace", "SCRIPT FILE", "Change the text of a script.", replace).rehearsable,
    ]

    /// Bytes of a script: with its name they fit into an object.
    private static let sizeMax = 1 << 20

    private static func text(of path: String) throws(Failure) -> String {
        let bytes = try LocalFile(path).readWhole(sizeMax: sizeMax)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .file("`\(path)` is not UTF-8") }
        return text
    }

    private static func upload(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let path = try arguments.words(1, "a file")[0]
        let attribute = V1.Attribute(.text, .text(try text(of: path)))
        let name = arguments.value("--name") ?? String(path.split(separator: "/").last ?? "")
        let reply = try lab.call(
            V1.Objects.create,
            .with {
                ($0.kind, $0.name, $0.official) = (.script, name, arguments.has("--official"))
                $0.attributes = [attribute]
            })
        lab.printMade("Script", reply.id)
    }

    private static func list(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        var rows: [[String]] = []
        for script in try lab.list(.with { ($0.kind, $0.scope) = (.script, .all) }) {
            let isOfficial = try lab.groupName(script.group) == "user"
            rows.append(["\(script.id)", script.name, isOfficial ? "official" : try lab.login(script.owner)])
        }
        try lab.printList(["id", "name", "owner"], rows)
    }

    private static func show(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let script = try lab.object(try arguments.words(1, "a script")[0])
        guard let text = script.text(of: .text) else {
            throw .absent("\(script.kind.word):\(script.id) has no text")
        }
        Terminal.print(text)
    }

    private static func replace(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let words = try arguments.words(2, "a script and a file")
        let (id, text) = (try lab.id(words[0]), try text(of: words[1]))
        _ = try lab.call(
            V1.Objects.update, .with { ($0.id, $0.attributes, $0.scope) = (id, [.init(.text, .text(text))], .all) })
        lab.note("Updated \(words[0].escaped)")
    }
}
