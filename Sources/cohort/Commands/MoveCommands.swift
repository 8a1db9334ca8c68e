internal import CohortClient
internal import Protobuf
internal import Wire

extension Command {
    static let moves = [
        Command(
            "delete", "OBJECT...", "Delete for good. What goes along is said.",
            [
                Option("--dry-run", letter: "n", "only say what would go"),
                Option("--include", value: "KINDS", "tag,attachment: those that nothing else uses go along"),
                Option("--keep-contents", "leave what lies in the containers"),
            ], delete),
        Command("chgrp", "GROUP OBJECT...", "Move objects to another group.", moveOptions, move),
        Command("move", "GROUP OBJECT...", "The same as `chgrp`.", moveOptions, move),
    ]

    private static let moveOptions =
        MoveCommands.planOptions + [
            Option("--exclude", value: "KINDS", "tag,attachment: those stay, and their links are cut"),
            Option("--into", value: "CONTAINER", "the container of the other group that receives them"),
        ]

    private static func delete(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let targets = try lab.ids(try arguments.someWords("objects"))
        let include = try kinds(arguments, "--include")
        try MoveCommands.showing(lab) { () throws(Failure) in
            try lab.call(
                V1.Objects.delete,
                .with {
                    $0.targets = targets
                    $0.keepContents = arguments.has("--keep-contents")
                    $0.include = include
                    $0.scope = .all
                }
            ).plan
        }
    }

    private static func move(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let words = try arguments.someWords("a group and objects")
        guard words.count > 1 else { throw .usage("this takes a group and objects") }
        let group = try lab.group(words[0])
        let targets = try lab.ids(Array(words.dropFirst()))
        let exclude = try kinds(arguments, "--exclude")
        let into = try arguments.value("--into").map { word throws(Failure) in try lab.id(word) } ?? 0
        let digest = try MoveCommands.digest(arguments)
        try MoveCommands.showing(lab) { () throws(Failure) in
            try lab.call(
                V1.Objects.move,
                .with {
                    $0.targets = targets
                    $0.group = group
                    $0.exclude = exclude
                    $0.into = into
                    $0.digest = digest
                    $0.scope = .all
                }
            ).plan
        }
    }

    private static func kinds(_ arguments: Arguments, _ option: String) throws(Failure) -> [V1.Kind] {
        var kinds: [V1.Kind] = []
        for word in arguments.list(option) { kinds.append(try ObjectName.kind(word)) }
        return kinds
    }
}

/// What commands that make a plan have in common.
enum MoveCommands {
    static let planOptions = [
        Option("--dry-run", letter: "n", "only say what it would do and lose"),
        Option("--digest", value: "HEX", "of the plan that was shown: do just that"),
    ]

    static func digest(_ arguments: Arguments) throws(Failure) -> [UInt8] {
        guard let text = arguments.value("--digest") else { return [] }
        guard let bytes = [UInt8](hexadecimal: text) else { throw .usage("`\(text)` is no digest") }
        return bytes
    }

    /// Makes the call and shows the plan, also that of a refusal that asks for its digest.
    static func showing(_ lab: Lab, _ call: () throws(Failure) -> V1.Plan?) throws(Failure) {
        do throws(Failure) {
            try show(try call() ?? V1.Plan(), lab)
        } catch {
            if case .call(let cause) = error, let plan = cause.detail?.plan { try show(plan, lab) }
            throw error
        }
    }

    private static func show(_ plan: V1.Plan, _ lab: Lab) throws(Failure) {
        if lab.printsJSON { return Terminal.print(json(plan).text) }
        let parts = [
            (plan.done ? "made" : "would make", plan.made),
            (plan.done ? "moved" : "would move", plan.moved), (plan.done ? "lost" : "would lose", plan.lost),
            (plan.done ? "stayed" : "would stay", plan.stays),
        ]
        var isEmpty = true
        for (verb, part) in parts {
            guard let part, !part.counts.isEmpty else { continue }
            isEmpty = false
            Terminal.print("\(verb): \(part.counts.map { "\($0.count) \($0.kind.word)" }.joined(separator: ", "))")
            for object in part.first { Terminal.print("  \(try line(object, lab))") }
            let total = part.counts.reduce(0) { $0 + $1.count }
            if total > UInt64(part.first.count) { Terminal.print("  and \(total - UInt64(part.first.count)) more") }
        }
        if isEmpty { Terminal.print(plan.done ? "done, nothing lost" : "nothing would be moved or lost") }
        if plan.needsDigest && !plan.done { Terminal.print("digest: \(plan.digest.hexadecimal)") }
    }

    private static func line(_ object: V1.PlanObject, _ lab: Lab) throws(Failure) -> String {
        let ends = object.child == 0 ? "" : " from \(object.parent) to \(object.child)"
        let name = object.name.isEmpty ? "" : " \(object.name.escaped)"
        return "\(object.kind.word):\(object.id)\(name)\(ends) (\(try lab.login(object.owner).escaped))"
    }

    private static func json(_ plan: V1.Plan) -> JSON {
        .object([
            ("done", .bool(plan.done)), ("needsDigest", .bool(plan.needsDigest)),
            ("digest", .string(plan.digest.hexadecimal)), ("made", json(plan.made)), ("moved", json(plan.moved)),
            ("lost", json(plan.lost)), ("stays", json(plan.stays)),
        ])
    }

    private static func json(_ part: V1.PlanPart?) -> JSON {
        .object([
            ("counts", .object((part?.counts ?? []).map { ($0.kind.word, .number($0.count)) })),
            ("first", .array((part?.first ?? []).map { .string("\($0.kind.word):\($0.id)") })),
        ])
    }
}
