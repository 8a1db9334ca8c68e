internal import CohortClient
internal import Linux
internal import Protobuf
internal import Wire

extension Command {
    static let audit = Command(
        "audit", "",
        "Say who changed what: a line for each change, as far as the trail goes back. Others than full administrators see themselves.",
        [
            Option("--user", value: "USER", "done by this user, or in this user's name"),
            Option("--in-session", value: "ID", "done in this session; 0: in nobody else's than one's own"),
            Option("--object", value: "OBJECT", "done to this object, or to a link of it"),
            Option("--in-group", value: "GROUP", "done in this group, or to it"),
            Option("--change", value: "KIND", V1.ChangeKind.allWords.joined(separator: ", ")),
            Option("--since", value: "TIME", "from then on: 2026-01-31T12:00:00Z, or 2h ago"),
            Option("--until", value: "TIME", "before then"),
            Option("--from", value: "REVISION", "the revision to begin with"),
            Option("--follow", letter: "f", "go on with what is changed from now on"),
        ], readAudit)

    private static func readAudit(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let request = try request(lab, arguments)
        let client = try lab.client()
        // Names are asked for on another connection: one that is not read waits with all its calls.
        let names = Lab(arguments)
        let stream = try Lab.calling { () throws(CallError) in try client.audit(request) }
        if request.fromRevision == 0, stream.firstRevision > 1 {
            Terminal.note("The trail begins with revision \(stream.firstRevision)")
        }
        var next = request.fromRevision
        do throws(Failure) {
            while let reply = try Lab.calling({ () throws(CallError) in try stream.next() }) {
                for entry in reply.entries {
                    let lines = try lab.printsJSON ? [names.json(entry).text] : names.lines(entry)
                    for line in lines { guard Terminal.tell(line) else { return } }
                }
                next = reply.nextRevision
            }
        } catch {
            Terminal.note("To go on from here: --from \(next)")
            throw error
        }
    }

    private static func request(_ lab: Lab, _ arguments: Arguments) throws(Failure) -> V1.AuditRequest {
        var request = V1.AuditRequest()
        request.follow = arguments.has("--follow")
        request.fromRevision = try revision(arguments, "--from") ?? 0
        request.user = try arguments.value("--user").map { name throws(Failure) in try lab.user(name) }
        request.session = try revision(arguments, "--in-session")
        // What is asked for may be gone: it is not looked up.
        request.object = try arguments.value("--object").map { word throws(Failure) in try ObjectName(word).id } ?? 0
        request.group = try arguments.value("--in-group").map { name throws(Failure) in try lab.group(name) }
        request.since = try arguments.time("--since") ?? 0
        request.until = try arguments.time("--until") ?? 0
        for word in arguments.list("--change") {
            guard let kind = V1.ChangeKind(word: word) else {
                throw .usage("`\(word)` is no kind of change: \(V1.ChangeKind.allWords.joined(separator: ", "))")
            }
            request.kinds.append(kind)
        }
        return request
    }

    private static func revision(_ arguments: Arguments, _ option: String) throws(Failure) -> UInt64? {
        guard let text = arguments.value(option) else { return nil }
        guard let number = UInt64(text) else { throw .usage("`\(text)` is no number for `\(option)`") }
        return number
    }
}

extension Arguments {
    /// A time, or how long ago it was: nanoseconds since 1970.
    fileprivate func time(_ option: String) throws(Failure) -> Int64? {
        guard let text = value(option) else { return nil }
        if text.contains("T") {
            guard let time = WallTime.parse(text) else { throw .usage("`\(text)` is no time") }
            return time
        }
        return Clock.wall() - Int64(try seconds(option) ?? 0) * 1_000_000_000
    }
}
