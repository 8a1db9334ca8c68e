public import Linux
public import Store

/// Reads and writes what attachments hold on a thread of its own, so that the loop never waits for it.
public final class ContentThread: Sendable {
    private let exchange: Exchange<ContentOrder, ContentReport>

    /// - Parameter folder: where the contents lie.
    public init(on folder: DiskDirectory) throws(SystemError) {
        let exchange = try Exchange<ContentOrder, ContentReport>()
        self.exchange = exchange
        _ = try Thread.start(named: "contents") {
            var contents = Contents(on: folder)
            while true { contents.carryOut(exchange.nextOrder(), exchange.report) }
        }
    }

    /// Becomes readable when there are reports.
    public var wakeUp: EventDescriptor { exchange.wakeUp }

    /// Orders are carried out in the order in which they are put. How many wait is for whoever puts them to bound.
    public func put(_ order: ContentOrder) { exchange.put(order) }

    /// Reports that have come in since the last time.
    public func takeReports() -> [ContentReport] { exchange.takeReports() }
}
