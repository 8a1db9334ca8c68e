internal import CohortClient
internal import Protobuf
internal import Wire

extension Command {
    static let questions = [
        Command(
            "check", "ACTION OBJECT",
            "Say whether one may do this, and why: \(V1.Action.all.map(\.word).joined(separator: ", ")).",
            check),
        Command("matrix", "GROUP", "Show what each role may do with others' data at the group's level.", matrix),
    ]

    static let version = Command("version", "", "Print the versions of this program and of the daemon.") {
        (lab, arguments) throws(Failure) in
        let own = Release.version
        if !lab.printsJSON { Terminal.print("cohort \(own)") }
        let reply = try lab.call(on: try lab.connect(), V1.Meta.version, V1.VersionRequest())
        let `protocol` = "cohort.v1.\(reply.minor)"
        guard lab.printsJSON else { return Terminal.print("cohortd \(reply.server), protocol \(`protocol`)".escaped) }
        Terminal.print(
            JSON.object([
                ("cohort", .string(own)), ("cohortd", .string(reply.server)), ("protocol", .string(`protocol`)),
                ("features", .array(reply.features.map { .string($0) })), ("revision", .number(reply.revision)),
            ]).text)
    }

    static let snapshot = Command("snapshot", "", "Write a snapshot now, and wait until it is on disk.") {
        (lab, arguments) throws(Failure) in
        let reply = try lab.call(V1.Admin.snapshot, V1.SnapshotRequest())
        Terminal.print(
            lab.printsJSON
                ? JSON.object([("revision", .number(reply.revision))]).text : "revision \(reply.revision)")
    }

    private static func check(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let words = try arguments.words(2, "an action and an object")
        guard let action = V1.Action(word: words[0]) else {
            throw .usage("`\(words[0])` is no action: \(V1.Action.all.map(\.word).joined(separator: ", "))")
        }
        let reply = try explain(lab, action, try ObjectName(words[1]))
        if lab.printsJSON {
            Terminal.print(
                JSON.object([
                    ("verdict", .string(reply.verdict.word)), ("sentence", .string(reply.sentence)),
                    ("rule", .string(reply.detail?.rule ?? "")),
                    ("section", .number(UInt64(reply.detail?.section ?? 0))),
                    ("help", .string(reply.detail?.help ?? "")),
                ]).text)
        } else {
            Terminal.print("\(reply.verdict.word): \(reply.sentence.escaped)")
        }
        switch reply.verdict {
        case .allowed: return
        case .notFound: throw .status(ExitStatus.notFound)
        default: throw .status(ExitStatus.refused)
        }
    }

    /// One that is not of the kind that was named with it is not there.
    private static func explain(
        _ lab: Lab, _ action: V1.Action, _ name: ObjectName
    ) throws(Failure) -> V1.ExplainReply {
        let reply = try lab.call(
            V1.Access.explain,
            .with {
                $0.object = name.id
                $0.action = action
                $0.scope = .all
            })
        guard reply.verdict != .notFound, name.kind != nil else { return reply }
        do throws(Failure) {
            _ = try lab.objects([name])
            return reply
        } catch {
            guard case .absent(let sentence) = error else { throw error }
            return .with {
                $0.verdict = .notFound
                $0.sentence = sentence
            }
        }
    }

    private static func matrix(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let group = try lab.group(try arguments.words(1, "one group")[0])
        let reply = try lab.call(V1.Access.matrix, .with { $0.group = group })
        if lab.printsJSON {
            let rows = reply.rows.map { row in
                JSON.object([
                    ("action", .string(row.action.word)), ("administrator", .bool(row.administrator)),
                    ("owner", .bool(row.owner)), ("member", .bool(row.member)),
                ])
            }
            return Terminal.print(JSON.object([("level", .string(reply.level.word)), ("rows", .array(rows))]).text)
        }
        Terminal.print(
            "\(try lab.groupName(group).escaped) is \(reply.level.word) (\(reply.level.permissions)); on data of others:"
        )
        Terminal.printTable(
            ["", "administrator", "owner", "member"],
            reply.rows.map { [$0.action.word, $0.administrator.mark, $0.owner.mark, $0.member.mark] })
    }
}

extension V1.Verdict {
    fileprivate var word: String {
        switch self {
        case .allowed: "yes"
        case .refused: "no"
        case .notFound: "not found"
        case .unspecified, .unrecognized: "unknown"
        }
    }
}

extension Bool {
    fileprivate var mark: String { self ? "Y" : "N" }
}
