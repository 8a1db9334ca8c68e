import Linux
import Permissions
import Store
import TestSupport
import Testing

/// Directories that earlier versions of cohortd left, byte for byte (`Tests/Samples/format-1`).
@Suite struct OldFormatTests {
    private static let names = ["snapshot-0000000000000007", "journal-0000000000000008"]

    private static func files() throws -> [String: [UInt8]] {
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        return try Dictionary(
            uniqueKeysWithValues: names.map {
                ($0, try File.readWhole("/\(tests)/Samples/format-1/\($0)", sizeMax: 1 << 20))
            })
    }

    @Test("a snapshot of format version 1, and the journal behind it, start")
    func start() throws {
        let disk = SimulatedDisk(try Self.files())
        let recovery = try Recovery(from: disk)
        #expect(recovery.snapshotRevision == 7)
        #expect(recovery.state.revision == 8)
        #expect(recovery.state.objectCount == 31)
        #expect(recovery.state.object(ObjectID(30))?.name == "café")
        #expect(recovery.state.object(ObjectID(31))?.name == "after the snapshot")
        #expect(recovery.state.user(UserID(2))?.login == "alice")
        #expect(
            recovery.state.digest.hexadecimal
                == "84955520d78e870a11fcc25f25aff48853c5860f691eb63becf453e16d759c39")
    }

    @Test("the next snapshot is of the present format, and says the same")
    func rewritten() throws {
        let disk = SimulatedDisk(try Self.files())
        let before = try Recovery(from: disk)
        try SnapshotWriter.write(before.state, chain: before.end.chain, to: disk)
        let after = try Recovery(from: disk)
        #expect(after.snapshotRevision == 8)
        #expect(after.state.digest == before.state.digest)
    }
}
