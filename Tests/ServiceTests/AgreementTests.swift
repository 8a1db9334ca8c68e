import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Whatever way one asks what there is, the answer is the same: lists, counts, searches, gets, checks and flags.
/// Random worlds: run again from the seed.
@Suite struct AgreementTests {
    @Test(
        "a list, its count, gets, checks and flags tell of the same objects", arguments: UInt64(1)...6,
        [V1.Scope.current, .all])
    func agreement(seed: UInt64, scope: V1.Scope) throws {
        var world = RandomWorld(seed: seed)
        let all = (0...world.lab.state.nextObjectID.rawValue).map(\.self)
        for line in world.lines {
            let listed = try world.everything(scope, line)
            #expect(Set(listed).count == listed.count, "seed \(seed): something is listed twice")
            let verdicts = try world.lab.call(
                V1.Access.batchCheck, .with { ($0.objects, $0.actions, $0.scope) = (all, [.view], scope) }, on: line
            ).verdicts
            let checked = zip(all, verdicts).filter { $0.1 == .allowed }.map(\.0)
            #expect(listed.sorted() == checked, "seed \(seed)")
            // Nothing that one may not even see is refused: it is not there.
            #expect(verdicts.allSatisfy { $0 != .refused }, "seed \(seed)")
            for id in all {
                let got = try? world.lab.call(V1.Objects.get, .with { ($0.ids, $0.scope) = ([id], scope) }, on: line)
                #expect((got != nil) == checked.contains(id), "seed \(seed), object \(id)")
                #expect(got.map { $0.objects[0].allowed & 1 << UInt32(V1.Action.view.rawValue) != 0 } ?? true)
            }
            #expect(try world.countOfEverything(scope, line) == listed.count, "seed \(seed)")
        }
    }

    @Test("what is in sight is found by its name, and lies where its holders are listed", arguments: UInt64(1)...4)
    func places(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        for line in world.lines {
            for id in try world.everything(.all, line) where world.chance.happens(onceIn: 3) {
                let object = try #require(world.lab.state.object(ObjectID(id)))
                if !object.name.isEmpty {
                    let found = try world.lab.pages(.with { ($0.words, $0.scope) = (object.name, .all) }, on: line)
                    #expect(found.joined().contains(id) == !object.kind.isLink, "seed \(seed), object \(id)")
                }
                for holder in try world.lab.pages(.with { ($0.holding, $0.scope) = (id, .all) }, on: line).joined() {
                    let contents = try world.lab.pages(
                        .with { ($0.within, $0.kind, $0.scope) = (holder, object.kind.message, .all) }, on: line)
                    #expect(contents.joined().contains(id), "seed \(seed), object \(id) in \(holder)")
                }
            }
        }
    }
}

extension RandomWorld {
    /// Everything in sight of somebody, links too.
    fileprivate mutating func everything(_ scope: V1.Scope, _ line: Lab.Line) throws -> [UInt64] {
        try requests(scope).flatMap { try lab.pages($0, on: line).joined() }
    }

    fileprivate mutating func countOfEverything(_ scope: V1.Scope, _ line: Lab.Line) throws -> Int {
        try requests(scope).reduce(0) { try $0 + lab.count($1, on: line) }
    }

    private func requests(_ scope: V1.Scope) -> [V1.ListRequest] {
        [.with { $0.scope = scope }]
            + Kind.allCases.filter(\.isLink).map { kind in .with { ($0.kind, $0.scope) = (kind.message, scope) } }
    }
}
