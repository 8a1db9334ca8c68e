internal import Disk
internal import Linux
internal import Service
internal import Store
internal import Systemd

/// The audit trail, as the loop has to do with it: it is read elsewhere, and what is found goes to the connection that
/// asked.
extension Server {
    func trailReported() {
        service.uptime = Clock.monotonic()
        for report in trail.takeReports() {
            log(report)
            if let id = transferOwners[report.transfer], let connection = connections[id] {
                service.take(report, for: &connection.conversation, at: Clock.wall())
                touched.insert(id)
                order(for: id)
            } else {
                service.take(report)
            }
            if case .ended(let transfer) = report { transferOwners[transfer] = nil }
        }
    }

    /// Records have become durable: whoever follows them is told.
    func wakeFollowers() { touched.formUnion(followers) }

    private func log(_ report: TrailReport) {
        switch report {
        case .read(_, let entries, _):
            for case .gap(let gap) in entries {
                guard let damage = gap.damage else { continue }
                log.write(
                    .error, "the audit trail has no revisions \(gap.first) to \(gap.last): \(damage)")
            }
        case .failed(_, let error): log.write(.error, "the audit trail cannot be read: \(error)")
        case .opened, .ended: break
        }
    }
}
