import Permissions
import TestSupport
import Testing

/// Every act, by everyone that one can be, at every level, on one's own and others' things of every kind.
@Suite struct ExhaustionTests {
    @Test("every link is made and removed as the model says", arguments: Part.allCases, Level.allCases)
    func links(part: Part, level: Level) {
        var every = EveryAct(part, level)
        every.tryLinks()
        #expect(every.differences.prefix(3) == [])
        // Ends of 5 container links and of 22 by 13 annotated kinds, of two owners each; and links of two on them.
        #expect(every.count == 4 * (5 + Self.annotatable * Self.annotations) + 8 * (5 + 4))
    }

    /// Kinds that can be annotated, annotations among them; and kinds of annotations.
    private static let (annotatable, annotations) = (9 + 12, 12)

    @Test("everything is done or refused as the model says", arguments: Part.allCases, Level.allCases)
    func things(part: Part, level: Level) {
        var every = EveryAct(part, level)
        every.tryThings()
        #expect(every.differences.prefix(3) == [])
        let things = 2 * 26
        #expect(every.count == 10 * things + 26 * (things + 1) + 4)
    }
}

extension EveryAct {
    init(_ part: Part, _ level: Level) {
        self.init(level, administration: part.administration, membership: part.membership) { world, user, group in
            let elsewhere = GroupID(group.rawValue + 1)
            var caller = world.caller(
                user, in: part == .confinedElsewhere || part == .scopedElsewhere ? elsewhere : group)
            if part == .readOnly { caller.isReadOnly = true }
            if part == .confined || part == .confinedElsewhere { caller.sessionKind = .script }
            if part == .sudo { caller.sessionKind = .sudo }
            if part == .scopedElsewhere { caller.scope = .group(elsewhere) }
            return caller
        }
    }
}
