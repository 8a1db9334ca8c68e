import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// What callers are told of their rights, by whatever method they ask. Random worlds: run again from the seed.
@Suite struct SightTests {
    @Test("the flags of a get, the verdicts of checks and the explanations agree", arguments: UInt64(1)...6)
    func agreement(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        for line in world.lines {
            for id in world.objects.map(\.rawValue) where world.chance.happens(onceIn: 3) {
                let scope = world.chance.pick([V1.Scope.current, .all])
                let allowed = allowed(id, scope, line, &world.lab)
                for action in V1.Action.allCases where action != .unspecified {
                    let verdict = try world.lab.call(
                        V1.Access.check, .with { ($0.object, $0.action, $0.scope) = (id, action, scope) }, on: line
                    ).verdict
                    let explanation = try world.lab.call(
                        V1.Access.explain, .with { ($0.object, $0.action, $0.scope) = (id, action, scope) }, on: line)
                    #expect(verdict == expected(action, allowed), "seed \(seed), \(id), \(action)")
                    #expect(explanation.verdict == verdict)
                    #expect(!explanation.sentence.isEmpty)
                    let rule = explanation.detail?.rule
                    #expect((rule == "no_such_object") == (verdict == .notFound))
                    let reasons = ["own", "table", "own_ends", "ends_in_sight", "official"]
                    #expect(rule.map(reasons.contains) == (verdict == .allowed))
                }
            }
        }
    }

    @Test("a batch of checks gives the verdicts of single ones", arguments: UInt64(1)...6)
    func batch(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        let objects = world.objects.map(\.rawValue) + [0, 999_999]
        let actions = objects.map { _ in world.chance.pick(Action.allCases).message }
        for line in world.lines {
            let verdicts = try world.lab.call(
                V1.Access.batchCheck, .with { ($0.objects, $0.actions, $0.scope) = (objects, actions, .all) }, on: line
            ).verdicts
            let single = try zip(objects, actions).map { id, action in
                try world.lab.call(
                    V1.Access.check, .with { ($0.object, $0.action, $0.scope) = (id, action, .all) }, on: line
                ).verdict
            }
            #expect(verdicts == single, "seed \(seed)")
        }
    }

    @Test("a batch has one action, or one for each object", arguments: 0...3)
    func lengths(actions: Int) {
        var pair = Pair(.readOnly)
        let failure = pair.lab.failure(
            V1.Access.batchCheck,
            .with {
                $0.objects = [1, 2]
                $0.actions = Array(repeating: .view, count: actions)
            }, on: pair.adaLine)
        #expect(failure?.code == ([1, 2].contains(actions) ? nil : .invalidArgument))
    }

    @Test("a call names as many objects as one may, and no more", arguments: [-1, 0, 1])
    func targets(beyond: Int) {
        var pair = Pair(.readOnly)
        let failure = pair.lab.failure(
            V1.Access.batchCheck,
            .with {
                $0.objects = Array(repeating: 1, count: WireLimits.targetsMax + beyond)
                $0.actions = [.view]
            }, on: pair.adaLine)
        #expect(failure?.code == (beyond > 0 ? .invalidArgument : nil))
    }

    @Test("the matrix is the table of the law", arguments: Level.allCases)
    func matrix(level: Level) throws {
        var pair = Pair(level)
        let reply = try pair.lab.call(
            V1.Access.matrix, .with { $0.group = pair.group.rawValue }, on: pair.benLine)
        #expect(reply.level == level.message)
        #expect(reply.rows.map(\.action) == Action.allCases.map(\.message))
        for (row, action) in zip(reply.rows, Action.allCases) {
            #expect(row.administrator == action.isAllowed(to: .administrator, at: level))
            #expect(row.owner == action.isAllowed(to: .owner, at: level))
            #expect(row.member == action.isAllowed(to: .member, at: level))
        }
    }

    private func allowed(_ id: UInt64, _ scope: V1.Scope, _ line: Lab.Line, _ lab: inout Lab) -> UInt32? {
        do {
            return try lab.call(V1.Objects.get, .with { ($0.ids, $0.scope) = ([id], scope) }, on: line)
                .objects.first?.allowed
        } catch {
            #expect((error as? Failure)?.rule == "no_such_object")
            return nil
        }
    }

    private func expected(_ action: V1.Action, _ allowed: UInt32?) -> V1.Verdict {
        guard let allowed else { return .notFound }
        return allowed >> UInt32(action.rawValue) & 1 == 1 ? .allowed : .refused
    }
}
