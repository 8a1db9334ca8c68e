import Permissions
import TestSupport
import Testing

@testable import Store

@Suite("Sorted sets")
struct SortedSetTests {
    @Test("a set holds what a sorted array would hold", arguments: [UInt64(1), 2, 3])
    func model(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        var set = SortedSet<Int>()
        var model: Set<Int> = []
        for step in 0..<12_000 {
            // Growing, shrinking to nearly nothing, and growing again.
            let grows = step / 3_000 % 2 == 0 ? dice.below(4) > 0 : dice.below(10) == 0
            let element = dice.below(4_000)
            if grows {
                let isNew = set.insert(element)
                #expect(isNew == model.insert(element).inserted)
            } else {
                let wasThere = set.remove(element)
                #expect(wasThere == (model.remove(element) != nil))
            }
            if step % 500 == 0 { expect(set, model.sorted(), &dice) }
        }
        expect(set, model.sorted(), &dice)
    }

    @Test("a set of several levels holds what a sorted array would hold")
    func levels() {
        var dice = SeededGenerator(seed: 6)
        var set = SortedSet<Wide>()
        var model: Set<Int> = []
        for step in 0..<30_000 {
            let grows = step / 10_000 != 1 ? dice.below(8) > 0 : dice.happens(onceIn: 8)
            let key = dice.below(6_000)
            if grows {
                let isNew = set.insert(Wide(key: key))
                #expect(isNew == model.insert(key).inserted)
            } else {
                let wasThere = set.remove(Wide(key: key))
                #expect(wasThere == (model.remove(key) != nil))
            }
            guard step % 1_000 == 0 else { continue }
            let bound = dice.below(6_000)
            #expect(set.from(Wide(key: 0)).map(\.key) == model.sorted())
            #expect(set.from(Wide(key: bound)).map(\.key) == model.filter { $0 >= bound }.sorted())
        }
    }

    @Test("ids that ascend and go from the front leave nothing behind")
    func queue() {
        var set = SortedSet<Int>()
        for element in 0..<20_000 {
            set.insert(element)
            if element >= 100 { set.remove(element - 100) }
        }
        #expect(Array(set.from(0)) == Array(19_900..<20_000))
        for element in 19_900..<20_000 { set.remove(element) }
        #expect(set.count == 0)
        #expect(Array(set.from(0)).isEmpty)
        set.insert(7)
        #expect(Array(set.from(0)) == [7])
    }

    @Test("a copy that is held stays what it was")
    func copies() {
        var dice = SeededGenerator(seed: 4)
        var set = SortedSet<Int>()
        var copies: [(set: SortedSet<Int>, elements: [Int])] = []
        for step in 0..<6_000 {
            if dice.happens(onceIn: 3) { set.remove(dice.below(2_000)) } else { set.insert(dice.below(2_000)) }
            if step % 600 == 0 { copies.append((set, Array(set.from(0)))) }
        }
        for copy in copies { #expect(Array(copy.set.from(0)) == copy.elements) }
    }

    @Test("a set that is built at once is one that was grown", arguments: [0, 1, 200, 256, 257, 7_168, 7_169, 30_000])
    func building(count: Int) {
        var dice = SeededGenerator(seed: UInt64(count))
        var built = SortedSet(ascending: (0..<count).map { $0 * 2 })
        #expect(built.count == count)
        #expect(Array(built.from(-1)) == (0..<count).map { $0 * 2 })
        var model = Set((0..<count).map { $0 * 2 })
        for _ in 0..<3_000 {
            let element = dice.below(2 * count + 2)
            if dice.happens(onceIn: 2) {
                let isNew = built.insert(element)
                #expect(isNew == model.insert(element).inserted)
            } else {
                let wasThere = built.remove(element)
                #expect(wasThere == (model.remove(element) != nil))
            }
        }
        expect(built, model.sorted(), &dice)
    }

    @Test("names are kept in one order, however they are spelt")
    func names() {
        let keys = ["", "a", "cafe\u{301}", "caf\u{e9}", "z"].enumerated()
            .map { NameKey(space: 1, name: $0.element, id: UInt64($0.offset)) }
        var set = SortedSet<NameKey>()
        for key in keys.reversed() { set.insert(key) }
        #expect(Array(set.from(NameKey(space: 1, name: "caf\u{e9}", id: 0))).map(\.id) == [2, 3, 4])
    }

    private func expect(_ set: SortedSet<Int>, _ model: [Int], _ dice: inout SeededGenerator) {
        #expect(set.count == model.count)
        #expect(Array(set.from(.min)) == model)
        for _ in 0..<20 {
            let bound = dice.below(4_100)
            #expect(set.contains(bound) == model.contains(bound))
            #expect(Array(set.from(bound).prefix(3)) == Array(model.filter { $0 >= bound }.prefix(3)))
        }
    }
}

/// So large that a leaf holds sixteen of them, and a few thousand make a tree of four levels.
private struct Wide: Comparable {
    let key: Int
    private let padding: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
    private let morePadding: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)

    init(key: Int) { self.key = key }

    static func == (lhs: Wide, rhs: Wide) -> Bool { lhs.key == rhs.key }
    static func < (lhs: Wide, rhs: Wide) -> Bool { lhs.key < rhs.key }
}
