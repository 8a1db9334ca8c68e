internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// `cohort.v1.Meta` and `cohort.v1.Admin`.
extension Service {
    /// Asked before anything else, by anyone: it needs no caller.
    func version(_ call: Call) throws(CallError) -> Answer {
        let _: V1.VersionRequest = try call.request()
        let reply = V1.VersionReply.with {
            $0.server = Release.version
            $0.minor = Release.protocolMinor
            $0.features = [
                "plans", "sudo", "script-sessions", "import", "keys", "attachments", "cancel", "list-all", "watch",
                "import-stream", "audit",
            ]
            $0.frameSizeMax = UInt32(WireLimits.frameSizeMax)
            $0.targetsMax = UInt32(WireLimits.targetsMax)
            $0.pageSizeMax = UInt32(WireLimits.pageSizeMax)
            $0.attachmentSizeMax = attachmentSizeMax
            $0.revision = store.durable.revision
        }
        return Answer(frame: try ReplyWriter.frame(reply, on: call.stream))
    }

    /// Who may have the daemon work for itself: a full administrator, and no script of one (`PERMISSIONS.md`, section 12).
    static func checkOperator(_ caller: Caller) throws(CallError) {
        guard caller.administration == .full else { throw .refusal(.privilegeNeeded([])) }
        if caller.isConfined { throw .refusal(.confinedSession) }
    }

    /// Asks for a snapshot; the answer leaves when one is on disk that holds all that is durable now.
    mutating func snapshot(_ call: Call) throws(CallError) -> Answer {
        let _: V1.SnapshotRequest = try call.request()
        let caller = try call.peer.caller(at: call.now, in: store.durable)
        try Self.checkOperator(caller)
        wantsSnapshot = true
        let reply = V1.SnapshotReply.with { $0.revision = store.durable.revision }
        return Answer(
            frame: try ReplyWriter.frame(reply, on: call.stream), revision: reply.revision, needsSnapshot: true)
    }
}
