import Protobuf
import TestSupport
import Testing

@testable import Store

@Suite("Rows of a snapshot")
struct SnapshotRowTests {
    private static let rows: [@Sendable (JournalV1.SnapshotBlock) -> JournalV1.SnapshotBlock] = [
        {
            var block = $0
            block.users += block.users.suffix(1)
            return block
        },
        {
            var block = $0
            block.groups += block.groups.suffix(1)
            return block
        },
        {
            var block = $0
            block.memberships += block.memberships.suffix(1)
            return block
        },
        {
            var block = $0
            block.objects += block.objects.suffix(1)
            return block
        },
        {
            var block = $0
            block.objects.reverse()
            return block
        },
    ]

    @Test("a row that comes twice or out of order is damage, and no end of the process", arguments: rows.indices)
    func twice(kind: Int) throws {
        let history = History(seed: 71, batches: 30)
        let state = try #require(history.states.last { $0.objectCount > 1 })
        var block = JournalV1.SnapshotBlock()
        for row in StateRows(state) {
            switch row {
            case .user(let row): block.users.append(row)
            case .group(let row): block.groups.append(row)
            case .membership(let row): block.memberships.append(row)
            case .session(let row): block.sessions.append(row)
            case .object(let row): block.objects.append(row)
            }
        }
        let bytes =
            SnapshotFormat.header + SnapshotFormat.block(state.head(chain: 0).serializedBytes(), number: 0)
            + SnapshotFormat.block(Self.rows[kind](block).serializedBytes(), number: 1)
        let found = try damage(in: [FileName.snapshot(at: state.revision): bytes])
        #expect(found?.expected.contains("rows") == true)
    }
}
