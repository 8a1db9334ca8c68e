import Protobuf
import Testing

@Suite("Hostile bytes are an error, never a trap")
struct ReaderTests {
    @Test(
        "each fault has its own error",
        arguments: [
            ("08", .truncated),
            ("0880", .truncated),
            ("0880808080808080808080", .varintTooLong),
            ("808080808001", .varintTooLong),
            ("7280808080808001", .varintTooLong),
            ("7202", .truncated),
            ("720261", .truncated),
            ("72ffffffff0f", .lengthTooLarge),
            ("72ffffffff07", .truncated),
            ("0001", .invalidTag),
            ("8000", .invalidTag),
            ("0e", .invalidTag),
            ("0f", .invalidTag),
            ("a6ff7f", .invalidTag),
            ("f8ffffff1f01", .invalidTag),
            ("7201ff", .invalidUTF8),
            ("0c", .unmatchedEndGroup),
            ("a306ac06", .unmatchedEndGroup),
            ("a306", .truncated),
            ("3d000000", .truncated),
            ("41000000", .truncated),
            ("f20103017f80", .truncated),
            ("8a01020a05", .truncated),
        ] as [(String, DecodingError)])
    func faults(text: String, fault: DecodingError) {
        #expect(throws: fault) { try TestV1.AllTypes(serializedBytes: bytes(hex: text)) }
    }

    @Test("a message ends where its length says, whatever follows")
    func lengths() {
        // The inner message is `0a 02 61`: its string would need one byte more, and the outer message has it.
        #expect(throws: DecodingError.truncated) {
            try TestV1.AllTypes(serializedBytes: bytes(hex: "8a01030a02616161"))
        }
    }

    @Test("messages and groups may be nested a hundred deep and no deeper", arguments: [1, 99, 100, 101, 102, 20_000])
    func depth(levels: Int) {
        var nested: [UInt8] = []
        for _ in 0..<min(levels, 102) {
            let inner = nested
            var writer = Writer()
            writer.tag(18)
            writer.bytes(inner)
            nested = writer.bytes
        }
        let groups = [UInt8](repeating: 0x23, count: levels) + [UInt8](repeating: 0x24, count: levels)
        for hostile in [nested, groups] {
            let decoded = try? TestV1.Node(serializedBytes: hostile)
            #expect((decoded != nil) == (levels <= 100))
        }
    }

    @Test("random bytes never trap, and what decodes has one encoding", arguments: 0..<20)
    func rubbish(seed: Int) throws {
        var dice = Dice(seed: seed)
        let tags = TestV1.AllTypes(sample: seed).serializedBytes()
        for _ in 0..<2_000 {
            let bytes = dice.many(24) { dice in dice.flag() ? UInt8(dice.below(256)) : tags[dice.below(tags.count)] }
            guard let message = try? TestV1.AllTypes(serializedBytes: bytes) else { continue }
            let encoded = message.serializedBytes()
            #expect(try TestV1.AllTypes(serializedBytes: encoded).serializedBytes() == encoded, "seed \(seed) \(bytes)")
        }
    }

    @Test("a flipped bit in a valid message never traps", arguments: 0..<4)
    func flips(seed: Int) {
        let whole = TestV1.AllTypes(sample: seed).serializedBytes()
        for index in whole.indices {
            for bit in 0..<8 {
                var damaged = whole
                damaged[index] ^= 1 << UInt8(bit)
                _ = try? TestV1.AllTypes(serializedBytes: damaged)
            }
        }
    }

    @Test("a message decodes the same from an array, a slice and a span")
    func sources() throws {
        let sample = TestV1.AllTypes(sample: 3)
        let encoded = sample.serializedBytes()
        let padded = [0xFF] + encoded + [0xFF]
        #expect(try TestV1.AllTypes(serializedBytes: padded[1..<padded.count - 1]) == sample)
        #expect(try TestV1.AllTypes(serializedBytes: encoded.span) == sample)
    }

    @Test("the range of a field is where its content lies")
    func ranges() throws {
        let encoded = bytes(hex: "0a03616263120102")
        let ranges = try Reader.read(encoded.span) { (reader: inout Reader) throws(DecodingError) in
            var ranges: [Range<Int>] = []
            while try reader.nextTag() != nil { ranges.append(try reader.range()) }
            return ranges
        }
        #expect(ranges == [2..<5, 7..<8])
    }
}
