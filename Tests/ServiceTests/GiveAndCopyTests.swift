import Permissions
import Protobuf
import Store
import Testing
import Wire

@testable import Service

/// Giving and copying, as calls: what they answer and what is there afterwards.
@Suite struct GiveAndCopyTests {
    private var pair = Pair(.readAnnotate)
    private let dataset: ObjectID
    private let image: ObjectID

    /// A dataset of Ben with one image, which Ben has tagged.
    init() {
        dataset = pair.lab.add(.dataset, of: pair.ben, in: pair.group, named: "day 1")
        image = pair.lab.add(.image, of: pair.ben, in: pair.group, named: "cell")
        _ = pair.lab.add(.datasetImageLink, of: pair.ben, in: pair.group, parent: dataset, child: image)
        let tag = pair.lab.add(.tag, of: pair.ben, in: pair.group, named: "good")
        _ = pair.lab.add(.annotationLink, of: pair.ben, in: pair.group, parent: image, child: tag)
    }

    @Test("a copy is the caller's, has new ids, and its plan counts what it makes")
    mutating func copy() throws {
        let request = V1.CopyRequest.with { ($0.targets, $0.group) = ([dataset.rawValue], pair.group.rawValue) }
        var rehearsal = request
        rehearsal.dryRun = true
        var plan = try pair.lab.call(V1.Objects.copy, rehearsal, on: pair.benLine)
        #expect(plan.ids.isEmpty)
        #expect(plan.plan?.done == false)
        let reply = try pair.lab.call(V1.Objects.copy, request, on: pair.benLine)
        plan.plan?.done = true
        #expect(reply.plan == plan.plan)
        let made = reply.plan?.made?.counts.map { Pair.Count($0.kind, $0.count) }
        #expect(
            made == [
                Pair.Count(.dataset, 1), Pair.Count(.image, 1), Pair.Count(.datasetImageLink, 1),
                Pair.Count(.annotationLink, 1),
            ])
        let copy = try #require(reply.ids.first)
        #expect(copy != dataset.rawValue)
        let object = try #require(pair.lab.state.object(ObjectID(copy)))
        #expect(object.name == "day 1" && object.owner == pair.ben)
        let within = try pair.lab.call(V1.Objects.list, .with { $0.within = copy }, on: pair.benLine).objects
        #expect(within.map(\.name) == ["cell"])
        #expect(within.first?.id != image.rawValue)
    }

    @Test("nobody copies a colleague's data, and an administrator does")
    mutating func copyOthers() throws {
        let request = V1.CopyRequest.with {
            ($0.targets, $0.group, $0.scope) = ([dataset.rawValue], pair.group.rawValue, .all)
        }
        #expect(pair.lab.failure(V1.Objects.copy, request, on: pair.adaLine)?.rule == "not_yours_to_copy")
        let reply = try pair.lab.call(V1.Objects.copy, request, on: pair.rootLine)
        #expect(pair.lab.state.object(ObjectID(try #require(reply.ids.first)))?.owner == .root)
    }

    @Test("a gift that cuts a link runs with the digest of its plan, and names what it cuts")
    mutating func give() throws {
        let group = pair.group
        let project = pair.lab.add(.project, of: pair.ben, in: group)
        let link = pair.lab.add(.projectDatasetLink, of: pair.ben, in: group, parent: project, child: dataset)
        var request = V1.GiveRequest.with {
            ($0.targets, $0.user, $0.scope) = ([dataset.rawValue], pair.ada.rawValue, .all)
        }
        let failure = pair.lab.failure(V1.Objects.give, request, on: pair.rootLine)
        #expect(failure?.rule == "digest_required")
        let plan = try #require(failure?.detail?.plan)
        #expect(plan.lost?.first.map(\.id) == [link.rawValue])
        #expect(plan.stays?.first.map(\.id) == [dataset.rawValue])
        request.digest = plan.digest
        let reply = try pair.lab.call(V1.Objects.give, request, on: pair.rootLine)
        #expect(reply.plan?.done == true)
        #expect(pair.lab.state.object(dataset)?.owner == pair.ada)
        #expect(pair.lab.state.object(image)?.owner == pair.ada)
        #expect(pair.lab.state.object(link) == nil)
    }

    @Test("an owner of the group takes nothing from a member who is still there")
    mutating func take() {
        let failure = pair.lab.failure(
            V1.Objects.give, .with { ($0.targets, $0.user) = ([dataset.rawValue], pair.ada.rawValue) }, on: pair.adaLine
        )
        #expect(failure?.rule == "owner_still_active")
        #expect(failure?.detail?.help == "an administrator can")
    }
}

extension Pair {
    fileprivate struct Count: Equatable {
        let kind: V1.Kind
        let count: UInt64

        init(_ kind: V1.Kind, _ count: UInt64) {
            self.kind = kind
            self.count = count
        }
    }
}
