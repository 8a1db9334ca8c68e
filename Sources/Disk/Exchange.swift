internal import Linux

/// What the loop and a thread of its own tell each other: orders go to the thread in the order in which they are put, and
/// its reports come back and wake the loop.
///
/// How many orders wait is for whoever puts them to bound. Its parts fail only when something of ours is broken.
struct Exchange<Order: Sendable, Report: Sendable>: Sendable {
    private let orders: Mailbox<Order>
    private let reports: Mailbox<Report>
    /// Becomes readable when there are reports.
    let wakeUp: EventDescriptor

    init() throws(SystemError) {
        orders = try Mailbox()
        reports = try Mailbox()
        wakeUp = try EventDescriptor()
    }

    // MARK: - The loop's side

    func put(_ order: Order) { must { () throws(SystemError) in try orders.put(order) } }

    /// Reports that have come in since the last time.
    func takeReports() -> [Report] {
        must { () throws(SystemError) in _ = try wakeUp.drain() }
        return reports.tryTakeAll()
    }

    /// Waits for a report: of a thread that has just been started.
    func nextReport() -> Report {
        guard let report = must({ () throws(SystemError) in try reports.take() }) else {
            preconditionFailure("an exchange is never closed")
        }
        return report
    }

    // MARK: - The thread's side

    /// Waits for an order.
    func nextOrder() -> Order {
        guard let order = must({ () throws(SystemError) in try orders.take() }) else {
            preconditionFailure("an exchange is never closed")
        }
        return order
    }

    func report(_ report: Report) {
        must { () throws(SystemError) in
            try reports.put(report)
            try wakeUp.signal()
        }
    }

    private func must<Result>(_ body: () throws(SystemError) -> Result) -> Result {
        do throws(SystemError) { return try body() } catch {
            fatalError("the loop and its threads cannot tell each other anything: \(error)")
        }
    }
}
