internal import Protobuf
internal import Wire

/// A change that can be asked for before it is made.
///
/// What has a plan is not among these: its plan is looked at where the scenario says so.
protocol Rehearsable: Message {
    /// Only say whether it would be done.
    var dryRun: Bool { get set }
}

extension V1.CreateRequest: Rehearsable {}
extension V1.UpdateRequest: Rehearsable {}
extension V1.ImportRequest: Rehearsable {}
extension V1.CreateUserRequest: Rehearsable {}
extension V1.UpdateUserRequest: Rehearsable {}
extension V1.DeleteUserRequest: Rehearsable {}
extension V1.CreateGroupRequest: Rehearsable {}
extension V1.UpdateGroupRequest: Rehearsable {}
extension V1.DeleteGroupRequest: Rehearsable {}
extension V1.SetMembershipRequest: Rehearsable {}
extension V1.SudoRequest: Rehearsable {}
extension V1.OpenScriptRequest: Rehearsable {}
extension V1.EndRequest: Rehearsable {}

extension Transport {
    mutating func ask<Request: Message, Reply: Message>(
        _ method: MethodDescriptor<Request, Reply>, on connection: Int, _ fill: (inout Request) -> Void
    ) throws(StageError) -> Reply {
        try call(method, Request.with(fill), on: connection)
    }

    /// Asks first whether it would be done, and then for it: both must be answered alike (`PERMISSIONS.md`, section 6).
    mutating func ask<Request: Rehearsable, Reply: Message>(
        _ method: MethodDescriptor<Request, Reply>, on connection: Int, _ fill: (inout Request) -> Void
    ) throws(StageError) -> Reply {
        var request = Request.with(fill)
        request.dryRun = true
        let foretold = refusal(of: method, request, on: connection)
        request.dryRun = false
        do throws(StageError) {
            let reply = try call(method, request, on: connection)
            if let foretold { throw StageError(fault: "it was done, but not before: \(foretold.sentence)") }
            return reply
        } catch {
            guard error == foretold || error.rule.isEmpty else {
                throw StageError(fault: "asked for before, it was answered otherwise than: \(error.sentence)")
            }
            throw error
        }
    }

    private mutating func refusal<Request: Message, Reply: Message>(
        of method: MethodDescriptor<Request, Reply>, _ request: Request, on connection: Int
    ) -> StageError? {
        do throws(StageError) {
            let _: Reply = try call(method, request, on: connection)
            return nil
        } catch {
            return error
        }
    }
}

extension StageError {
    init(fault sentence: String) { self.init(rule: "", sentence: sentence) }
}
