import Permissions
import TestSupport
import Testing

@Suite struct DecisionTests {
    @Test("a deactivated user is no caller")
    func deactivated() throws {
        var lab = Lab(.readWrite)
        lab.world.apply(try Administering.setActive(lab.alice, false, by: lab.root, in: lab.world))
        let refusal = refusal { () throws(Refusal) in
            try Sessions.caller(lab.alice, in: lab.group, records: lab.world)
        }
        #expect(refusal == .inactiveUser(lab.alice))
    }
}

/// The rule that forbids it, or `nil`.
func refusal<T>(_ act: () throws(Refusal) -> T) -> Refusal? {
    do throws(Refusal) {
        _ = try act()
        return nil
    } catch {
        return error
    }
}
