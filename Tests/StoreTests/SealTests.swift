import Permissions
import TestSupport
import Testing

@testable import Store

/// The clean end of a journal.
@Suite struct SealTests {
    @Test("a journal stops the process rather than write behind its seal")
    func behindTheSeal() async {
        await #expect(processExitsWith: .failure) {
            let disk = SimulatedDisk(seed: 1)
            var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small) { 7 }
            var store = Store(State())
            let group = Group(name: "lab", description: "", level: .private)
            let author = Author(user: .root)
            _ = store.commit([.createGroup(GroupID(0), group)], by: author, at: 1)
            try journal.seal()
            if let batch = store.takeBatch() { _ = try journal.append(batch) }
        }
    }
}
