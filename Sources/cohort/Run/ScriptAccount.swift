internal import Linux
internal import Protobuf
internal import Wire

/// The OS account that a program runs as, and what it finds in its environment there.
struct ScriptAccount {
    /// Whom to become; `nil`: we stay who we are.
    let identity: Launch.Identity?
    private let login: String?

    /// Nobody's group: for a uid that the system has no account for, whose number may be another's group.
    private static let noGroup: UInt32 = 65_534

    /// Variables that another account's program gets of ours: the others may hold what is not its business.
    private static let harmless: Set<String> = ["PATH", "LANG", "LANGUAGE", "TERM", "TZ", "COHORT_SOCKET"]

    /// The played user's own account where we may become it, else ours if that is trusted.
    init(of user: V1.User, isTrusted: Bool) throws(Failure) {
        guard user.uid != Account.effectiveUID, !isTrusted else {
            identity = nil
            login = nil
            return
        }
        guard let uid = user.uid else {
            throw .local("no OS account of `\(user.login)` is known here, so \(Self.warning)")
        }
        guard Account.effectiveUID == 0 else {
            throw .local("only root can run it as the OS account of `\(user.login)`, so \(Self.warning)")
        }
        do throws(SystemError) {
            let account = try Account.numbered(uid)
            login = account?.login
            identity = Launch.Identity(
                uid: uid, gid: account?.gid ?? Self.noGroup, groups: account?.groups() ?? [])
        } catch {
            throw .local("the OS account \(uid) cannot be looked up: \(error)")
        }
    }

    private static let warning =
        "the program would run as the OS account that runs this, and could read and do whatever that can: "
        + "--trusted allows it"

    /// What the program finds: where it is, and nothing secret.
    func environment(of script: ScriptSession, _ job: JobRecord) -> [String] {
        var own = [
            "COHORT_FD": "\(ScriptSession.descriptor)", "COHORT_USER": script.user.login,
            "COHORT_GROUP": script.group.name, "COHORT_JOB": "\(job.id)",
        ]
        if let login {
            own["USER"] = login
            own["LOGNAME"] = login
        }
        let kept = Environment.all().filter { variable in
            let name = String(variable.prefix { $0 != "=" })
            guard own[name] == nil, name != "COHORT_SESSION" else { return false }
            return identity == nil || Self.harmless.contains(name) || name.hasPrefix("LC_")
        }
        return kept + own.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }
}
