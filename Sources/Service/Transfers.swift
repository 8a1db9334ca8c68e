internal import Permissions
public import Store
internal import Wire

/// Uploads and downloads under way, of all connections, and what the disk is asked to do for them.
struct Transfers: Sendable {
    private var next: UInt64 = 1
    /// The uid that each is for, until the disk has nothing more to do with it.
    private var peers: [TransferID: UInt32] = [:]
    fileprivate var orders: [ContentOrder] = []
    /// What no order removes: bytes that are being placed, and that a record may speak of in a moment.
    fileprivate var pinned: [TransferID: ContentDigest] = [:]

    /// How many are under way, or not ended on the disk yet.
    var count: Int { peers.count }

    mutating func begin(for uid: UInt32) throws(CallError) -> TransferID {
        let own = peers.values.count { $0 == uid }
        guard count < ServiceLimits.transfersMax, own < ServiceLimits.transfersOfOneMax else {
            throw .tooManyTransfers
        }
        let id = TransferID(next)
        next += 1
        peers[id] = uid
        return id
    }

    mutating func end(_ id: TransferID) { peers[id] = nil }

    func isPinned(_ digest: ContentDigest) -> Bool { pinned.values.contains(digest) }
}

extension Service {
    mutating func beginTransfer(for peer: Peer) throws(CallError) -> TransferID { try transfers.begin(for: peer.uid) }

    mutating func order(_ order: ContentOrder) { transfers.orders.append(order) }

    /// Asks the disk to give bytes their name. Until that is reported, nothing that has the same bytes is removed.
    mutating func place(_ transfer: TransferID, as digest: ContentDigest) {
        transfers.pinned[transfer] = digest
        order(.place(transfer, digest))
    }

    /// What the disk has to do for attachments, in this order. To be taken whenever something was served or reported.
    public mutating func takeOrders() -> [ContentOrder] {
        for digest in store.takeReleased() {
            if transfers.isPinned(digest) { store.release(digest) } else { order(.remove(digest)) }
        }
        defer { transfers.orders = [] }
        return transfers.orders
    }

    /// What came of an order of a connection that is there.
    ///
    /// - Parameter now: wall clock, nanoseconds since 1970.
    public mutating func take(_ report: ContentReport, for conversation: inout Conversation, at now: Int64) {
        if case .written(_, let count) = report { conversation.unwritten -= count + ServiceLimits.chunkOverhead }
        if let transfer = report.transfer, let id = conversation.stream(of: transfer),
            !endsLate(id, of: &conversation)
        {
            serve(report, on: id, of: &conversation, at: now)
        }
        settle(report)
    }

    /// What came of an order of a connection that is gone, or of none.
    public mutating func take(_ report: ContentReport) { settle(report) }

    /// What a report means whoever asked for it. What was placed is looked at once more, as no record may speak of it.
    private mutating func settle(_ report: ContentReport) {
        guard let transfer = report.transfer else { return }
        switch report {
        case .placed, .failed:
            if let digest = transfers.pinned.removeValue(forKey: transfer) { store.release(digest) }
        case .ended: transfers.end(transfer)
        case .written, .sealed, .opened, .read, .lost, .untidied: break
        }
    }

    private mutating func serve(
        _ report: ContentReport, on id: UInt32, of conversation: inout Conversation, at now: Int64
    ) {
        do throws(CallError) {
            switch (report, conversation.streams[id]?.work) {
            case (.failed(_, let error), .download(let download)):
                throw .contentUnreadable(download.attachment, "\(error)")
            case (.failed(_, let error), _): throw .diskFull("\(error)")
            case (.lost, .download(let download)): throw .contentLost(download.attachment)
            case (.sealed(let transfer, let digest), .upload(var upload)):
                upload.seal(as: digest)
                conversation.streams[id]?.work = .upload(upload)
                place(transfer, as: digest)
            case (.placed, .upload(let upload)): end(id, of: &conversation, with: commit(upload, on: id, at: now))
            case (.opened(_, let size), .download(let download)):
                try opened(download, size: size, on: id, of: &conversation)
            case (.read(_, let bytes), .download(let download)):
                try take(bytes, in: download, on: id, of: &conversation)
            default: break
            }
        } catch {
            fail(id, error, of: &conversation)
        }
    }
}
