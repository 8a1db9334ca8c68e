public import Permissions

/// What is kept of a call that carried a key, so that the same call again, after a lost connection, gets the same
/// answer and changes nothing.
public struct Receipt: Hashable, Sendable {
    /// Chosen by the client, one for each change it means.
    public var key: String
    /// SHA-256 of what was asked.
    public var request: [UInt8]
    /// The encoded reply.
    public var reply: [UInt8]

    public init(key: String, request: [UInt8], reply: [UInt8]) {
        self.key = key
        self.request = request
        self.reply = reply
    }

    var size: Int { key.utf8.count + request.count + reply.count }
}

/// A receipt as the state keeps it: keys of one session are its own.
struct ReceiptRow: Hashable, Sendable {
    let receipt: Receipt
    let user: UserID
    let session: SessionID
    /// Wall clock of the record, nanoseconds since 1970.
    let time: Int64

    func key(_ revision: UInt64) -> NameKey { Self.key(receipt.key, user, session, revision) }

    static func key(_ key: String, _ user: UserID, _ session: SessionID, _ revision: UInt64) -> NameKey {
        NameKey(space: UInt64(user.rawValue), name: "\(session.rawValue) \(key)", id: revision)
    }
}

extension State {
    /// What a key was used for, by its user in this session.
    public func receipt(_ key: String, of user: UserID, in session: SessionID) -> Receipt? {
        let bound = ReceiptRow.key(key, user, session, 0)
        guard let found = receiptsByKey.first(from: bound), found.space == bound.space, found.name == bound.name
        else { return nil }
        return receipts[found.id]?.receipt
    }

    /// Keeps the receipt of a record, and lets the oldest ones go.
    mutating func keep(_ row: ReceiptRow, revision: UInt64) {
        restore(row, revision: revision)
        while let oldest = receiptOrder.first(from: 0), oldest != revision, !canKeep(oldest, until: row.time) {
            guard let gone = receipts[oldest] else { fatalError("an order names a receipt that is gone") }
            receiptsByKey.remove(gone.key(oldest))
            receiptOrder.remove(oldest)
            receiptSize -= gone.receipt.size
            receipts[oldest] = nil
        }
    }

    /// Decided by what is in the records alone, so that every replay keeps the same.
    private func canKeep(_ oldest: UInt64, until now: Int64) -> Bool {
        guard let time = receipts.read(oldest, { $0.time }) else { return true }
        return receiptOrder.count <= StoreLimits.receiptsMax && receiptSize <= StoreLimits.receiptSizeMax
            && now - time <= StoreLimits.receiptLifetime
    }

    mutating func restore(_ row: ReceiptRow, revision: UInt64) {
        receipts[revision] = row
        receiptsByKey.insert(row.key(revision))
        receiptOrder.insert(revision)
        receiptSize += row.receipt.size
    }

    var allReceipts: some Sequence<(UInt64, ReceiptRow)> {
        receipts.rows(from: receiptOrder.first(from: 0) ?? 0).lazy.map { ($0.id, $0.row) }
    }
}
