internal import Protobuf

/// Walks the batches of one segment (`JOURNAL.md`, Batches).
struct SegmentReader {
    let name: String
    let header: SegmentHeader
    private let bytes: [UInt8]
    /// Where the last whole batch, or the seal, begins, and where it ends.
    private(set) var lastBatch = SegmentHeader.size
    private(set) var offset = SegmentHeader.size
    private(set) var isSealed = false
    private var chain: UInt64
    /// The revision of the record that comes next.
    private(set) var next: UInt64

    struct FoundBatch {
        let offset: Int
        let header: BatchHeader
        let records: [Record]
    }

    init(_ bytes: [UInt8], name: String) throws(Damage) {
        self.bytes = bytes
        self.name = name
        header = try SegmentHeader(bytes, file: name)
        guard FileName.segment(first: header.first) == name else {
            throw Damage(file: name, offset: 16, expected: "the revision that the file is named after")
        }
        chain = header.chain
        next = header.first
    }

    /// The next whole batch that continues the chain; `nil` at the end or where something else begins.
    mutating func nextBatch() throws(Damage) -> FoundBatch? {
        guard !isSealed, let found = BatchHeader(bytes, at: offset, seed: header.seed), found.chain == chain,
            found.first == next
        else { return nil }
        defer {
            lastBatch = offset
            offset += found.paddedSize
            chain = found.isSeal ? chain : found.checksum
            next += found.count
        }
        guard !found.isSeal else {
            isSealed = true
            return nil
        }
        return FoundBatch(
            offset: offset, header: found, records: try Self.records(of: found, at: offset, in: bytes, name))
    }

    /// The records of a whole batch.
    static func records(
        of batch: BatchHeader, at offset: Int, in bytes: [UInt8], _ name: String
    ) throws(Damage) -> [Record] {
        let start = offset + BatchHeader.size
        var records: [Record] = []
        // The checksum held, so what does not decode was written by something that is not this version.
        let damage = Damage(file: name, offset: offset, expected: "records that this version of cohortd can read")
        do throws(DecodingError) {
            var messages: [JournalV1.Record] = []
            try Reader.read(bytes[start..<(start + batch.payloadSize)].span) {
                (reader: inout Reader) throws(DecodingError) in
                while !reader.isAtEnd { try reader.message(appendingTo: &messages) }
            }
            records = messages.compactMap(Record.init)
        } catch {
            throw damage
        }
        guard UInt64(records.count) == batch.count, records.first?.revision == batch.first else { throw damage }
        return records
    }

    /// What lies behind the last batch, up to the last byte that is not zero.
    var torn: Recovery.Torn? {
        guard !isSealed, let last = bytes[offset...].lastIndex(where: { $0 != 0 }) else { return nil }
        return Recovery.Torn(file: name, offset: offset, size: last + 1 - offset)
    }

    /// What may follow the last whole batch: zeros; in the last segment also a torn batch. A batch is written only
    /// after the one before is synced, so a whole one behind rubbish means that the rubbish was once whole.
    func checkEnd(isLast: Bool) throws(Damage) {
        if isSealed {
            guard bytes[offset...].allSatisfy({ $0 == 0 }) else {
                throw Damage(file: name, offset: offset, expected: "nothing behind the end of a sealed segment")
            }
            return
        }
        guard isLast else { throw Damage(file: name, offset: offset, expected: "a batch or the segment's seal") }
        guard torn != nil else { return }
        let lastCandidate = bytes.count - BatchHeader.size
        for candidate in stride(from: offset, through: lastCandidate, by: BatchHeader.alignment)
        where bytes.uint32(at: candidate) != 0 || bytes.uint32(at: candidate + 4) != 0 {
            if BatchHeader(bytes, at: candidate, seed: header.seed) != nil {
                throw Damage(
                    file: name, offset: offset,
                    expected: "the batch that comes next, as a whole one lies at byte \(candidate)")
            }
        }
    }
}
