public import Linux
public import Store

/// Reads and writes what attachments hold on a thread of its own, so that the loop never waits for it.
public final class ContentThread: Sendable {
    private let orders: Mailbox<ContentOrder>
    private let reports: Mailbox<ContentReport>
    /// Becomes readable when there are reports.
    public let wakeUp: EventDescriptor

    /// - Parameter folder: where the contents lie.
    public init(on folder: DiskDirectory) throws(SystemError) {
        let (orders, reports) = (try Mailbox<ContentOrder>(), try Mailbox<ContentReport>())
        let wakeUp = try EventDescriptor()
        self.orders = orders
        self.reports = reports
        self.wakeUp = wakeUp
        _ = try Thread.start(named: "contents") {
            var contents = Contents(on: folder)
            do throws(SystemError) {
                while let order = try orders.take() {
                    contents.carryOut(order) { Self.report($0, to: reports, wakeUp) }
                }
            } catch {
                fatalError("a mailbox does not work: \(error)")
            }
        }
    }

    private static func report(_ report: ContentReport, to reports: Mailbox<ContentReport>, _ wakeUp: EventDescriptor) {
        do throws(SystemError) {
            try reports.put(report)
            try wakeUp.signal()
        } catch {
            fatalError("a mailbox does not work: \(error)")
        }
    }

    /// Orders are carried out in the order in which they are put. How many wait is for whoever puts them to bound.
    public func put(_ order: ContentOrder) {
        do throws(SystemError) { try orders.put(order) } catch { fatalError("a mailbox does not work: \(error)") }
    }

    /// Reports that have come in since the last time.
    public func takeReports() -> [ContentReport] {
        do throws(SystemError) { _ = try wakeUp.drain() } catch {
            fatalError("an event descriptor does not work: \(error)")
        }
        return reports.tryTakeAll()
    }
}
