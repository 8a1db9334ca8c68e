import Permissions
import TestSupport
import Testing

@testable import Store

@Suite("Export and import")
struct ExportTests {
    private static let history = History(seed: 61, batches: 60)

    private static func text(of state: State, parts: Int = 1 << 20) -> String {
        var export = Export(state)
        var text = ""
        while let part = export.next(parts) { text += part }
        return text
    }

    private static func state(of text: String) throws(Import.Failure) -> State {
        var rows = Import()
        for line in Array(text.utf8).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
            try rows.add(line)
        }
        return try rows.finish()
    }

    /// A state that its rows alone make: random mutations obey no law, and leave rows that refer to none.
    private static func sound(_ state: State) -> Bool { state.inconsistency == nil }

    @Test("what is exported, imported and exported again is the same, to the last byte")
    func roundTrip() throws {
        let states = Self.history.states.filter(Self.sound)
        #expect(states.count > 5)
        for state in states {
            let text = Self.text(of: state)
            let imported = try Self.state(of: text)
            #expect(imported.digest == state.digest)
            #expect(Everything(imported) == Everything(state))
            #expect(Self.text(of: imported, parts: 1) == text)
        }
    }

    /// A state with one object, which has each kind of value at its worst.
    private static let worst: State = {
        let values: [(Field, Value)] = [
            (.text, .text("\u{0}\u{1f}\"\\\n\r\t\u{2028}\u{1F52C} cafe\u{301} caf\u{e9}")), (.long, .integer(.min)),
            (.double, .real(-0.0)), (.physicalSizeX, .real(.infinity)), (.physicalSizeY, .real(.nan)),
            (.physicalSizeZ, .real(Double(bitPattern: 0xfff8_0000_0000_0001))), (.sizeX, .integer(.max)),
            (.sizeY, .real(.leastNonzeroMagnitude)), (.sizeZ, .real(1.7976931348623157e308)), (.boolean, .truth(false)),
            (.shapes, .bytes([UInt8](0...255))), (.fileName, .text("")), (.mediaType, .bytes([])),
            (.pairs, .pairs([.init(key: "", value: ""), .init(key: "k", value: "\u{7f}")])), (.row, .pairs([])),
            (.derivedFrom, .reference(ObjectID(1 << 55))), (.index, .reference(ObjectID(0))),
        ]
        var state = State()
        state.apply(RandomMutations.foundation, revision: 1)
        let object = Object(
            kind: .map, owner: .root, group: .user, name: "/\u{FEFF}", parent: nil, child: nil,
            attributes: Attributes(values.map { Attribute($0.0, $0.1) }))
        let record = Record(
            revision: 2, time: .min, author: History.author, mutations: [.createObject(ObjectID(1), object)])
        state.apply(record)
        return state
    }()

    @Test("every kind of value comes back as it was, whatever it is")
    func values() throws {
        let text = Self.text(of: Self.worst)
        let imported = try Self.state(of: text)
        #expect(imported.digest == Self.worst.digest)
        #expect(Self.text(of: imported) == text)
    }

    @Test("an export that is cut anywhere is none")
    func cut() throws {
        let bytes = Array(Self.text(of: Self.worst).utf8)
        for end in 0..<bytes.count {
            // Whoever reads lines finds no line where there is no line feed.
            let whole = bytes[..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            #expect(throws: Import.Failure.self) {
                try Self.state(of: String(decoding: bytes[..<whole], as: UTF8.self))
            }
        }
    }

    @Test("a byte that was changed anywhere is noticed, or changes nothing")
    func changed() throws {
        let bytes = Array(Self.text(of: Self.worst).utf8)
        for index in bytes.indices {
            var changed = bytes
            changed[index] = changed[index] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
            do throws(Import.Failure) {
                let state = try Self.state(of: String(decoding: changed, as: UTF8.self))
                #expect(state.digest == Self.worst.digest, "byte \(index)")
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }

    @Test("rows that were changed on purpose are taken without a digest, as long as they fit together")
    func edited() throws {
        let text = Self.text(of: Self.worst)
        let start = try #require(text.firstRange(of: ",\"digest\""))
        let edited = String(text[..<start.lowerBound]) + "}}\n"
        let renamed = edited.replacing("\"name\":\"/\u{FEFF}\"", with: "\"name\":\"new\"")
        #expect(try Self.state(of: renamed).object(ObjectID(1))?.name == "new")
        let orphaned = edited.replacing("\"owner\":0", with: "").replacing(
            "\"kind\":22", with: "\"kind\":22,\"owner\":99")
        #expect(throws: Import.Failure.self) { try Self.state(of: orphaned) }
    }

    @Test(
        "what is no line of an export is refused",
        arguments: [
            "", "{}", "[]", "null", "{\"head\":{}}", "{\"user\":{\"id\":1}", "{\"user\":{\"id\":1}}}",
            "{\"user\":{\"id\":1,\"id\":1}}", "{\"user\":{\"id\":-1}}", "{\"user\":{\"id\":1.5}}",
            "{\"user\":{\"id\":4294967296}}", "{\"user\":{\"login\":7}}", "{\"user\":{\"nobody\":7}}",
            "{\"user\":{\"login\":\"\\ud800\"}}", "{\"user\":{\"login\":\"\\x\"}}", "{\"user\":[]}",
            "{\"user\":{\"id\":01}}", "{\"user\":{},\"group\":{}}", "{\"group\":{\"level\":9}}",
            "{\"membership\":{\"role\":0}}", "{\"object\":{\"id\":\"0\",\"kind\":1}}",
            "{\"object\":{\"id\":\"7\",\"kind\":1,\"attributes\":[{\"field\":1}]}}",
            "{\"object\":{\"id\":\"7\",\"kind\":1,\"attributes\":[{\"field\":1,\"text\":\"\",\"truth\":true}]}}",
            "{\"object\":{\"id\":\"7\",\"kind\":1,\"attributes\":[{\"field\":1,\"bytes\":\"QQ\"}]}}",
            String(repeating: "[", count: 100_000),
        ])
    func hostile(line: String) throws {
        let head = try #require(Self.text(of: State()).split(separator: "\n").first)
        var rows = Import()
        try rows.add(Array(head.utf8)[...])
        do throws(Import.Failure) {
            try rows.add(Array(line.utf8)[...])
            Issue.record("it was taken")
        } catch {
            guard case .line(2, _) = error else { throw error }
        }
    }
}
