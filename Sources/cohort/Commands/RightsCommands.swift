internal import Protobuf
internal import Wire

extension Command {
    static let rights = [
        Command(
            "may", "OBJECT", "Say of every action whether one may do it with an object, and why.", [ListStyle.option],
            flags),
        Command(
            "who-may", "ACTION OBJECT", "List who may do this with an object, as far as one may know them.",
            [ListStyle.option], whoMay),
    ]

    private static func flags(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let object = try lab.object(try arguments.words(1, "an object")[0])
        var rows: [[String]] = []
        for action in V1.Action.all {
            let reply = try lab.call(
                V1.Access.explain, .with { ($0.object, $0.action, $0.scope) = (object.id, action, .all) })
            rows.append([action.word, reply.verdict == .allowed ? "yes" : "no", reply.sentence])
        }
        try lab.printList(["action", "may", "why"], rows)
    }

    private static func whoMay(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let words = try arguments.words(2, "an action and an object")
        guard let action = V1.Action(word: words[0]) else {
            throw .usage("`\(words[0])` is no action: \(V1.Action.all.map(\.word).joined(separator: ", "))")
        }
        var request = V1.WhoMayRequest()
        (request.object, request.action, request.scope) = (try lab.id(words[1]), action, .all)
        var rows: [[String]] = []
        var reply = V1.WhoMayReply()
        repeat {
            reply = try lab.call(V1.Access.whoMay, request)
            for user in reply.users { rows.append(["user", try lab.login(user)]) }
            request.after = reply.users.last
        } while !reply.complete
        if reply.everyone { rows.append(["class", "every active user"]) }
        if reply.administrators { rows.append(["class", "full administrators"]) }
        if reply.restrictedAdministrators {
            rows.append(["class", "restricted administrators"])
        } else {
            for name in PrivilegeWords.words(for: reply.privileges) {
                rows.append(["class", "restricted administrators with \(name)"])
            }
        }
        try lab.printList(["what", "who"], rows)
    }
}
