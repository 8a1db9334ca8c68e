import Permissions
import Protobuf
import TestSupport
import Testing
import Wire

@testable import Service

/// Values on the wire.
@Suite struct AttributeTests {
    private static let values: [Value] = [
        .text(""), .text("näive 🔬"), .integer(0), .integer(.min), .integer(.max), .real(0), .real(-0.5),
        .real(.infinity), .real(.leastNonzeroMagnitude), .truth(true), .truth(false), .bytes([]), .bytes([0, 255]),
        .pairs([]), .pairs([.init(key: "", value: ""), .init(key: "a", value: "1"), .init(key: "a", value: "2")]),
        .reference(ObjectID(0)), .reference(ObjectID(.max)),
    ]

    @Test("every value of every field comes back as it was", arguments: Permissions.Field.allCases)
    func roundTrip(field: Permissions.Field) throws {
        // Shapes are a message, and not any bytes are one.
        for value in Self.values where field != .shapes || value != .bytes([0, 255]) {
            let attributes = Attributes([Attribute(field, value)])
            var read: [V1.Attribute] = []
            for message in attributes.messages {
                read.append(try V1.Attribute(serializedBytes: message.serializedBytes()))
            }
            #expect(try Attributes(read) == attributes)
        }
    }

    @Test("attributes leave in the order of their fields")
    func order() throws {
        let attributes = try Attributes([attribute(.text, .text("b")), attribute(.description, .text("a"))])
        #expect(attributes.messages == [attribute(.description, .text("a")), attribute(.text, .text("b"))])
    }

    @Test("two values for one field are refused, equal or not", arguments: ["b", "c"])
    func twice(other: String) {
        #expect(throws: CallError.self) {
            try Attributes([attribute(.text, .text("b")), attribute(.text, .text(other))])
        }
    }

    @Test("shapes are what a message of shapes can be, and nothing else")
    func shapes() throws {
        let shapes = V1.Shapes.with { $0.shapes = [.with { $0.type = "Point" }] }
        #expect(throws: Never.self) { try Attributes([attribute(.shapes, .bytes(shapes.serializedBytes()))]) }
        #expect(throws: CallError.self) { try Attributes([attribute(.shapes, .bytes([0, 255]))]) }
    }

    @Test("an attribute without a value or a field is refused, and so is a reference to nothing that comes along")
    func refused() {
        #expect(throws: CallError.self) { try Attributes([attribute(.text, nil)]) }
        #expect(throws: CallError.self) { try Attributes([attribute(.unspecified, .text(""))]) }
        #expect(throws: CallError.self) { try Attributes([attribute(.derivedFrom, .newReference(1))]) }
    }

    @Test("an object is taken up to its greatest size, and no larger", arguments: [-1, 0, 1])
    func size(beyond: Int) {
        var pair = Pair(.private)
        let text = String(repeating: "x", count: WireLimits.objectSizeMax - 4 + beyond)
        let failure = pair.lab.failure(
            V1.Objects.create,
            .with {
                $0.kind = .tag
                $0.name = "name"
                $0.attributes = [attribute(.description, .text(text))]
            }, on: pair.adaLine)
        #expect(failure?.code == (beyond > 0 ? .invalidArgument : nil))
    }

    private func attribute(_ field: V1.Field, _ value: V1.Attribute.Value?) -> V1.Attribute {
        .with {
            $0.field = field
            $0.value = value
        }
    }
}
