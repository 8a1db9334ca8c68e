import TestSupport
import Testing

@testable import Store

@Suite("A journal with one bit flipped")
struct JournalFlipTests {
    static let name = FileName.segment(first: 1)
    let history = History(seed: 12, batches: 3, recordsInBatch: 1)

    @Test("in the last batch it is cut as torn, anywhere before it is damage")
    func unsealed() throws {
        let bytes = try history.segment(sealed: false)
        for bit in 0..<bytes.count * 8 {
            let files = [Self.name: flip(bytes, bit)]
            switch batch(of: bit) {
            case nil: #expect(try damage(in: files)?.file == Self.name)
            case let index? where index < 2: try expectDamage(files, index)
            case let index?:
                let recovery = try recover(files)
                #expect(Everything(recovery.state) == history.everything[index], "bit \(bit)")
                #expect(recovery.torn?.offset == history.offset(of: index))
                let (expected, found) = try writeOn(after: files)
                #expect(Everything(found.state) == Everything(expected), "bit \(bit)")
            }
        }
    }

    @Test("in a sealed segment it is damage, but in the seal it is cut")
    func sealed() throws {
        let bytes = try history.segment(sealed: true)
        let filler = (history.offset(of: 3) + BatchHeader.size) * 8
        for bit in 0..<bytes.count * 8 {
            let files = [Self.name: flip(bytes, bit)]
            switch batch(of: bit) {
            case nil: #expect(try damage(in: files)?.file == Self.name)
            case let index? where index < 3: try expectDamage(files, index)
            case _ where bit >= filler: #expect(try damage(in: files)?.offset == filler / 8)
            default: #expect(Everything(try recover(files).state) == history.everything[3])
            }
        }
    }

    @Test("in a segment that another one follows it is damage everywhere")
    func middle() throws {
        let disk = SimulatedDisk(seed: 0)
        var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small, makeSeed: { 42 })
        for batch in history.batches[..<2] { _ = try journal.append(batch) }
        try journal.rotate()
        _ = try journal.append(history.batches[2])
        let files = disk.contents
        let bytes = (files[Self.name] ?? []) + [UInt8](repeating: 0, count: 16)
        for bit in 0..<(history.offset(of: 2) + BatchHeader.size + 8) * 8 {
            let flipped = files.merging([Self.name: flip(bytes, bit)]) { $1 }
            #expect(try damage(in: flipped)?.file == Self.name, "bit \(bit)")
        }
    }

    @Test("a whole batch that does not follow the one before it is damage, not a torn write")
    func strayBatch() throws {
        let bytes = try history.segment(sealed: false)
        let batches = (0..<3).map { Array(bytes[history.offset(of: $0)..<history.offset(of: $0 + 1)]) }
        let head = Array(bytes[..<SegmentHeader.size])
        for order in [[0, 1, 1], [0, 2], [1], [0, 1, 2, 0], [2, 1, 0]] {
            let files = [Self.name: order.reduce(head) { $0 + batches[$1] }]
            #expect(try damage(in: files)?.file == Self.name, "order \(order)")
        }
    }

    /// The batch that a bit lies in, 3 for what is behind the last one; `nil`: the header.
    private func batch(of bit: Int) -> Int? { (0...3).last { history.offset(of: $0) <= bit / 8 } }

    private func expectDamage(_ files: [String: [UInt8]], _ batch: Int) throws {
        let found = try damage(in: files)
        #expect(found?.file == Self.name)
        #expect(found?.offset == history.offset(of: batch))
    }

    private func flip(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
        var flipped = bytes
        flipped[bit / 8] ^= 1 << (bit % 8)
        return flipped
    }
}
