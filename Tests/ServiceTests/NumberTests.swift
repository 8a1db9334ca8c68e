import Permissions
import Testing
import Wire

@testable import Service

/// The numbers of the wire and of the law are one.
@Suite struct NumberTests {
    @Test("kinds have the same numbers, both ways")
    func kinds() throws {
        for kind in Kind.allCases { #expect(try Kind(kind.message, field: "kind") == kind) }
        let known = V1.Kind.allCases.filter { $0 != .unspecified }
        #expect(known.count == Kind.allCases.count)
        for message in known { #expect(try Kind(message, field: "kind").message == message) }
    }

    @Test("actions have the same numbers, both ways")
    func actions() throws {
        for action in Action.allCases { #expect(try Action(action.message) == action) }
        let known = V1.Action.allCases.filter { $0 != .unspecified }
        #expect(known.count == Action.allCases.count)
        for message in known { #expect(try Action(message).message == message) }
    }

    @Test("levels have the same numbers, both ways")
    func levels() throws {
        for level in Level.allCases { #expect(try Level(level.message) == level) }
        let known = V1.Level.allCases.filter { $0 != .unspecified }
        #expect(known.count == Level.allCases.count)
        for message in known { #expect(try Level(message).message == message) }
    }

    @Test("fields have the same numbers, both ways")
    func fields() throws {
        for field in Permissions.Field.allCases { #expect(try Permissions.Field(field.message) == field) }
        let known = V1.Field.allCases.filter { $0 != .unspecified }
        #expect(known.count == Permissions.Field.allCases.count)
        for message in known { #expect(try Permissions.Field(message).message == message) }
    }

    @Test("what has the same number has the same name")
    func names() {
        for kind in Kind.allCases { #expect("\(kind)" == "\(kind.message)") }
        for action in Action.allCases { #expect("\(action)" == "\(action.message)") }
        for level in Level.allCases { #expect("\(level)" == "\(level.message)") }
        for field in Permissions.Field.allCases { #expect("\(field)" == "\(field.message)") }
    }

    @Test("everything that has a number has a word of its own")
    func words() {
        #expect(Set(Kind.allCases.map(\.word)).count == Kind.allCases.count)
        #expect(Set(Level.allCases.map(\.word)).count == Level.allCases.count)
        #expect(Set(Action.allCases.map(\.message.word)).count == Action.allCases.count)
        #expect(Set(Permissions.Field.allCases.map(\.message.word)).count == Permissions.Field.allCases.count)
        for kind in Kind.allCases { #expect(V1.Kind(word: kind.word) == kind.message) }
    }

    @Test("privileges and kinds of administration come back as they were")
    func administration() throws {
        for bit in 0..<9 {
            let held = Administration.restricted(Privileges(rawValue: 1 << UInt32(bit)))
            #expect(held.message.privileges == 1 << UInt32(bit))
            #expect(try Administration(held.message.kind, privileges: held.message.privileges) == held)
        }
        for held in [Administration.none, .full] {
            #expect(try Administration(held.message.kind, privileges: held.message.privileges) == held)
        }
        #expect(Privileges.move.rawValue == 1)
        #expect(Privileges.sudo.rawValue == 1 << 8)
    }

    @Test("privileges that do not exist are nobody's to give", arguments: 9..<32)
    func unknownPrivileges(bit: Int) {
        #expect(throws: CallError.self) { try Administration(.restricted, privileges: 1 << UInt32(bit)) }
    }

    @Test("a number without a name is refused", arguments: [0, 33, 99, 255, 256, 257, -1, Int32.max, Int32.min])
    func unknown(number: Int32) {
        #expect(throws: CallError.self) { try Kind(V1.Kind(rawValue: number), field: "kind") }
        #expect(throws: CallError.self) { try Action(V1.Action(rawValue: number)) }
        #expect(throws: CallError.self) { try Level(V1.Level(rawValue: number)) }
        if number != 33 {
            #expect(throws: CallError.self) { try Permissions.Field(V1.Field(rawValue: number)) }
        }
    }

    @Test("what a list of shared annotations may name is tags and attachments", arguments: V1.Kind.allCases)
    func inclusion(kind: V1.Kind) {
        let isShared = kind == .tag || kind == .attachment
        do throws(CallError) {
            _ = try Inclusion([kind], field: "include")
            #expect(isShared)
        } catch {
            #expect(!isShared)
        }
    }
}
