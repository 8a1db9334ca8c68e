import Permissions
import Store
import Testing

@testable import Service

/// Looking for what is out of sight is the same work as looking for what does not exist: counted, not timed.
@Suite struct SameWorkTests {
    @Test(
        "a hidden object and a missing one are asked the same questions", arguments: HiddenTests.Place.allCases,
        [Kind.project, .dataset, .folder, .image, .roi, .tag, .attachment, .plateRun, .script, .annotationLink])
    func sameWork(place: HiddenTests.Place, kind: Kind) throws {
        var scene = HiddenScene(place, kind)
        let hidden = scene.lab.state
        scene.lab.put([.removeObject(scene.hidden)])
        let missing = scene.lab.state
        let scopes: [Scope] = place == .notHere ? [.group(scene.group)] : [.group(scene.group), .all]
        for scope in scopes {
            for line in [scene.line, scene.script] {
                var caller = try scene.lab[line].peer.caller(at: scene.lab.now, in: hidden)
                caller.scope = scope
                for act in Act.all(on: scene) {
                    let works = [hidden, missing].map { state in
                        let records = CountingRecords(state)
                        let refusal = act.refusal(caller, records)
                        #expect(refusal == .noSuchObject(scene.hidden), "\(act.name)")
                        return records.counts.questions
                    }
                    #expect(works[0] == works[1], "\(act.name)")
                }
            }
        }
    }
}

/// Something that is done with an object of a scene.
private struct Act {
    let name: String
    let run: (Caller, CountingRecords) throws(Refusal) -> Void

    init(_ name: String, _ run: @escaping (Caller, CountingRecords) throws(Refusal) -> Void) {
        self.name = name
        self.run = run
    }

    func refusal(_ caller: Caller, _ records: CountingRecords) -> Refusal? {
        do throws(Refusal) {
            try run(caller, records)
            return nil
        } catch {
            return error
        }
    }

    static func all(on scene: HiddenScene) -> [Act] { questions(on: scene.hidden) + changes(of: scene.hidden, scene) }

    private static func questions(on id: ObjectID) -> [Act] {
        Action.allCases.flatMap { action in
            [
                Act("check") { (caller, records) throws(Refusal) in
                    try Decision.check(action, on: id, by: caller, in: records)
                },
                Act("explain") { (caller, records) throws(Refusal) in
                    _ = try Decision.explain(action, on: id, by: caller, in: records)
                },
                Act("flags") { (caller, records) throws(Refusal) in
                    if Decision.allowed(on: id, by: caller, in: records).isEmpty { throw .noSuchObject(id) }
                },
                Act("who may") { (caller, records) throws(Refusal) in
                    _ = try WhoMay(action, on: id, for: caller, in: records)
                },
            ]
        }
    }

    private static func changes(of id: ObjectID, _ scene: HiddenScene) -> [Act] {
        let group = scene.group
        return [
            Act("edit") { (caller, records) throws(Refusal) in
                _ = try Editing.edit(id, name: "new", attributes: Attributes(), by: caller, in: records)
            },
            Act("read content") { (caller, records) throws(Refusal) in
                _ = try Attaching.content(of: id, for: caller, in: records)
            },
            Act("replace content") { (caller, records) throws(Refusal) in
                let content = Content(digest: [UInt8](repeating: 0, count: Content.digestSize), size: 0)
                _ = try Attaching.replace(id, with: content, by: caller, in: records)
            },
            Act("unlink") { (caller, records) throws(Refusal) in
                _ = try Linking.unlink(id, by: caller, in: records)
            },
            Act("take out") { (caller, records) throws(Refusal) in
                _ = try Linking.setParent(of: id, to: nil, by: caller, in: records)
            },
            Act("delete") { (caller, records) throws(Refusal) in
                let options = DeleteOptions(keepsContents: false, include: [])
                _ = try Deleting.delete([id], options: options, by: caller, in: records)
            },
            Act("move") { (caller, records) throws(Refusal) in
                let options = MoveOptions(exclude: [], into: nil)
                _ = try Moving.move([id], to: group, options: options, by: caller, in: records)
            },
            Act("copy") { (caller, records) throws(Refusal) in
                _ = try Copying.copy([id], to: group, by: caller, in: records)
            },
            Act("give") { (caller, records) throws(Refusal) in
                _ = try Giving.give([id], to: caller.user, by: caller, in: records)
            },
        ]
    }
}
