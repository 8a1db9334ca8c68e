internal import Disk
internal import Linux
internal import Service
internal import Store
internal import Systemd

/// What attachments hold, as the loop has to do with it: orders go to the thread that carries them out, and what comes
/// of them to the connection that asked.
extension Server {
    /// Hands over what the service has asked the disk for since the last time: for a connection, or for none.
    func order(for id: Int?) {
        for order in service.takeOrders() {
            if let transfer = order.transfer, let id { transferOwners[transfer] = id }
            contents.put(order)
        }
        for order in service.takeTrailOrders() {
            if let id { transferOwners[order.transfer] = id }
            trail.put(order)
        }
    }

    func contentsReported() {
        service.uptime = Clock.monotonic()
        for report in contents.takeReports() {
            log(report)
            let id = report.transfer.flatMap { transferOwners[$0] }
            if let id, let connection = connections[id] {
                service.take(report, for: &connection.conversation, at: Clock.wall())
                if connection.conversation.isWaiting { waiting.insert(id) }
                touched.insert(id)
            } else {
                service.take(report)
            }
            order(for: id)
            if case .ended(let transfer, _) = report { transferOwners[transfer] = nil }
        }
    }

    private func log(_ report: ContentReport) {
        switch report {
        case .lost(_, let digest, let reason):
            log.write(.error, "what an attachment holds is lost: \(reason)", [Log.Field("DIGEST", digest.hex)])
        case .failed(_, let error): log.write(.error, "an upload or download failed: \(error)")
        case .ended(_, let error?), .untidied(let error):
            log.write(.warning, "a file that nothing refers to is left over until the next start: \(error)")
        case .written, .sealed, .placed, .opened, .read, .ended: break
        }
    }
}
