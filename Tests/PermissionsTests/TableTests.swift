import Permissions
import TestSupport
import Testing

@Suite struct TableTests {
    @Test("the table says what the published one says", arguments: Action.allCases, Standing.allCases)
    func cells(action: Action, standing: Standing) {
        let column = [Standing.administrator, .owner, .member].firstIndex(of: standing)
        for level in Level.allCases {
            #expect(
                action.isAllowed(to: standing, at: level) == NaiveLaw.cell(action, column: column ?? 0, level))
        }
    }

    @Test("a wider level never takes a right away", arguments: Action.allCases, Standing.allCases)
    func monotonic(action: Action, standing: Standing) {
        let granted = Level.allCases.map { action.isAllowed(to: standing, at: $0) }
        #expect(granted == granted.sorted { !$0 && $1 })
    }

    @Test("an owner has all that a member has", arguments: Action.allCases, Level.allCases)
    func ordered(action: Action, level: Level) {
        #expect(!action.isAllowed(to: .member, at: level) || action.isAllowed(to: .owner, at: level))
        #expect(!action.isAllowed(to: .owner, at: level) || action.isAllowed(to: .administrator, at: level))
    }
}
