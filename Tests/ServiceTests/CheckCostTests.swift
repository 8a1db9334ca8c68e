import Permissions
import Testing

@testable import Service

/// What a check reads: it is the call that is asked most.
@Suite struct CheckCostTests {
    @Test("a check reads no object's name or attributes, and no group's", arguments: Level.allCases)
    func readsNoNames(level: Level) throws {
        var pair = Pair(level)
        let image = pair.lab.add(.image, of: pair.ada, in: pair.group, named: "cell")
        let tag = pair.lab.add(.tag, of: pair.ben, in: pair.group)
        let link = pair.lab.add(.annotationLink, of: pair.ben, in: pair.group, parent: image, child: tag)
        for line in [pair.adaLine, pair.benLine, pair.rootLine] {
            let records = CountingRecords(pair.lab.state)
            let caller = try pair.lab[line].peer.caller(at: pair.lab.now, in: records)
            #expect(records.counts.users == 1, "the account of the caller, once")
            for action in Action.allCases {
                for id in [image, tag, link, ObjectID(999)] {
                    do throws(Refusal) {
                        try Decision.check(action, on: id, by: caller, in: records)
                    } catch {
                        #expect(error.section > 0)
                    }
                }
            }
            #expect(records.counts.objects == 0)
            #expect(records.counts.groups == 0)
            #expect(records.counts.users == 1)
        }
    }
}
