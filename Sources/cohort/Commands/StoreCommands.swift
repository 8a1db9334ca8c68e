internal import CohortClient
internal import Protobuf
internal import Wire

extension Command {
    static let backup = Command(
        "backup", "FILE",
        "Take a backup of everything into a new file, while others go on. `store check FILE` reads it.",
        takeBackup)

    /// Listed here for its help; `cohortd` reads what follows it.
    static let store = Command(
        "store", "COMMAND ...",
        "Check, salvage, restore, export or import a directory of cohortd: `store help` says how."
    ) { (_, _) throws(Failure) in throw Daemon.become(["store"]) }

    private static func takeBackup(_ lab: Lab, _ arguments: Arguments) throws(Failure) {
        let path = try arguments.words(1, "the file to make")[0]
        var file = try BackupFile(path)
        // One connection, as a backup ends with it.
        let client = try lab.client()
        var reply = V1.BackupReply()
        repeat {
            reply = try lab.call(on: client, V1.Admin.backup, .with { $0.backup = reply.backup })
            try file.add(reply.part)
        } while !reply.complete
        try file.finish()
        Terminal.print(
            lab.printsJSON
                ? JSON.object([("revision", .number(reply.revision)), ("bytes", .number(UInt64(file.size)))]).text
                : "revision \(reply.revision), \(file.size) bytes")
    }
}
