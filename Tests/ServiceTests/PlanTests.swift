import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Plans that are seen before they are run.
@Suite struct PlanTests {
    private var pair = Pair(.readAnnotate)
    private let image: ObjectID
    private let link: ObjectID

    /// Ben has tagged Ada's image: a private group cannot hold that.
    init() {
        image = pair.lab.add(.image, of: pair.ada, in: pair.group, named: "cell")
        let tag = pair.lab.add(.tag, of: pair.ben, in: pair.group, named: "seen")
        link = pair.lab.add(.annotationLink, of: pair.ben, in: pair.group, parent: image, child: tag)
    }

    @Test("the same plan has the same digest, and another one when the data changed")
    mutating func digest() throws {
        let first = try lower(dryRun: true)
        #expect(try lower(dryRun: true) == first)
        let tag = pair.lab.add(.tag, of: pair.ben, in: pair.group)
        _ = pair.lab.add(.annotationLink, of: pair.ben, in: pair.group, parent: image, child: tag)
        #expect(try lower(dryRun: true).digest != first.digest)
    }

    @Test("plans that differ anywhere in what they say have different digests")
    func everyPart() {
        let mutations = [Mutation.removeObject(ObjectID(1))]
        let lists: [[ObjectID]] = [[], [ObjectID(1)], [ObjectID(256)], [ObjectID(1), ObjectID(256)], [ObjectID(0)]]
        var plans: [Plan] = [Plan([.removeObject(ObjectID(2))])]
        for lost in lists {
            for moved in lists {
                for stays in lists {
                    plans.append(
                        Plan(mutations: mutations, lost: lost, moved: moved, stays: stays, needsDigest: true))
                }
            }
        }
        #expect(Set(plans.map(PlanView.digest)).count == plans.count)
        #expect(plans.map(PlanView.digest) == plans.map(PlanView.digest))
    }

    @Test("a plan that loses something is refused without its digest, and says what it would lose")
    mutating func digestRequired() throws {
        let plan = try lower(dryRun: true)
        let failure = refusal(digest: [])
        #expect(failure?.rule == "digest_required")
        #expect(failure?.code == .failedPrecondition)
        #expect(failure?.detail?.plan == plan)
        #expect(plan.lost?.first.map(\.id) == [link.rawValue])
        #expect(pair.lab.state.level(of: pair.group) == .readAnnotate)
    }

    @Test("a run with the digest of its plan does what the dry run said")
    mutating func run() throws {
        let plan = try lower(dryRun: true)
        #expect(plan.needsDigest)
        #expect(!plan.done)
        var done = try lower(dryRun: false, digest: plan.digest)
        #expect(done.done)
        done.done = false
        #expect(done == plan)
        #expect(pair.lab.state.level(of: pair.group) == .private)
        #expect(pair.lab.state.object(link) == nil)
    }

    @Test("a digest of what has changed since is refused, and the plan of now comes with it")
    mutating func planChanged() throws {
        let old = try lower(dryRun: true)
        let tag = pair.lab.add(.tag, of: pair.ben, in: pair.group)
        _ = pair.lab.add(.annotationLink, of: pair.ben, in: pair.group, parent: image, child: tag)
        let failure = refusal(digest: old.digest)
        #expect(failure?.rule == "plan_changed")
        #expect(failure?.code == .aborted)
        #expect(try failure?.detail?.plan == lower(dryRun: true))
    }

    @Test("a plan that loses nothing needs no digest")
    mutating func raising() throws {
        pair.lab.setLevel(.readOnly, of: pair.group)
        let reply = try pair.lab.call(
            V1.Accounts.changeLevel, .with { ($0.group, $0.level) = (pair.group.rawValue, .readAnnotate) },
            on: pair.adaLine)
        #expect(reply.plan?.done == true)
        #expect(reply.plan?.needsDigest == false)
    }

    @Test("deleting and moving say beforehand what they then do", arguments: ["delete", "move"])
    mutating func sameAsRun(method: String) throws {
        let other = pair.lab.addGroup("other", .readAnnotate, members: [pair.ada])
        let dataset = pair.lab.add(.dataset, of: pair.ada, in: pair.group)
        _ = pair.lab.add(.datasetImageLink, of: pair.ada, in: pair.group, parent: dataset, child: image)
        let before = pair.lab.state.objectCount
        var plan = try act(method, dataset, other, dryRun: true, digest: [])
        #expect(pair.lab.state.objectCount == before)
        #expect((plan.moved?.counts.count ?? 0) + (plan.lost?.counts.count ?? 0) > 1)
        let done = try act(method, dataset, other, dryRun: false, digest: plan.digest)
        plan.done = true
        #expect(done == plan)
        let lost = (plan.lost?.counts ?? []).reduce(0) { $0 + Int($1.count) }
        #expect(pair.lab.state.objectCount == before - lost)
    }

    @Test("a plan names no end that is out of the caller's sight")
    mutating func hiddenEnds() throws {
        let script = pair.lab.add(.script, of: pair.ada, in: pair.group)
        let job = pair.lab.add(.job, of: pair.ben, in: pair.group, parent: script)
        pair.lab.setLevel(.private, of: pair.group)
        let reply = try pair.lab.call(
            V1.Objects.delete, .with { ($0.targets, $0.dryRun) = ([job.rawValue], true) }, on: pair.benLine)
        let plan = try #require(reply.plan)
        #expect(plan.lost?.first.map(\.id) == [job.rawValue])
        #expect(plan.lost?.first.map(\.parent) == [0])
    }

    @Test("a plan names so many objects and counts the rest")
    mutating func many() throws {
        let count = ServiceLimits.planFirstMax + 5
        let ids = (0..<count).map { _ in pair.lab.add(.tag, of: pair.ada, in: pair.group).rawValue }
        let reply = try pair.lab.call(
            V1.Objects.delete, .with { ($0.targets, $0.dryRun) = (ids, true) }, on: pair.adaLine)
        let plan = try #require(reply.plan)
        #expect(plan.lost?.first.map(\.id) == Array(ids.prefix(ServiceLimits.planFirstMax)))
        #expect(plan.lost?.counts.map(\.count) == [UInt64(count)])
    }

    private mutating func lower(dryRun: Bool, digest: [UInt8] = []) throws -> V1.Plan {
        let reply = try pair.lab.call(
            V1.Accounts.changeLevel,
            .with {
                ($0.group, $0.level) = (pair.group.rawValue, .private)
                ($0.dryRun, $0.digest) = (dryRun, digest)
            }, on: pair.adaLine)
        return try #require(reply.plan)
    }

    private mutating func refusal(digest: [UInt8]) -> Failure? {
        pair.lab.failure(
            V1.Accounts.changeLevel,
            .with { ($0.group, $0.level, $0.digest) = (pair.group.rawValue, .private, digest) }, on: pair.adaLine)
    }

    private mutating func act(
        _ method: String, _ target: ObjectID, _ group: GroupID, dryRun: Bool, digest: [UInt8]
    ) throws -> V1.Plan {
        if method == "delete" {
            let reply = try pair.lab.call(
                V1.Objects.delete, .with { ($0.targets, $0.dryRun) = ([target.rawValue], dryRun) }, on: pair.adaLine)
            return try #require(reply.plan)
        }
        let reply = try pair.lab.call(
            V1.Objects.move,
            .with {
                ($0.targets, $0.group) = ([target.rawValue], group.rawValue)
                ($0.dryRun, $0.digest) = (dryRun, digest)
            }, on: pair.adaLine)
        return try #require(reply.plan)
    }
}
