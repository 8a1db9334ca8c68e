internal import CohortClient
internal import Protobuf
internal import Wire

extension Command {
    static let watching = Command(
        "watch", "",
        "Print what changes, one line each, until it is stopped: objects and links that one comes to see or that change,\n"
            + "and those that are gone or out of sight. `anew` says that one's rights in a group have changed: what one\n"
            + "sees of it follows. `revision` says up to where all is printed.",
        [
            Option("--after", value: "REVISION", "what has changed since this revision, too"),
            Option("--all-groups", "in all groups that one may read"),
        ], watch)

    private static func watch(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        var request = V1.ChangesRequest()
        request.scope = arguments.has("--all-groups") ? .all : .current
        if let text = arguments.value("--after") {
            guard let revision = UInt64(text) else { throw .usage("`\(text)` is no revision") }
            request.afterRevision = revision
        }
        let client = try lab.client()
        let changes = try Lab.calling { () throws(CallError) in try client.stream(V1.Watch.changes, request) }
        var revision: UInt64?
        while let message = try Lab.calling({ () throws(CallError) in try changes.next() }) {
            for change in message.changes {
                guard Terminal.tell(line(change, lab)) else { return }
            }
            guard message.revision != revision else { continue }
            revision = message.revision
            guard Terminal.tell(line("revision", .number(message.revision), lab)) else { return }
        }
    }

    private static func line(_ change: V1.Change, _ lab: Lab) -> String {
        switch change.what {
        case .seen(let object) where lab.printsJSON:
            let members = fields(object, owner: .number(UInt64(object.owner)), group: .number(UInt64(object.group)))
            return line("seen", .object(members), lab)
        case .seen(let object):
            let place = "\(object.kind.word):\(object.id)\tUser:\(object.owner)\tGroup:\(object.group)"
            return "seen\t\(place)\t\(object.name.escaped)"
        case .gone(let id): return line("gone", .number(id), lab)
        case .groupAnew(let group): return line("anew", .string("Group:\(group)"), lab)
        case .everythingAnew: return line("anew", .string("all"), lab)
        // Of a later daemon: what it is cannot be said, but that it is.
        case nil: return line("unknown", .null, lab)
        }
    }

    private static func line(_ word: String, _ value: JSON, _ lab: Lab) -> String {
        if lab.printsJSON { return JSON.object([(word, value)]).text }
        if case .string(let text) = value { return "\(word)\t\(text)" }
        return "\(word)\t\(value.text)"
    }
}
