public import Linux
public import Store

/// Reads the audit trail on a thread of its own: whatever is looked through there, nobody else waits.
public final class TrailThread: Sendable {
    private let exchange: Exchange<TrailOrder, TrailReport>

    /// - Parameter disk: where the journal is.
    public init(on disk: DiskDirectory) throws(SystemError) {
        let exchange = try Exchange<TrailOrder, TrailReport>()
        self.exchange = exchange
        _ = try Thread.start(named: "trail") {
            var trail = Trail(on: disk)
            while true { trail.carryOut(exchange.nextOrder(), exchange.report) }
        }
    }

    /// Becomes readable when there are reports.
    public var wakeUp: EventDescriptor { exchange.wakeUp }

    /// Orders are carried out in the order in which they are put. How many wait is for whoever puts them to bound.
    public func put(_ order: TrailOrder) { exchange.put(order) }

    /// Reports that have come in since the last time.
    public func takeReports() -> [TrailReport] { exchange.takeReports() }
}
