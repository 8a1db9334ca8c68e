import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Every change can be asked for first: a dry run is refused for what the run would be, and else changes nothing.
@Suite struct DryRunTests {
    @Test("a dry run changes nothing, and the same call then does what it said", arguments: Rehearsal.allowed)
    func allowed(rehearsal: Rehearsal) throws {
        var scene = RehearsalScene()
        let before = scene.pair.lab.state.revision
        #expect(rehearsal.failure(&scene, true) == nil)
        #expect(scene.pair.lab.state.revision == before)
        #expect(rehearsal.failure(&scene, false) == nil)
        #expect(scene.pair.lab.state.revision == before + 1)
    }

    @Test("a dry run is refused for what the run is refused for", arguments: Rehearsal.forbidden)
    func forbidden(rehearsal: Rehearsal) throws {
        var scene = RehearsalScene()
        let rehearsed = rehearsal.failure(&scene, true)
        #expect(rehearsed != nil)
        #expect(rehearsed?.status == rehearsal.failure(&scene, false)?.status)
    }

    @Test("a dry run of a creation gives no id, and one of a session no token")
    func nothingGiven() throws {
        var scene = RehearsalScene()
        let (root, ada) = (scene.pair.rootLine, scene.pair.adaLine)
        #expect(
            try scene.pair.lab.call(V1.Objects.create, .with { ($0.kind, $0.dryRun) = (.tag, true) }, on: ada).id == 0)
        let sudo = try scene.pair.lab.call(
            V1.Sessions.sudo, .with { ($0.user, $0.dryRun) = (scene.pair.ben.rawValue, true) }, on: root)
        #expect(sudo.token.isEmpty && sudo.session == 0)
    }
}

/// Ada owns the lab, Ben is a member with a dataset of his own.
struct RehearsalScene {
    var pair = Pair(.readOnly)
    let dataset: ObjectID
    let far: GroupID

    init() {
        dataset = pair.lab.add(.dataset, of: pair.ben, in: pair.group, named: "day 1")
        far = pair.lab.addGroup("far", .readOnly, members: [pair.ben])
    }
}

/// A change by its name, asked for with or without `dry_run`.
struct Rehearsal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let failure: @Sendable (inout RehearsalScene, Bool) -> Failure?

    private init<Request: ChangeRequest, Reply: ChangeReply>(
        _ name: String, _ method: MethodDescriptor<Request, Reply>, _ line: any KeyPath<Pair, Lab.Line> & Sendable,
        _ fill: @escaping @Sendable (inout Request, RehearsalScene, Bool) -> Void
    ) {
        testDescription = name
        failure = { scene, dryRun in
            var request = Request()
            fill(&request, scene, dryRun)
            return scene.pair.lab.failure(method, request, on: scene.pair[keyPath: line])
        }
    }

    static var allowed: [Rehearsal] { objects + accounts(\.rootLine) }
    static var forbidden: [Rehearsal] { forbiddenObjects + accounts(\.benLine) }

    private static var objects: [Rehearsal] {
        [
            Rehearsal("create", V1.Objects.create, \.benLine) { ($0.kind, $0.dryRun) = (.script, $2) },
            Rehearsal("create an official script", V1.Objects.create, \.rootLine) {
                ($0.kind, $0.official, $0.dryRun) = (.script, true, $2)
            },
            Rehearsal("update", V1.Objects.update, \.benLine) {
                ($0.id, $0.name, $0.dryRun) = ($1.dataset.rawValue, "day 2", $2)
            },
            Rehearsal("delete", V1.Objects.delete, \.benLine) { ($0.targets, $0.dryRun) = ([$1.dataset.rawValue], $2) },
            Rehearsal("move", V1.Objects.move, \.benLine) {
                ($0.targets, $0.group, $0.dryRun) = ([$1.dataset.rawValue], $1.far.rawValue, $2)
            },
            Rehearsal("copy", V1.Objects.copy, \.benLine) {
                ($0.targets, $0.group, $0.dryRun) = ([$1.dataset.rawValue], $1.far.rawValue, $2)
            },
            Rehearsal("give", V1.Objects.give, \.rootLine) {
                ($0.targets, $0.user, $0.scope, $0.dryRun) = ([$1.dataset.rawValue], $1.pair.ada.rawValue, .all, $2)
            },
            Rehearsal("import", V1.Objects.import, \.benLine) {
                $0.objects = [.with { ($0.kind, $0.name) = (.image, "cell") }]
                $0.dryRun = $2
            },
        ]
    }

    private static var forbiddenObjects: [Rehearsal] {
        [
            Rehearsal("create an official script", V1.Objects.create, \.benLine) {
                ($0.kind, $0.official, $0.dryRun) = (.script, true, $2)
            },
            Rehearsal("create an official tag", V1.Objects.create, \.rootLine) {
                ($0.kind, $0.official, $0.dryRun) = (.tag, true, $2)
            },
            Rehearsal("update", V1.Objects.update, \.benLine) {
                ($0.id, $0.name, $0.dryRun) = ($1.dataset.rawValue, "bell \u{7}", $2)
            },
            Rehearsal("delete", V1.Objects.delete, \.benLine) { ($0.targets, $0.dryRun) = ([999], $2) },
            Rehearsal("delete nothing", V1.Objects.delete, \.benLine) { $0.dryRun = $2 },
            Rehearsal("move", V1.Objects.move, \.adaLine) {
                ($0.targets, $0.group, $0.dryRun) = ([$1.dataset.rawValue], $1.far.rawValue, $2)
            },
            Rehearsal("copy", V1.Objects.copy, \.adaLine) {
                ($0.targets, $0.group, $0.dryRun) = ([$1.dataset.rawValue], $1.pair.group.rawValue, $2)
            },
            Rehearsal("give", V1.Objects.give, \.benLine) {
                ($0.targets, $0.user, $0.dryRun) = ([$1.dataset.rawValue], $1.pair.ada.rawValue, $2)
            },
            Rehearsal("import", V1.Objects.import, \.adaLine) {
                $0.objects = [.with { ($0.kind, $0.parent) = (.roi, 999) }]
                $0.dryRun = $2
            },
        ]
    }

    private static func accounts(_ line: any KeyPath<Pair, Lab.Line> & Sendable) -> [Rehearsal] {
        [
            Rehearsal("create user", V1.Accounts.createUser, line) { ($0.login, $0.dryRun) = ("cyd", $2) },
            Rehearsal("update user", V1.Accounts.updateUser, line) {
                ($0.id, $0.login, $0.dryRun) = ($1.pair.ben.rawValue, "benjamin", $2)
            },
            Rehearsal("deactivate", V1.Accounts.updateUser, line) {
                ($0.id, $0.active, $0.dryRun) = ($1.pair.ada.rawValue, false, $2)
            },
            Rehearsal("delete user", V1.Accounts.deleteUser, line) { ($0.id, $0.dryRun) = ($1.pair.ada.rawValue, $2) },
            Rehearsal("create group", V1.Accounts.createGroup, line) {
                ($0.name, $0.level, $0.dryRun) = ("new", .private, $2)
            },
            Rehearsal("update group", V1.Accounts.updateGroup, line) {
                ($0.id, $0.name, $0.dryRun) = ($1.pair.group.rawValue, "new", $2)
            },
            Rehearsal("delete group", V1.Accounts.deleteGroup, line) { ($0.id, $0.dryRun) = ($1.far.rawValue, $2) },
            Rehearsal("change level", V1.Accounts.changeLevel, line) {
                ($0.group, $0.level, $0.dryRun) = ($1.pair.group.rawValue, .readAnnotate, $2)
            },
            Rehearsal("set membership", V1.Accounts.setMembership, line) {
                ($0.user, $0.group, $0.role, $0.dryRun) = ($1.pair.ada.rawValue, $1.far.rawValue, .member, $2)
            },
            Rehearsal("sudo", V1.Sessions.sudo, line) { ($0.user, $0.dryRun) = ($1.pair.ada.rawValue, $2) },
            Rehearsal("open script", V1.Sessions.openScript, line) {
                ($0.user, $0.group, $0.dryRun) = ($1.pair.ada.rawValue, $1.pair.group.rawValue, $2)
            },
        ]
    }
}
