import TestSupport
import Testing

@testable import Store

@Suite("A journal that was cut")
struct JournalCutTests {
    static let name = FileName.segment(first: 1)
    let history = History(seed: 11, batches: 4)

    @Test("cut at any byte it recovers to all batches that are whole", arguments: [false, true])
    func cut(sealed: Bool) throws {
        let bytes = try history.segment(sealed: sealed)
        for end in SegmentHeader.size...bytes.count { try expect(Array(bytes[..<end]), wholeUpTo: end) }
    }

    @Test("zeros from any byte on are a journal that was cut there", arguments: [false, true])
    func zeros(sealed: Bool) throws {
        let bytes = try history.segment(sealed: sealed)
        for end in SegmentHeader.size...bytes.count {
            let zeroed = bytes[..<end] + [UInt8](repeating: 0, count: bytes.count - end)
            // The last bytes of a batch may be zeros anyway.
            let whole = (end..<bytes.count).first { bytes[$0] != 0 } ?? bytes.count
            try expect(Array(zeroed), wholeUpTo: whole)
        }
    }

    @Test("rubbish from any byte of the last batch on is torn")
    func rubbish() throws {
        var dice = SeededGenerator(seed: 5)
        let bytes = try history.segment(sealed: false)
        for end in history.offset(of: 3)...history.offset(of: 4) {
            let torn = bytes[..<end] + (end..<bytes.count + 200).map { _ in UInt8(1 + dice.below(255)) }
            let recovery = try recover([Self.name: Array(torn)])
            #expect(recovery.torn?.offset == history.offset(of: end < history.offset(of: 4) ? 3 : 4), "from \(end) on")
            #expect(recovery.torn?.size == torn.count - (recovery.torn?.offset ?? 0))
            try expect(Array(torn), wholeUpTo: end)
        }
    }

    @Test("a journal without its whole header is damaged")
    func header() throws {
        let bytes = try history.segment(sealed: false)
        for end in 0..<SegmentHeader.size {
            let found = try damage(in: [Self.name: Array(bytes[..<end])])
            #expect(found?.file == Self.name)
            let zeroed = bytes[..<end] + [UInt8](repeating: 0, count: bytes.count - end)
            #expect(try damage(in: [Self.name: Array(zeroed)])?.file == Self.name)
        }
    }

    @Test("a journal of a newer version is refused with a sentence that says so, and nothing is changed")
    func newer() {
        let newer = SegmentHeader(first: 1, chain: 0, seed: 7, version: SegmentHeader.version + 1)
        let files = [FileName.segment(first: 1): newer.encoded]
        let disk = SimulatedDisk(files)
        #expect {
            try Recovery(from: disk)
        } throws: { error in
            "\(error)".contains("or a newer cohortd")
        }
        #expect(disk.contents == files)
    }

    @Test("a segment that another one follows is damaged wherever it is cut")
    func middle() throws {
        let disk = SimulatedDisk(seed: 0)
        var journal = try Journal(on: disk, after: Recovery(from: disk).end, sizes: .small, makeSeed: { 42 })
        for batch in history.batches[..<2] { _ = try journal.append(batch) }
        try journal.rotate()
        for batch in history.batches[2...] { _ = try journal.append(batch) }
        var files = disk.contents
        #expect(files.count == 3)
        #expect(Everything(try recover(files).state) == history.everything[4])
        let bytes = files[Self.name] ?? []
        let end = history.offset(of: 2) + BatchHeader.size
        for cut in 0..<end {
            files[Self.name] = Array(bytes[..<cut])
            let found = try damage(in: files)
            #expect(found?.file == Self.name)
            #expect(cut < SegmentHeader.size || found?.offset == batchStart(before: cut), "cut at \(cut)")
        }
        files[Self.name] = Array(bytes[..<end])
        #expect(Everything(try recover(files).state) == history.everything[4])
        files[Self.name] = nil
        #expect(try damage(in: files)?.offset == 16)
    }

    private func batchStart(before cut: Int) -> Int? {
        (0...2).map(history.offset).last { $0 <= cut }
    }

    /// Recovers to the batches that end at `end` or before, cuts off the rest, and writes on.
    private func expect(_ bytes: [UInt8], wholeUpTo end: Int) throws {
        let count = (0...4).last { history.offset(of: $0) <= end } ?? 0
        let recovery = try recover([Self.name: bytes])
        #expect(Everything(recovery.state) == history.everything[count], "whole up to \(end)")
        #expect(recovery.torn == nil || recovery.torn?.offset == history.offset(of: count))
        let (expected, found) = try writeOn(after: [Self.name: bytes])
        #expect(Everything(found.state) == Everything(expected), "written on after \(end)")
        #expect(found.torn == nil)
    }
}
