internal import Protobuf
internal import Wire

/// As whom and where something is run, and for how long.
struct RunTerms {
    /// Seconds, if nobody says.
    static let secondsDefault: UInt32 = 3_600

    /// `nil`: whoever runs it.
    let user: V1.GetUserRequest.By?
    /// `nil`: where its user's sessions start.
    let group: V1.GetGroupRequest.By?
    let seconds: UInt32
    let isReadOnly: Bool
    let keepsAdministration: Bool
    /// What runs, for the audit trail.
    let program: String

    /// As the command line says.
    init(_ arguments: Arguments) throws(Failure) {
        user = arguments.value("--as").map { Lab.by($0) }
        group = arguments.value("--group").map { Lab.by($0) }
        seconds = try arguments.seconds("--time") ?? Self.secondsDefault
        isReadOnly = arguments.has("--read-only")
        keepsAdministration = arguments.has("--keep-admin")
        let script = arguments.value("--script").map { $0.contains(":") ? $0 : "Script:\($0)" }
        program = Self.name(of: script ?? arguments.rest.first ?? "")
    }

    /// As it was asked for: without its user's administration.
    init(_ job: AskedJob) {
        user = .id(job.owner)
        group = .id(job.group)
        seconds = job.seconds
        isReadOnly = job.isReadOnly
        keepsAdministration = false
        program = "Script:\(job.script)"
    }

    /// What the audit trail calls a program: its file's name, as far as the trail takes it.
    private static func name(of program: String) -> String {
        var name = (program.split(separator: "/").last.map(String.init) ?? program).escaped
        while name.utf8.count > 255 { name.removeLast() }
        return name
    }
}
