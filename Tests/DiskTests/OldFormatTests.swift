import Linux
import Permissions
import Store
import TestSupport
import Testing

/// Directories that earlier versions of cohortd left, byte for byte (`Tests/Samples/format-...`), and one of this version,
/// which later ones will read.
@Suite struct OldFormatTests {
    struct Sample: Sendable {
        /// The format of the snapshot; the folder is named after it.
        let version: UInt32
        let snapshotRevision: UInt64
        let revision: UInt64
        let objectCount: Int
        let names: [UInt64: String]
        /// Keys of calls of root that are answered as the first time.
        let keys: [String]
        let digest: String
    }

    static let samples = [
        Sample(
            version: 1, snapshotRevision: 7, revision: 8, objectCount: 31,
            names: [30: "café", 31: "after the snapshot"], keys: [],
            digest: "84955520d78e870a11fcc25f25aff48853c5860f691eb63becf453e16d759c39"),
        Sample(
            version: 2, snapshotRevision: 10, revision: 12, objectCount: 8,
            names: [6: "mitosis", 7: "after the snapshot", 8: "telophase"], keys: ["once", "twice"],
            digest: "98141fc5dea14c574c145e6ece4a9fc425ab56b73573143d6af36c314d521ecf"),
        Sample(
            version: 4, snapshotRevision: 11, revision: 13, objectCount: 10,
            names: [6: "mitosis", 7: "counts.csv", 10: "telophase"], keys: ["once", "twice"],
            digest: "39571d87be59cc8bd42226d9e90a30bffeb79341ad86560f490df76e11a0f9a0"),
        Sample(
            version: 7, snapshotRevision: 9, revision: 11, objectCount: 6,
            names: [1: "after the snapshot", 2: "mitosis", 6: "telophase"], keys: ["once", "twice"],
            digest: "2bc2886def0c95080507bb385860ca7815f2e038bf5e1ee4b87311cc1326c857"),
    ]

    private static func files(of sample: Sample) throws -> [String: [UInt8]] {
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let folder = "/\(tests)/Samples/format-\(sample.version)"
        let names = try Directory(opening: folder).names().filter {
            $0.hasPrefix("journal-") || $0.hasPrefix("snapshot-")
        }
        return try Dictionary(
            uniqueKeysWithValues: names.map { ($0, try File.readWhole("\(folder)/\($0)", sizeMax: 1 << 20)) })
    }

    @Test("a snapshot of any format, and the journal behind it, start", arguments: samples)
    func start(sample: Sample) throws {
        let disk = SimulatedDisk(try Self.files(of: sample))
        #expect(try Inspection(of: disk).snapshotVersion == sample.version)
        let recovery = try Recovery(from: disk)
        #expect(recovery.snapshotRevision == sample.snapshotRevision)
        #expect(recovery.state.revision == sample.revision)
        #expect(recovery.state.objectCount == sample.objectCount)
        for (id, name) in sample.names { #expect(recovery.state.object(ObjectID(id))?.name == name) }
        for key in sample.keys { #expect(recovery.state.receipt(key, of: .root, in: .own) != nil) }
        #expect(recovery.state.user(UserID(2))?.login == "alice")
        #expect(recovery.state.digest.hexadecimal == sample.digest)
    }

    @Test("a journal of the first format is an audit trail, which says less of what was changed")
    func trail() throws {
        var trail = Trail(on: SimulatedDisk(try Self.files(of: Self.samples[0])))
        var excerpts: [Excerpt] = []
        for order in [TrailOrder.open(TransferID(1), from: 0, TrailFilter()), .read(TransferID(1), through: 8)] {
            trail.carryOut(order) { report in
                guard case .read(_, let entries, let next) = report else { return }
                #expect(next == 9)
                for case .record(let excerpt) in entries { excerpts.append(excerpt) }
            }
        }
        let excerpt = try #require(excerpts.first)
        #expect(excerpts.map(\.revision) == [8])
        #expect(excerpt.author.sessionKind == nil)
        #expect(excerpt.author.program.isEmpty)
        #expect(excerpt.changes.map(\.name) == ["after the snapshot"])
    }

    @Test("the next snapshot is of the present format, and says the same", arguments: samples)
    func rewritten(sample: Sample) throws {
        let disk = SimulatedDisk(try Self.files(of: sample))
        let before = try Recovery(from: disk)
        try SnapshotWriter.write(before.state, chain: before.end.chain, to: disk)
        let after = try Recovery(from: disk)
        #expect(after.snapshotRevision == sample.revision)
        #expect(after.state.digest == before.state.digest)
    }

    @Test("the present format has a sample")
    func present() throws {
        let disk = SimulatedDisk(seed: 0)
        try SnapshotWriter.write(State(), chain: 0, to: disk)
        #expect(try Inspection(of: disk).snapshotVersion == Self.samples.last?.version)
    }
}
