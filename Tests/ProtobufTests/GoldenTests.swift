import Foundation
import Protobuf
import Testing

@Suite("Python's protobuf and ours agree")
struct GoldenTests {
    @Test("on the bytes of every sample, and on the sample in those bytes")
    func samples() throws {
        for line in try Vectors.lines("sample") {
            let seed = try #require(Int(line[0]))
            let golden = bytes(hex: line[1])
            let sample = TestV1.AllTypes(sample: seed)
            #expect(sample.serializedBytes() == golden, "sample \(seed)")
            #expect(try TestV1.AllTypes(serializedBytes: golden) == sample, "sample \(seed)")
        }
    }

    @Test("on what decodes, and on its meaning")
    func accepted() throws {
        for line in try Vectors.lines("accept") {
            let again = try? Vectors.recode(bytes(hex: line[1]), as: line[0])
            #expect(again == bytes(hex: line[2]), "\(line)")
        }
    }

    @Test("on what does not decode")
    func refused() throws {
        for line in try Vectors.lines("refuse") {
            #expect(throws: DecodingError.self, "\(line)") { try Vectors.recode(bytes(hex: line[1]), as: line[0]) }
        }
    }

    @Test("on every length at which a message can be cut")
    func prefixes() throws {
        for line in try Vectors.lines("prefixes") {
            let whole = bytes(hex: line[1])
            for (count, bit) in line[2].enumerated() {
                let decodes = (try? Vectors.recode(Array(whole.prefix(count)), as: line[0])) != nil
                #expect(decodes == (bit == "1"), "cut at \(count)")
            }
        }
    }

    @Test(
        "on samples that Swift writes for check_vectors.py",
        .enabled(if: ProcessInfo.processInfo.environment["COHORT_VECTORS"] != nil))
    func writeSamples() throws {
        let path = try #require(ProcessInfo.processInfo.environment["COHORT_VECTORS"])
        let lines = (1000..<1500).map { "\($0) \(hex(TestV1.AllTypes(sample: $0).serializedBytes()))\n" }
        try lines.joined().write(toFile: path, atomically: true, encoding: .utf8)
    }
}
