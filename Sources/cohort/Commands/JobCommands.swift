internal import CohortClient
internal import Digest
internal import Linux
internal import Protobuf
internal import Wire

extension Command {
    static let jobs = [
        Command(
            "job queue", "SCRIPT [-- ARGUMENT...]",
            "Ask the lab's runner to run a script as oneself, in the current group.",
            [
                Option("--read-only", "it may look, and change nothing"),
                Option("--time", value: "DURATION", "how long it may run, as 10m; an hour by default"),
            ], queue),
        Command("job list", "", "List the jobs that one sees.", [ListStyle.option], list),
        Command("job cancel", "JOB", "Let a job not run, or not go on.", cancel),
        Command("job wait", "JOB", "Print what a job says until it ends, and end as it does.", wait),
        Command("job abandon", "JOB", "Write down of a job that runs that whoever ran it was cut off.", abandon),
    ]

    /// What a job ends with when nobody can say how.
    private static let abandoned: Int32 = 137

    private static func queue(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let words = arguments.words.dropLast(arguments.rest.count)
        guard words.count == 1, let word = words.first else { throw .usage("`job queue` takes one script") }
        let script = try lab.object(word)
        let text = script.text(of: .text) ?? ""
        guard script.kind == .script, !text.isEmpty else { throw .usage("`\(word)` is no script with a text") }
        let me = try lab.call(V1.Sessions.whoAmI, V1.WhoAmIRequest())
        guard let group = me.group else { throw .usage("`--group GROUP` says where it runs") }
        let seconds = try arguments.seconds("--time") ?? RunTerms.secondsDefault
        var given = V1.Pairs()
        given.pairs = arguments.rest.map { word in .with { $0.value = word } }
        let command = ([script.name] + arguments.rest).map(\.quoted).joined(separator: " ")
        let reply = try lab.call(
            V1.Objects.create,
            .with {
                ($0.kind, $0.name, $0.parent) = (.job, script.name, script.id)
                $0.attributes = [
                    .init(.command, .text(command)), .init(.arguments, .pairs(given)),
                    .init(.programDigest, .bytes(SHA256.digest(of: Array(text.utf8)))),
                    .init(.requester, .integer(Int64(me.user?.id ?? 0))),
                    .init(.requestGroup, .integer(Int64(group))), .init(.timeLimit, .integer(Int64(seconds))),
                    .init(.isReadOnly, .truth(arguments.has("--read-only"))),
                ]
            })
        lab.printMade("Job", reply.id)
    }

    private static func list(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        var rows: [[String]] = []
        for job in try lab.list(.with { ($0.kind, $0.scope) = (.job, .all) }) {
            let status = job.integer(of: .exitStatus).map { "\($0)" } ?? ""
            rows.append(["\(job.id)", job.name, try lab.login(job.owner), job.jobState.rawValue, status])
        }
        try lab.printList(["id", "name", "owner", "state", "status"], rows)
    }

    private static func cancel(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let id = try job(lab, arguments).id
        _ = try lab.call(
            V1.Objects.update,
            .with { ($0.id, $0.scope, $0.attributes) = (id, .all, [.init(.isCancelled, .truth(true))]) })
    }

    private static func wait(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        var said = ""
        while true {
            let job = try job(lab, arguments)
            let output = job.text(of: .output) ?? ""
            Terminal.printRaw(output.continuing(said))
            said = output
            if job.integer(of: .ended) != nil {
                let status = job.integer(of: .exitStatus).flatMap { Int32(exactly: $0) } ?? abandoned
                if status != 0 { throw .status(status) }
                return
            }
            Clock.sleep(.milliseconds(500))
        }
    }

    private static func abandon(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let job = try job(lab, arguments)
        guard job.jobState == .running else { throw .local("Job:\(job.id) does not run") }
        JobRecord(AskedJob(job), lab).finish(
            status: abandoned, output: (job.text(of: .output) ?? "") + "cut off: whoever ran it ended first\n",
            changes: nil)
    }

    private static func job(_ lab: Lab, _ arguments: Arguments) throws(Failure) -> V1.Object {
        let job = try lab.object(try arguments.words(1, "a job")[0])
        guard job.kind == .job else { throw .usage("`\(arguments.words[0])` is no job") }
        return job
    }
}

extension String {
    /// What is new in it, where it is the end of what was said and `before` was the end a moment ago.
    func continuing(_ before: String) -> Substring {
        var overlap = before[...]
        while !overlap.isEmpty, !hasPrefix(overlap) { overlap = overlap.dropFirst() }
        return dropFirst(overlap.count)
    }
}
