internal import Protobuf
internal import Wire

/// A reply that names the revision of the state it speaks of.
protocol RevisionedReply: Message {
    var revision: UInt64 { get set }
}

/// A request that changes something, unless it only asks what would be.
protocol ChangeRequest: Message {
    var dryRun: Bool { get }
    /// Whether the same call with the same key is answered again as the first time.
    static var takesKey: Bool { get }
}

extension ChangeRequest {
    static var takesKey: Bool { true }
}

// Tokens are shown once, and never kept.
extension V1.SudoRequest {
    static var takesKey: Bool { false }
}

extension V1.OpenScriptRequest {
    static var takesKey: Bool { false }
}

/// The reply to one.
protocol ChangeReply: RevisionedReply {
    /// What is left of it where nothing was done: nothing, or the plan.
    var rehearsed: Self { get }
}

extension ChangeReply {
    var rehearsed: Self { Self() }
}

/// The reply to a change that may take more along than it names.
protocol PlanReply: ChangeReply {
    var plan: V1.Plan? { get set }
}

extension PlanReply {
    var rehearsed: Self { .with { $0.plan = plan } }
}

// MARK: - Which is what

extension V1.VersionReply: RevisionedReply {}
extension V1.CheckReply: RevisionedReply {}
extension V1.BatchCheckReply: RevisionedReply {}
extension V1.ExplainReply: RevisionedReply {}
extension V1.WhoMayReply: RevisionedReply {}
extension V1.MatrixReply: RevisionedReply {}
extension V1.GetReply: RevisionedReply {}
extension V1.ListReply: RevisionedReply {}
extension V1.ChangesReply: RevisionedReply {}
extension V1.CancelReply: RevisionedReply {}
extension V1.CountReply: RevisionedReply {}
extension V1.WhoAmIReply: RevisionedReply {}
extension V1.SwitchGroupReply: RevisionedReply {}
extension V1.JoinReply: RevisionedReply {}
extension V1.ListSessionsReply: RevisionedReply {}
extension V1.GetUserReply: RevisionedReply {}
extension V1.ListUsersReply: RevisionedReply {}
extension V1.GetGroupReply: RevisionedReply {}
extension V1.ListGroupsReply: RevisionedReply {}
extension V1.ListMembershipsReply: RevisionedReply {}
extension V1.SnapshotReply: RevisionedReply {}

extension V1.CreateRequest: ChangeRequest {}
extension V1.UpdateRequest: ChangeRequest {}
extension V1.DeleteRequest: ChangeRequest {}
extension V1.MoveRequest: ChangeRequest {}
extension V1.CopyRequest: ChangeRequest {}
extension V1.GiveRequest: ChangeRequest {}
extension V1.ImportRequest: ChangeRequest {}
extension V1.ImportStart: ChangeRequest {}
extension V1.UploadStart: ChangeRequest {}
extension V1.SudoRequest: ChangeRequest {}
extension V1.OpenScriptRequest: ChangeRequest {}
extension V1.EndRequest: ChangeRequest {}
extension V1.CreateUserRequest: ChangeRequest {}
extension V1.UpdateUserRequest: ChangeRequest {}
extension V1.DeleteUserRequest: ChangeRequest {}
extension V1.CreateGroupRequest: ChangeRequest {}
extension V1.UpdateGroupRequest: ChangeRequest {}
extension V1.DeleteGroupRequest: ChangeRequest {}
extension V1.ChangeLevelRequest: ChangeRequest {}
extension V1.SetMembershipRequest: ChangeRequest {}

extension V1.CreateReply: ChangeReply {}
extension V1.UpdateReply: ChangeReply {}
extension V1.DeleteReply: PlanReply {}
extension V1.MoveReply: PlanReply {}
extension V1.CopyReply: PlanReply {}
extension V1.GiveReply: PlanReply {}
extension V1.ImportReply: PlanReply {}
extension V1.UploadReply: ChangeReply {}
extension V1.SudoReply: ChangeReply {}
extension V1.OpenScriptReply: ChangeReply {}
extension V1.EndReply: ChangeReply {}
extension V1.CreateUserReply: ChangeReply {}
extension V1.UpdateUserReply: ChangeReply {}
extension V1.DeleteUserReply: ChangeReply {}
extension V1.CreateGroupReply: ChangeReply {}
extension V1.UpdateGroupReply: ChangeReply {}
extension V1.DeleteGroupReply: ChangeReply {}
extension V1.ChangeLevelReply: PlanReply {}
extension V1.SetMembershipReply: ChangeReply {}
