/// The journal as the audit trail: carries out orders to read it, one after the other, beside the thread that writes it.
///
/// Nothing is read but what is on disk by the order's word, so the two never meet. See `JOURNAL.md`.
public struct Trail<Disk: Storage> {
    private let disk: Disk
    private var readers: [TransferID: TrailReader<Disk>] = [:]

    public init(on disk: Disk) { self.disk = disk }

    /// Carries out an order and reports what came of it, if there is anything to tell.
    public mutating func carryOut(_ order: TrailOrder, _ report: (TrailReport) -> Void) {
        do throws(StorageError) {
            switch order {
            case .open(let id, let revision, let filter): report(try open(id, from: revision, filter))
            case .read(let id, let last):
                guard var reader = readers[id] else { return }
                let entries = try reader.read(through: last)
                readers[id] = reader
                report(.read(id, entries, next: reader.next))
            case .end(let id):
                readers[id] = nil
                report(.ended(id))
            }
        } catch {
            readers[order.transfer] = nil
            report(.failed(order.transfer, error))
        }
    }

    private mutating func open(
        _ id: TransferID, from revision: UInt64, _ filter: TrailFilter
    ) throws(StorageError) -> TrailReport {
        precondition(readers[id] == nil, "a reading begins once")
        let first = try disk.names().compactMap(FileName.segmentRevision).min() ?? 1
        // Whoever asks for all there is is told where that begins, and misses nothing.
        readers[id] = TrailReader(on: disk, from: revision == 0 ? first : revision, filter)
        return .opened(id, first: first)
    }
}
