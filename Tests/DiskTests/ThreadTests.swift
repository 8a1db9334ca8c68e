import Disk
import Glibc
import Linux
import Permissions
import Store
import Testing

@Suite("The journal's and the snapshot's thread")
struct ThreadTests {
    let scratch: Scratch
    let disk: DiskDirectory

    init() throws {
        scratch = try Scratch()
        disk = try DiskDirectory(scratch.store)
    }

    @Test("what the journal's thread has written is there at the next start")
    func journal() throws {
        var store = Store(State())
        let thread = try JournalThread(on: disk, after: Recovery(from: disk).end, sizes: .standard, makeSeed: { 1 })
        for number in UInt32(0)..<20 {
            let through = addGroup(number, to: &store)
            thread.write(try #require(takeBatch(&store)))
            let chain = try #require(try waitForWrite(thread))
            #expect(chain.through == through)
            store.confirm()
        }
        #expect(try Recovery(from: disk).state.groupCount == 20)
        thread.seal()
        #expect(try waitForSeal(thread))
        let recovery = try Recovery(from: disk)
        #expect(recovery.state.revision == 20)
        #expect(recovery.torn == nil)
        // The next life goes on in a new segment.
        let next = try JournalThread(on: disk, after: recovery.end, sizes: .standard, makeSeed: { 2 })
        _ = addGroup(20, to: &store)
        next.write(try #require(takeBatch(&store)))
        #expect(try waitForWrite(next)?.through == 21)
        #expect(try Recovery(from: disk).state.groupCount == 21)
        #expect(try disk.names().filter { $0.hasPrefix("journal-") }.count == 2)
    }

    @Test("a snapshot lets segments go, unless they are kept for the audit trail", arguments: [0, 1 << 20])
    func snapshot(kept: Int) throws {
        var store = Store(State())
        var sizes = JournalSizes.standard
        sizes.kept.size = kept
        let journal = try JournalThread(on: disk, after: Recovery(from: disk).end, sizes: sizes, makeSeed: { 1 })
        let snapshots = try SnapshotThread(on: disk)
        for number in UInt32(0)..<3 {
            _ = addGroup(number, to: &store)
            journal.write(try #require(takeBatch(&store)))
            let chain = try #require(try waitForWrite(journal)).chain
            store.confirm()
            snapshots.write(store.durable, chain: chain)
            journal.rotate()
            let revision = try #require(try waitForSnapshot(snapshots))
            #expect(revision == store.durable.revision)
            journal.drop(through: revision, at: 0)
        }
        journal.seal()
        #expect(try waitForSeal(journal))
        let segments = (kept == 0 ? [4] : [1, 2, 3, 4]).map { "journal-000000000000000\($0)" }
        #expect(try disk.names() == segments + ["lock", "reserve", "snapshot-0000000000000003"])
        let recovery = try Recovery(from: disk)
        #expect(recovery.snapshotRevision == 3)
        #expect(recovery.state.groupCount == 3)
    }

    private func addGroup(_ number: UInt32, to store: inout Store) -> UInt64 {
        let group = Group(name: "lab\(number)", description: "", level: .private)
        let author = Author(user: .root)
        return store.commit([.createGroup(GroupID(number), group)], by: author, at: 0)
    }

    private func takeBatch(_ store: inout Store) -> Batch? { store.takeBatch() }

    /// The first batch that comes to disk.
    private func waitForWrite(_ thread: JournalThread) throws -> (through: UInt64, chain: UInt64)? {
        try wait(for: thread.wakeUp) {
            for case .written(let through, let chain) in thread.takeOutcomes() { return (through, chain) }
            return nil
        }
    }

    private func waitForSeal(_ thread: JournalThread) throws -> Bool {
        try wait(for: thread.wakeUp) {
            for case .sealed in thread.takeOutcomes() { return true }
            return nil
        } ?? false
    }

    private func waitForSnapshot(_ thread: SnapshotThread) throws -> UInt64? {
        try wait(for: thread.wakeUp) {
            for case .written(let revision) in thread.takeOutcomes() { return revision }
            return nil
        }
    }

    /// Waits until an answer comes; `nil` if none does in a minute.
    private func wait<Answer>(for event: EventDescriptor, _ answer: () -> Answer?) throws -> Answer? {
        while true {
            var poll = pollfd(fd: event.descriptor.number, events: Int16(POLLIN), revents: 0)
            guard unsafe Glibc.poll(&poll, 1, 60_000) == 1 else { return nil }
            if let answer = answer() { return answer }
        }
    }
}
