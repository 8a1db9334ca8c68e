internal import CohortClient
internal import Protobuf
internal import Wire

/// A request that may only ask what would be.
protocol Rehearsable: Message {
    var dryRun: Bool { get set }
}

extension V1.UploadStart: Rehearsable {}
extension V1.CreateRequest: Rehearsable {}
extension V1.UpdateRequest: Rehearsable {}
extension V1.DeleteRequest: Rehearsable {}
extension V1.MoveRequest: Rehearsable {}
extension V1.CopyRequest: Rehearsable {}
extension V1.GiveRequest: Rehearsable {}
extension V1.CreateUserRequest: Rehearsable {}
extension V1.UpdateUserRequest: Rehearsable {}
extension V1.DeleteUserRequest: Rehearsable {}
extension V1.CreateGroupRequest: Rehearsable {}
extension V1.UpdateGroupRequest: Rehearsable {}
extension V1.DeleteGroupRequest: Rehearsable {}
extension V1.ChangeLevelRequest: Rehearsable {}
extension V1.SetMembershipRequest: Rehearsable {}

extension Option {
    static let dryRun = Option("--dry-run", letter: "n", "only say whether it would be done")
}

extension Command {
    /// The same command, which can also only ask.
    var rehearsable: Command { Command(name, arguments, summary, options + [.dryRun], run) }
}

extension Lab {
    /// Whether the command is to change nothing.
    var isRehearsal: Bool { arguments.has("--dry-run") }

    /// A call that changes something, unless the command is only to ask.
    func call<Request: Rehearsable, Reply>(
        _ method: MethodDescriptor<Request, Reply>, _ request: Request
    ) throws(Failure) -> Reply {
        var request = request
        request.dryRun = isRehearsal
        return try call(on: try client(), method, request)
    }

    /// Says what was done, which in a rehearsal is nothing.
    func note(_ line: String) { Terminal.note(isRehearsal ? "Nothing was changed; it would be done" : line) }

    /// Prints what was made.
    func printMade(_ kind: String, _ id: UInt64) {
        if isRehearsal { note("") } else { Terminal.print("\(kind):\(id)") }
    }
}
