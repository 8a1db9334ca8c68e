internal import CohortClient
internal import Protobuf
internal import Wire

extension Command {
    static let objects = [
        Command(
            "obj new", "KIND [FIELD=VALUE...]",
            "Create an object or a link, and print its id: obj new Dataset name=X; obj new ProjectDatasetLink parent=1 child=2.",
            newObject
        ).rehearsable,
        Command("obj get", "OBJECT [FIELD]", "Show an object, or one field of it.", getObject),
        Command(
            "obj update", "OBJECT FIELD=VALUE...", "Change the name or other fields; an empty value clears.",
            updateObject
        ).rehearsable,
    ]

    private static func newObject(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let words = try arguments.someWords("a kind and fields")
        var request = V1.CreateRequest()
        request.kind = try ObjectName.kind(words[0])
        for (field, value) in try assignments(words.dropFirst()) {
            switch field {
            case "name": request.name = value
            case "parent": request.parent = try lab.id(value)
            case "child": request.child = try lab.id(value)
            default: request.attributes.append(try attribute(field, value))
            }
        }
        request.scope = .all
        let reply = try lab.call(V1.Objects.create, request)
        lab.printMade(request.kind.word, reply.id)
    }

    private static func getObject(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        guard (1...2).contains(arguments.words.count) else { throw .usage("this takes an object, and perhaps a field") }
        let object = try lab.object(arguments.words[0])
        let fields = fields(
            object, owner: .string(try lab.login(object.owner)), group: .string(try lab.groupName(object.group)))
        guard arguments.words.count == 2 else { return lab.printFields(fields) }
        guard let field = fields.first(where: { $0.0.lowercased() == arguments.words[1].lowercased() }) else {
            throw .absent("\(object.kind.word):\(object.id) has no field `\(arguments.words[1])`")
        }
        switch field.1 {
        case .string(let text) where !lab.printsJSON: Terminal.print(text.escaped)
        default: Terminal.print(field.1.text)
        }
    }

    /// What an object is and holds, its owner and group as they are given.
    static func fields(_ object: V1.Object, owner: JSON, group: JSON) -> [(String, JSON)] {
        var fields: [(String, JSON)] = [
            ("id", .number(object.id)), ("kind", .string(object.kind.word)), ("name", .string(object.name)),
            ("owner", owner), ("group", group),
        ]
        if object.parent != 0 { fields.append(("parent", .number(object.parent))) }
        if object.child != 0 { fields.append(("child", .number(object.child))) }
        fields += object.attributes.map { ($0.field.word, $0.json) }
        let allowed = V1.Action.all.filter { object.allowed & 1 << UInt32($0.rawValue) != 0 }
        return fields + [("may", .string(allowed.map(\.word).joined(separator: " ")))]
    }

    private static func updateObject(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let words = try arguments.someWords("an object and fields")
        var request = V1.UpdateRequest()
        request.id = try lab.id(words[0])
        request.scope = .all
        for (field, value) in try assignments(words.dropFirst()) {
            switch field {
            case "name": request.name = value
            case "parent": request.parent = value.isEmpty ? 0 : try lab.id(value)
            default:
                guard let known = V1.Field(word: field) else { throw .usage("`\(field)` is no field") }
                if value.isEmpty {
                    request.clear.append(known)
                } else {
                    request.attributes.append(try attribute(field, value))
                }
            }
        }
        _ = try lab.call(V1.Objects.update, request)
        lab.note("Updated \(words[0].escaped)")
    }

    private static func assignments(_ words: some Sequence<String>) throws(Failure) -> [(String, String)] {
        var pairs: [(String, String)] = []
        for word in words {
            guard let sign = word.firstIndex(of: "=") else { throw .usage("`\(word)` is not of the form field=value") }
            pairs.append((String(word[..<sign]), String(word[word.index(after: sign)...])))
        }
        return pairs
    }
}
