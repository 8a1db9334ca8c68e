import Permissions
import TestSupport
import Testing

@testable import Store

@Suite("The store's copies")
struct StoreTests {
    private var random = RandomMutations(seed: 1)
    private var store = Store(State())

    private mutating func commit() -> UInt64 {
        store.commit(random.plan(on: store.applied), by: History.author, at: 0)
    }

    private mutating func take() -> Batch? { store.takeBatch() }

    @Test("a change is applied at once, and durable when its batch is confirmed")
    mutating func confirm() throws {
        #expect(store.isSettled)
        #expect(commit() == 1)
        #expect(store.applied.revision == 1)
        #expect(store.durable.revision == 0)
        #expect(store.durable.userCount == 0)
        let batch = try #require(take())
        #expect(batch.first == 1)
        #expect(batch.last == 1)
        #expect(store.durable.revision == 0)
        #expect(!store.isSettled)
        store.confirm()
        #expect(Everything(store.durable) == Everything(store.applied))
        #expect(store.isSettled)
    }

    @Test("what comes in while a batch is written goes out in the next one")
    mutating func meanwhile() throws {
        _ = commit()
        _ = take()
        let submitted = Everything(store.applied)
        #expect(commit() == 2)
        #expect(commit() == 3)
        #expect(take() == nil)
        store.confirm()
        #expect(Everything(store.durable) == submitted)
        #expect(store.applied.revision == 3)
        #expect(!store.isSettled)
        let batch = try #require(take())
        #expect(batch.first == 2)
        #expect(batch.last == 3)
        store.confirm()
        #expect(Everything(store.durable) == Everything(store.applied))
    }

    @Test("a refused batch takes with it all that was planned on top of it")
    mutating func refuse() throws {
        _ = commit()
        _ = take()
        store.confirm()
        let durable = Everything(store.durable)
        _ = commit()
        _ = take()
        _ = commit()
        store.refuse()
        #expect(Everything(store.applied) == durable)
        #expect(Everything(store.durable) == durable)
        #expect(store.isSettled)
        #expect(take() == nil)
        #expect(commit() == 2)
        let batch = try #require(take())
        #expect(batch.first == 2)
        store.confirm()
        #expect(store.durable.revision == 2)
    }

    @Test("a copy of what is durable stays what it was while the store goes on")
    mutating func frozen() {
        _ = commit()
        _ = take()
        store.confirm()
        let frozen = store.durable
        let before = Everything(frozen)
        for _ in 0..<50 {
            _ = commit()
            _ = take()
            store.confirm()
        }
        #expect(Everything(frozen) == before)
    }

    @Test("no batch is taken while there is nothing to write")
    mutating func empty() {
        #expect(take() == nil)
        #expect(!store.isFull)
    }
}
