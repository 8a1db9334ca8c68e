internal import CohortClient
internal import Protobuf
internal import Wire

extension Command {
    static let copies = [
        Command(
            "duplicate", "OBJECT...", "Copy one's own objects, with what they hold and one's own annotations on them.",
            [Option("--to", value: "GROUP", "into another group that one is in")], copy
        ).rehearsable,
        Command(
            "copy", "OBJECT...", "The same as `duplicate`.",
            [Option("--to", value: "GROUP", "into another group that one is in")], copy
        ).rehearsable,
        Command(
            "chown", "USER OBJECT...", "Give objects to another member of their group.", MoveCommands.planOptions, give),
        Command("give", "USER OBJECT...", "The same as `chown`.", MoveCommands.planOptions, give),
    ]

    private static func copy(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let targets = try lab.ids(try arguments.someWords("objects"))
        let group: UInt32
        if let name = arguments.value("--to") {
            group = try lab.group(name)
        } else {
            guard let current = try lab.call(V1.Sessions.whoAmI, V1.WhoAmIRequest()).group else {
                throw .usage("you work in no group: `--to GROUP` says where the copies go")
            }
            group = current
        }
        var made: [UInt64] = []
        try MoveCommands.showing(lab) { () throws(Failure) in
            let reply = try lab.call(
                V1.Objects.copy, .with { ($0.targets, $0.group, $0.scope) = (targets, group, .all) })
            made = reply.ids
            return reply.plan
        }
        guard !lab.printsJSON else { return }
        for object in try made.isEmpty ? [] : lab.objects(made.map { ObjectName(id: $0) }) {
            Terminal.print("\(object.kind.word):\(object.id)")
        }
    }

    private static func give(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let words = try arguments.someWords("a user and objects")
        guard words.count > 1 else { throw .usage("this takes a user and objects") }
        let user = try lab.user(words[0])
        let targets = try lab.ids(Array(words.dropFirst()))
        let digest = try MoveCommands.digest(arguments)
        try MoveCommands.showing(lab) { () throws(Failure) in
            try lab.call(
                V1.Objects.give,
                .with { ($0.targets, $0.user, $0.digest, $0.scope) = (targets, user, digest, .all) }
            ).plan
        }
    }
}
