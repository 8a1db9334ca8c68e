import Protobuf

/// The same throws as those of `samples.py`, for a seed.
struct Dice {
    private var state: UInt64

    init(seed: Int) { state = UInt64(seed) }

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    mutating func flag() -> Bool { below(2) == 1 }

    mutating func number() -> Int64 {
        let numbers: [Int64] = [
            0, 1, -1, 127, 128, 300, Int64(Int32.min), Int64(Int32.max), Int64.min, Int64.max,
        ]
        return numbers[below(numbers.count)]
    }

    mutating func int32() -> Int32 { Int32(truncatingIfNeeded: number()) }

    mutating func uint32() -> UInt32 { UInt32(truncatingIfNeeded: number()) }

    mutating func uint64() -> UInt64 { UInt64(bitPattern: number()) }

    mutating func real() -> Double { [0.0, -0.0, 1.5, -2.25, Double.infinity, -Double.infinity][below(6)] }

    mutating func text() -> String {
        [
            "", "a", "h\u{e9}llo", "\u{65e5}\u{672c}\u{8a9e}", "\u{1F600}", "nul\0inside",
            String(repeating: "x", count: 127), String(repeating: "y", count: 300),
        ][below(8)]
    }

    mutating func bytes() -> [UInt8] {
        many(4) { dice in UInt8(dice.below(256)) }
    }

    mutating func level() -> TestV1.Level { TestV1.Level(rawValue: [0, 1, 2, -1, 77][below(5)]) }

    mutating func node(depth: Int) -> TestV1.Node {
        var node = TestV1.Node()
        node.name = text()
        if depth > 0 { node.children = many(2) { dice in dice.node(depth: depth - 1) } }
        return node
    }

    mutating func many<Element>(_ countMax: Int, _ make: (inout Dice) -> Element) -> [Element] {
        let count = below(countMax + 1)
        return (0..<count).map { _ in make(&self) }
    }

    mutating func maybe<Element>(_ make: (inout Dice) -> Element) -> Element? {
        flag() ? make(&self) : nil
    }

    mutating func table<Key, Value>(
        _ countMax: Int, _ key: (inout Dice) -> Key, _ value: (inout Dice) -> Value
    ) -> [Key: Value] {
        let pairs = many(countMax) { dice in
            let key = key(&dice)
            return (key, value(&dice))
        }
        return Dictionary(pairs) { _, last in last }
    }
}

extension TestV1.AllTypes {
    /// The message that `samples.py` makes of the same seed.
    init(sample seed: Int) {
        self.init()
        var dice = Dice(seed: seed)
        fillSingle(&dice)
        fillOptional(&dice)
        fillRepeated(&dice)
        fillMaps(&dice)
        choice =
            switch dice.below(5) {
            case 1: .choiceString(dice.text())
            case 2: .choiceSint32(dice.int32())
            case 3: .choiceNode(dice.node(depth: 2))
            case 4: .choiceLevel(dice.level())
            default: nil
            }
        last = dice.uint32()
    }

    private mutating func fillSingle(_ dice: inout Dice) {
        anInt32 = dice.int32()
        anInt64 = dice.number()
        aUint32 = dice.uint32()
        aUint64 = dice.uint64()
        anSint32 = dice.int32()
        anSint64 = dice.number()
        aFixed32 = dice.uint32()
        aFixed64 = dice.uint64()
        anSfixed32 = dice.int32()
        anSfixed64 = dice.number()
        aFloat = Float(dice.real())
        aDouble = dice.real()
        aBool = dice.flag()
        aString = dice.text()
        someBytes = dice.bytes()
        level = dice.level()
    }

    private mutating func fillOptional(_ dice: inout Dice) {
        node = dice.maybe { dice in dice.node(depth: 3) }
        optionalInt32 = dice.maybe { dice in dice.int32() }
        optionalString = dice.maybe { dice in dice.text() }
        optionalLevel = dice.maybe { dice in dice.level() }
        optionalBool = dice.maybe { dice in dice.flag() }
    }

    private mutating func fillRepeated(_ dice: inout Dice) {
        packedInt32 = dice.many(3) { dice in dice.int32() }
        packedSint64 = dice.many(3) { dice in dice.number() }
        packedFixed32 = dice.many(39) { dice in dice.uint32() }
        packedDouble = dice.many(3) { dice in dice.real() }
        packedBool = dice.many(3) { dice in dice.flag() }
        packedLevel = dice.many(3) { dice in dice.level() }
        looseUint64 = dice.many(3) { dice in dice.uint64() }
        strings = dice.many(2) { dice in dice.text() }
        chunks = dice.many(2) { dice in dice.bytes() }
        nodes = dice.many(2) { dice in dice.node(depth: 1) }
    }

    private mutating func fillMaps(_ dice: inout Dice) {
        counts = dice.table(3, { dice in dice.text() }, { dice in dice.number() })
        names = dice.table(3, { dice in dice.int32() }, { dice in dice.text() })
        halves = dice.table(2, { dice in dice.flag() }, { dice in dice.node(depth: 1) })
        levels = dice.table(3, { dice in dice.uint64() }, { dice in dice.level() })
    }
}
