import TestSupport
import Testing

@testable import Store

@Suite("Tables")
struct TableTests {
    @Test("a table holds what a dictionary would hold", arguments: [UInt64(1), 2])
    func model(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        var table = Table<Int>()
        var model: [UInt64: Int] = [:]
        for step in 0..<15_000 {
            // Dense ids, and some far away: over the end of a page, a branch and the root's first entry.
            let id = UInt64(dice.below(300)) + [0, 2_000, 131_000][dice.below(3)]
            if dice.below(5) < (step / 5_000 == 1 ? 1 : 3) {
                table[id] = step
                model[id] = step
            } else {
                table[id] = nil
                model[id] = nil
            }
            #expect(table[id] == model[id])
            if let row = model[id], dice.happens(onceIn: 4) {
                table.update(id) { $0 += 1 }
                model[id] = row + 1
                #expect(table.read(id) { $0 } == row + 1)
            }
            if step % 1_000 == 0 { expect(table, model) }
        }
        expect(table, model)
    }

    @Test("a copy that is held stays what it was")
    func copies() {
        var dice = SeededGenerator(seed: 3)
        var table = Table<Int>()
        var copies: [(table: Table<Int>, rows: [UInt64])] = []
        for step in 0..<5_000 {
            let id = UInt64(dice.below(3_000))
            table[id] = dice.happens(onceIn: 3) ? nil : step
            if step % 500 == 0 { copies.append((table, table.rows.map(\.id))) }
        }
        for copy in copies { #expect(copy.table.rows.map(\.id) == copy.rows) }
    }

    @Test("an id that was never made has no row")
    func absent() {
        var table = Table<Int>()
        #expect(table[0] == nil)
        table[5] = 1
        for id: UInt64 in [0, 4, 6, 32, 2_048, 131_072] { #expect(table[id] == nil) }
        table[131_072] = nil
        #expect(table.count == 1)
    }

    private func expect(_ table: Table<Int>, _ model: [UInt64: Int]) {
        #expect(table.count == model.count)
        #expect(table.rows.map(\.id) == model.keys.sorted())
        #expect(table.rows.allSatisfy { model[$0.id] == $0.row })
    }
}
