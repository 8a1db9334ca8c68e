internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

extension Service {
    /// The next part of a backup. Each is made while others wait, so it is small; between two of them everything goes on.
    mutating func backup(_ call: Call) throws(CallError) -> Answer {
        let request: V1.BackupRequest = try call.request()
        let caller = try call.peer.caller(at: call.now, in: store.durable)
        try Self.checkOperator(caller)
        var peer = call.peer
        if request.backup == 0 { peer.backup = try beginBackup(insteadOf: peer.backup) }
        let number = request.backup == 0 ? peer.backup : request.backup
        guard let number, number == peer.backup, var snapshot = backups[number],
            let part = snapshot.next(ServiceLimits.backupPartSize)
        else { throw .noBackup(request.backup) }
        backups[number] = snapshot.isFinished ? nil : snapshot
        let reply = V1.BackupReply.with {
            $0.backup = number
            $0.part = part
            $0.complete = snapshot.isFinished
            $0.revision = snapshot.revision
        }
        return Answer(frame: try ReplyWriter.frame(reply, on: call.stream), peer: peer)
    }

    /// Begins one of the state that readers see, and gives up the one that the connection takes.
    private mutating func beginBackup(insteadOf former: UInt64?) throws(CallError) -> UInt64 {
        if let former { backups[former] = nil }
        guard backups.count < ServiceLimits.backupsMax else { throw .backupsBusy }
        defer { nextBackup += 1 }
        backups[nextBackup] = SnapshotEncoder(store.durable, chain: chain)
        return nextBackup
    }
}
