import Protobuf
import Testing

@Suite("Messages")
struct MessageTests {
    @Test("a message with nothing set is no bytes, and no bytes are that message")
    func empty() throws {
        #expect(TestV1.AllTypes().serializedBytes() == [])
        #expect(try TestV1.AllTypes(serializedBytes: [UInt8]()) == TestV1.AllTypes())
    }

    @Test("presence of an optional field survives even at the default")
    func presence() throws {
        let message = TestV1.AllTypes.with {
            $0.optionalInt32 = 0
            $0.node = TestV1.Node()
            $0.choice = .choiceString("")
        }
        let decoded = try TestV1.AllTypes(serializedBytes: message.serializedBytes())
        #expect(decoded == message)
        #expect(decoded.optionalString == nil)
    }

    @Test("what comes later wins, repeated fields grow, messages merge")
    func merging() throws {
        let first = TestV1.AllTypes.with {
            $0.aString = "first"
            $0.strings = ["a"]
            $0.node = .with { $0.name = "root" }
        }
        let second = TestV1.AllTypes.with {
            $0.aString = "second"
            $0.strings = ["b"]
            $0.node = .with { $0.children = [.with { $0.name = "leaf" }] }
        }
        let merged = try TestV1.AllTypes(serializedBytes: first.serializedBytes() + second.serializedBytes())
        #expect(merged.aString == "second")
        #expect(merged.strings == ["a", "b"])
        #expect(merged.node?.name == "root")
        #expect(merged.node?.children.first?.name == "leaf")
    }

    @Test("numbers of an enum that have no name are kept")
    func openEnums() throws {
        let message = TestV1.AllTypes.with { $0.level = .unrecognized(77) }
        let decoded = try TestV1.AllTypes(serializedBytes: message.serializedBytes())
        #expect(decoded.level == .unrecognized(77))
        #expect(TestV1.Level(rawValue: 77).rawValue == 77)
        #expect(TestV1.Level.allCases.map(\.rawValue) == [0, 1, 2, -1])
    }

    @Test("a long message inside another gets a long length", arguments: [0, 127, 128, 16_383, 16_384, 3_000_000])
    func longLengths(count: Int) throws {
        let message = TestV1.Node.with { $0.children = [.with { $0.name = String(repeating: "n", count: count) }] }
        #expect(try TestV1.Node(serializedBytes: message.serializedBytes()) == message)
    }

    @Test("a writer goes on behind the bytes it was given")
    func appending() {
        var writer = Writer(appendingTo: [1, 2])
        TestV1.Node.with { $0.name = "n" }.write(to: &writer)
        #expect(writer.bytes == [1, 2, 0x0A, 1, 0x6E])
    }

    @Test("a method knows its names, types and directions")
    func methods() {
        #expect(TestV1.Calls.name == "cohort.test.v1.Calls")
        #expect(TestV1.Calls.Method.allCases.map(\.rawValue) == ["GetOne", "Import", "Watch", "Talk", "Name"])
        let importing: MethodDescriptor<TestV1.Node, TestV1.Empty> = TestV1.Calls.import
        #expect(importing.service == TestV1.Calls.name)
        #expect(importing.method == "Import")
        #expect(importing.streamsRequests)
        #expect(!importing.streamsReplies)
    }

    @Test("names that mean something in Swift can be used all the same")
    func names() throws {
        let message = TestV1.AnyMessage.with {
            $0.selfValue = "s"
            $0.class = 1
            $0.typeURL = ["u"]
            $0.type = .in(.with { $0.ownerIDs = [1, 2] })
        }
        #expect(try TestV1.AnyMessage(serializedBytes: message.serializedBytes()) == message)
        #expect(TestV1.AnyMessage.protoMessageName == "cohort.test.v1.Any")
        #expect(TestV1.AnyMessage.Choice.twin == .second)
    }
}
