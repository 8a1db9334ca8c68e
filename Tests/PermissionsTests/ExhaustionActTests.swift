import Permissions
import TestSupport
import Testing

/// Every act of everyone on everything, with all that may be tied to it, by the law and by the model.
@Suite struct ExhaustionActTests {
    private static let kinds = Kind.allCases.filter { !$0.isLink }

    /// What everyone does with something of a kind, of every owner; `acts` of each must be so many.
    private func exhaust(
        _ part: Part, _ level: Level, each count: Int, acts: (Stage, ObjectID) -> [HistoryAct]
    ) {
        let empty = Stage(part, level)
        var (faults, tried): ([String], Int) = ([], 0)
        for kind in Self.kinds {
            for owner in empty.owners {
                var stage = empty
                let id = stage.addTarget(kind, of: owner)
                let list = acts(stage, id)
                faults += stage.faults(of: list)
                tried += list.count
            }
        }
        #expect(faults.isEmpty)
        #expect(tried == 26 * empty.owners.count * count)
    }

    @Test("everything is edited and deleted as the model says", arguments: Part.allCases, Level.allCases)
    func deleting(part: Part, level: Level) {
        exhaust(part, level, each: 6) { _, id in
            [
                .setParent(id, nil),
                .edit(id, name: "new", .description, .text("new")), .edit(id, name: "new", .text, .text("new")),
                .delete([id], keepsContents: false, []), .delete([id], keepsContents: true, []),
                .delete([id], keepsContents: false, [.tag, .attachment]),
            ]
        }
    }

    @Test("everything is given as the model says", arguments: Part.allCases, Level.allCases)
    func giving(part: Part, level: Level) {
        exhaust(part, level, each: 4) { stage, id in
            [stage.me, stage.you, stage.gone, .root].map { .give([id], $0) }
        }
    }

    @Test("everything is copied as the model says", arguments: Part.allCases, Level.allCases)
    func copying(part: Part, level: Level) {
        exhaust(part, level, each: 2) { stage, id in [.copy([id], stage.group), .copy([id], stage.elsewhere)] }
    }

    @Test("everything is moved as the model says", arguments: Part.allCases, Level.allCases)
    func moving(part: Part, level: Level) {
        for target in Level.allCases {
            exhaust(part, level, each: 4) { stage, id in
                [
                    .move([id], stage.groups[target] ?? .user, [], into: nil),
                    .move([id], stage.groups[target] ?? .user, [.tag], into: nil),
                    .move([id], stage.strangeGroups[target] ?? .user, [], into: nil),
                    .move([id], stage.strangeGroups[target] ?? .user, [], into: stage.containers[target]),
                ]
            }
        }
    }

    @Test("every level is changed to every other as the model says", arguments: Part.allCases, Level.allCases)
    func levels(part: Part, level: Level) {
        let empty = Stage(part, level)
        var count = 0
        for kind in Self.kinds {
            for owner in empty.owners {
                var stage = empty
                _ = stage.addTarget(kind, of: owner)
                let acts: [HistoryAct] = Level.allCases.map { .setLevel(stage.group, $0) }
                #expect(stage.faults(of: acts).isEmpty)
                count += acts.count
            }
        }
        #expect(count == 26 * empty.owners.count * 4)
    }
}
