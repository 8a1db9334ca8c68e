import Permissions
import Protobuf
import Store
import TestSupport
import Wire

@testable import Service

/// The journal of a lab, and the thread that reads it as the audit trail: orders wait until a test has them carried out.
final class LabTrail {
    let disk = SimulatedDisk(seed: 0)
    private var journal: Journal<SimulatedDisk>
    private var trail: Trail<SimulatedDisk>
    fileprivate(set) var orders: [TrailOrder] = []
    private var owners: [TransferID: Lab.Line] = [:]

    /// A journal that goes on from a state.
    init(after state: State) throws {
        try SnapshotWriter.write(state, chain: 0, to: disk)
        let recovery = try Recovery(from: disk)
        journal = try Journal(on: disk, after: recovery.end, sizes: .small, makeSeed: { 42 })
        trail = Trail(on: disk)
    }

    func append(_ batch: Batch) {
        do throws(AppendError) { _ = try journal.append(batch) } catch {
            preconditionFailure("the disk works: \(error)")
        }
    }

    func add(_ order: TrailOrder, for line: Lab.Line?) {
        if let line { owners[order.transfer] = line }
        orders.append(order)
    }

    /// Carries out the first order.
    fileprivate func step() -> [(report: TrailReport, line: Lab.Line?)] {
        var reports: [TrailReport] = []
        trail.carryOut(orders.removeFirst()) { reports.append($0) }
        return reports.map { ($0, owners[$0.transfer]) }
    }
}

extension Lab {
    /// From now on what is committed is written down, and can be asked for.
    mutating func keepTrail() throws { trail = try LabTrail(after: state) }

    /// The trail's thread does all there is to do.
    mutating func readTrail() {
        while let trail, !trail.orders.isEmpty {
            for (report, line) in trail.step() {
                guard let line else {
                    service.take(report)
                    continue
                }
                var conversation = self[line]
                service.take(report, for: &conversation, at: now)
                service.readOn(for: &conversation)
                self[line] = conversation
                collect(for: line)
            }
        }
    }

    /// Begins a reading; the stream that it is on.
    mutating func startAudit(_ request: V1.AuditRequest, on line: Line) -> UInt32 {
        _ = drain(line)
        let stream = nextStream
        nextStream += 2
        receive(Frames.call(V1.Admin.audit, request, stream: stream), on: line)
        readTrail()
        return stream
    }

    /// What has been told on a stream, until nothing more comes, and how it ended, if it has.
    mutating func heard(on stream: UInt32, _ line: Line) -> Heard {
        var heard = Heard()
        while true {
            readTrail()
            let frames = Frames.parse(drain(line))
            guard !frames.isEmpty else { return heard }
            for frame in frames where frame.header.streamID == stream { heard.take(frame) }
        }
    }

    /// All that a reading comes to.
    mutating func audit(_ request: V1.AuditRequest, on line: Line) -> Heard {
        heard(on: startAudit(request, on: line), line)
    }
}

/// What came on the stream of a reading.
struct Heard {
    var messages: [V1.AuditReply] = []
    private(set) var largest = 0
    private(set) var failure: Failure?
    private(set) var hasEnded = false

    var entries: [V1.AuditEntry] { messages.flatMap(\.entries) }
    var revisions: [UInt64] { entries.map(\.revision) }

    fileprivate mutating func take(_ frame: Frames.Sent) {
        largest = max(largest, frame.data.count)
        guard frame.header.kind == .data else {
            failure = Frames.response(frame).status.map(Failure.init)
            return
        }
        if !frame.header.flags.contains(.noData) { messages.append(Frames.message(frame)) }
        if frame.header.flags.contains(.remoteClosed) { hasEnded = true }
    }
}
