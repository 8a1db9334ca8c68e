import Protobuf
import Service
import Store
import TestSupport
import Wire

/// Somebody who follows the audit trail all through a life, and holds it to what is durable: every record once, in
/// order, and no gap but what is not kept.
struct Follower {
    private var conversation = Conversation(Peer(uid: 0))
    private var trail: Trail<SimulatedDisk>
    private var stream: UInt32 = 1
    private var isAsking = false
    /// The revision to be told next; `nil`: wherever the trail begins.
    private var next: UInt64?

    init(on disk: SimulatedDisk) { trail = Trail(on: disk) }

    /// The thread of the trail does what there is to do, and what came of it is heard.
    mutating func step(_ service: inout Service) throws {
        if !isAsking { ask(&service) }
        service.readOn(for: &conversation)
        var reports: [TrailReport] = []
        for order in service.takeTrailOrders() { trail.carryOut(order) { reports.append($0) } }
        for report in reports { service.take(report, for: &conversation, at: 0) }
        let frames = Frames.parse(conversation.outbox)
        conversation.outbox = []
        for frame in frames where frame.header.kind == .data {
            try hear(Frames.message(frame), durable: service.store.durable.revision)
        }
        // A disk that fails ends a reading, and it is asked for anew.
        for frame in frames where frame.header.kind == .response {
            stream += 2
            isAsking = false
        }
    }

    private mutating func ask(_ service: inout Service) {
        let request = V1.AuditRequest.with { ($0.fromRevision, $0.follow) = (next ?? 0, true) }
        conversation.receive(Frames.call(V1.Admin.audit, request, stream: stream)[...])
        service.serveAll(&conversation, at: 0)
        isAsking = true
    }

    private mutating func hear(_ reply: V1.AuditReply, durable: UInt64) throws {
        if next == nil { next = reply.firstRevision }
        for entry in reply.entries {
            guard entry.revision == next else {
                throw Violation("the trail tells of revision \(entry.revision) where \(next ?? 0) comes next")
            }
            guard entry.gap?.damaged != true else { throw Violation("the trail lacks revision \(entry.revision)") }
            let last = entry.gap?.lastRevision ?? entry.revision
            guard last <= durable else { throw Violation("the trail tells of revision \(last), ahead of \(durable)") }
            next = last + 1
        }
        guard reply.nextRevision == next else { throw Violation("the trail passed over revision \(next ?? 0)") }
    }

    /// Holds the whole trail in some files against the state that a start finds there.
    static func check(_ files: [String: [UInt8]], through last: UInt64) throws {
        var trail = Trail(on: SimulatedDisk(files))
        let id = TransferID(1)
        var reports: [TrailReport] = []
        var next: UInt64?
        trail.carryOut(.open(id, from: 0, TrailFilter())) { reports.append($0) }
        while let report = reports.popLast() {
            switch report {
            case .opened(_, let first): next = first
            case .read(_, let entries, let read):
                for entry in entries {
                    guard case .record(let excerpt) = entry, excerpt.revision == next else {
                        throw Violation("the trail has not what comes at revision \(next ?? 0): \(entry)")
                    }
                    next = excerpt.revision + 1
                }
                guard read == next else { throw Violation("the trail passed over revision \(next ?? 0)") }
            case .failed(_, let error): throw error
            case .ended: return
            }
            guard let next, next <= last else { return }
            trail.carryOut(.read(id, through: last)) { reports.append($0) }
        }
    }
}
