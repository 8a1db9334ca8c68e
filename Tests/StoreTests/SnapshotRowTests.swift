import Protobuf
import TestSupport
import Testing

@testable import Store

@Suite("Rows of a snapshot")
struct SnapshotRowTests {
    private static let changes: [@Sendable (inout JournalV1.SnapshotBlock) -> Void] = [
        { $0.users += $0.users.suffix(1) }, { $0.groups += $0.groups.suffix(1) },
        { $0.memberships += $0.memberships.suffix(1) }, { $0.objects += $0.objects.suffix(1) },
        { $0.objects.reverse() }, { $0.receipts += $0.receipts.suffix(1) },
    ]

    @Test("a row that comes twice or out of order is damage, and no end of the process", arguments: changes.indices)
    func twice(kind: Int) throws {
        let history = History(seed: 71, batches: 30)
        let state = try #require(history.states.last { $0.objectCount > 1 && $0.receiptCount > 0 })
        var block = JournalV1.SnapshotBlock()
        for row in StateRows(state) {
            switch row {
            case .user(let row): block.users.append(row)
            case .group(let row): block.groups.append(row)
            case .membership(let row): block.memberships.append(row)
            case .session(let row): block.sessions.append(row)
            case .object(let row): block.objects.append(row)
            case .receipt(let row): block.receipts.append(row)
            }
        }
        Self.changes[kind](&block)
        let bytes =
            SnapshotFormat.header + SnapshotFormat.block(state.head(chain: 0).serializedBytes(), number: 0)
            + SnapshotFormat.block(block.serializedBytes(), number: 1)
        let found = try damage(in: [FileName.snapshot(at: state.revision): bytes])
        #expect(found?.expected.contains("rows") == true)
    }
}
