public import Linux
public import Store

/// Reads the audit trail on a thread of its own: whatever is looked through there, nobody else waits.
public final class TrailThread: Sendable {
    private let orders: Mailbox<TrailOrder>
    private let reports: Mailbox<TrailReport>
    /// Becomes readable when there are reports.
    public let wakeUp: EventDescriptor

    /// - Parameter disk: where the journal is.
    public init(on disk: DiskDirectory) throws(SystemError) {
        let (orders, reports) = (try Mailbox<TrailOrder>(), try Mailbox<TrailReport>())
        let wakeUp = try EventDescriptor()
        self.orders = orders
        self.reports = reports
        self.wakeUp = wakeUp
        _ = try Thread.start(named: "trail") {
            var trail = Trail(on: disk)
            do throws(SystemError) {
                while let order = try orders.take() {
                    trail.carryOut(order) { Self.report($0, to: reports, wakeUp) }
                }
            } catch {
                fatalError("a mailbox does not work: \(error)")
            }
        }
    }

    private static func report(_ report: TrailReport, to reports: Mailbox<TrailReport>, _ wakeUp: EventDescriptor) {
        do throws(SystemError) {
            try reports.put(report)
            try wakeUp.signal()
        } catch {
            fatalError("a mailbox does not work: \(error)")
        }
    }

    /// Orders are carried out in the order in which they are put. How many wait is for whoever puts them to bound.
    public func put(_ order: TrailOrder) {
        do throws(SystemError) { try orders.put(order) } catch { fatalError("a mailbox does not work: \(error)") }
    }

    /// Reports that have come in since the last time.
    public func takeReports() -> [TrailReport] {
        do throws(SystemError) { _ = try wakeUp.drain() } catch {
            fatalError("an event descriptor does not work: \(error)")
        }
        return reports.tryTakeAll()
    }
}
