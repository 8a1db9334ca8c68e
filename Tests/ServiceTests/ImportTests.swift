import Permissions
import Protobuf
import Store
import TestSupport
import Testing
import Wire

@testable import Service

/// Many objects in one step, or none.
@Suite struct ImportTests {
    private var pair = Pair(.readAnnotate)

    @Test("ids come in the order of the entries, and references between them hold")
    mutating func order() throws {
        let ids = try run([
            .with { $0.kind = .fileset },
            .with { ($0.kind, $0.name, $0.newParent) = (.image, "a", 1) },
            .with {
                ($0.kind, $0.name, $0.newParent) = (.image, "b", 1)
                $0.attributes = [reference(.derivedFrom, 2)]
            },
            .with { $0.kind = .tag },
            .with { ($0.kind, $0.newParent, $0.newChild) = (.annotationLink, 3, 4) },
        ])
        #expect(ids == Array(ids[0]..<(ids[0] + 5)))
        let state = pair.lab.state
        #expect(state.object(ObjectID(ids[1]))?.parent == ObjectID(ids[0]))
        #expect(state.reference(.derivedFrom, of: ObjectID(ids[2])) == ObjectID(ids[1]))
        #expect(state.object(ObjectID(ids[4]))?.parent == ObjectID(ids[2]))
        #expect(state.object(ObjectID(ids[4]))?.child == ObjectID(ids[3]))
        #expect(ids.allSatisfy { state.object(ObjectID($0))?.owner == pair.ada })
    }

    @Test("a plate with its run, wells and fields comes in whole")
    mutating func plate() throws {
        let ids = try run([
            .with { $0.kind = .plate },
            .with { ($0.kind, $0.newParent) = (.plateRun, 1) },
            .with { ($0.kind, $0.newParent) = (.well, 1) },
            .with { $0.kind = .image },
            .with {
                ($0.kind, $0.newParent, $0.newChild) = (.wellSample, 3, 4)
                $0.attributes = [reference(.plateRun, 2)]
            },
        ])
        #expect(pair.lab.state.reference(.plateRun, of: ObjectID(ids[4])) == ObjectID(ids[1]))
    }

    @Test(
        "an entry refers to none that comes after it, to itself or to nothing", arguments: [2, 3, 4, .max] as [UInt32])
    mutating func forward(position: UInt32) {
        let failure = refusal([
            .with { $0.kind = .project },
            .with { ($0.kind, $0.newParent, $0.newChild) = (.projectDatasetLink, 1, position) },
            .with { $0.kind = .dataset },
        ])
        #expect(failure?.code == .invalidArgument)
        #expect(pair.lab.state.objectCount == 0)
    }

    @Test("an attribute that refers to nothing before it is refused", arguments: [0, 1, 2] as [UInt32])
    mutating func danglingAttribute(position: UInt32) {
        let failure = refusal([
            .with {
                $0.kind = .image
                $0.attributes = [reference(.derivedFrom, position)]
            }
        ])
        #expect(failure?.code == .invalidArgument)
    }

    @Test("a container is made by its name once, and found from then on")
    mutating func findOrCreate() throws {
        let first = try run(intoDataset("cells"))
        #expect(Set(first).count == 3)
        let second = try run(intoDataset("cells"))
        #expect(second[0] == first[0])
        #expect(Set(second).isDisjoint(with: first.dropFirst()))
        let other = try run(intoDataset("other"))
        #expect(other[0] != first[0])
        let state = pair.lab.state
        #expect(state.objects(named: "cells", kind: .dataset, owner: pair.ada, in: pair.group).count == 1)
        #expect(state.object(ObjectID(first[2]))?.parent == ObjectID(first[0]))
    }

    @Test("two entries that look for one name get one container")
    mutating func twice() throws {
        let ids = try run(
            intoDataset("cells") + [
                .with { ($0.kind, $0.name, $0.find) = (.dataset, "cells", true) },
                .with { $0.kind = .image },
                .with { ($0.kind, $0.newParent, $0.newChild) = (.datasetImageLink, 4, 5) },
            ])
        #expect(ids[0] == ids[3])
    }

    @Test("another's container of that name is not the caller's")
    mutating func anothers() throws {
        let bens = pair.lab.add(.dataset, of: pair.ben, in: pair.group, named: "cells")
        let ids = try run(intoDataset("cells"))
        #expect(ids[0] != bens.rawValue)
    }

    @Test("a name that several containers have is refused")
    mutating func ambiguous() {
        for _ in 0..<2 { _ = pair.lab.add(.dataset, of: pair.ada, in: pair.group, named: "cells") }
        #expect(refusal(intoDataset("cells"))?.rule == "ambiguous_name")
    }

    @Test("a container without a name is not found by name")
    mutating func nameless() {
        _ = pair.lab.add(.dataset, of: pair.ada, in: pair.group, named: "")
        #expect(refusal(intoDataset(""))?.rule == "invalid_name")
    }

    @Test("what refuses one entry refuses all, in a dry run as in a run", arguments: [true, false])
    mutating func allOrNothing(dryRun: Bool) {
        let entries: [V1.NewObject] = [
            .with { $0.kind = .project }, .with { ($0.kind, $0.newParent, $0.newChild) = (.datasetImageLink, 1, 1) },
        ]
        #expect(refusal(entries, dryRun: dryRun)?.rule == "wrong_kinds")
        #expect(pair.lab.state.objectCount == 0)
    }

    @Test("a dry run that succeeds changes nothing")
    mutating func dryRun() throws {
        let revision = pair.lab.state.revision
        let reply = try pair.lab.call(
            V1.Objects.import,
            .with {
                $0.objects = intoDataset("cells")
                $0.dryRun = true
            }, on: pair.adaLine)
        #expect(reply.ids.isEmpty)
        #expect(reply.revision == revision)
        #expect(pair.lab.state.objectCount == 0)
    }

    @Test("an import takes as many entries as one may, and no more", arguments: [-1, 0, 1])
    mutating func limit(beyond: Int) {
        let entry = V1.NewObject.with { ($0.kind, $0.name, $0.find) = (.dataset, "cells", true) }
        let failure = refusal(Array(repeating: entry, count: WireLimits.importMax + beyond))
        #expect(failure?.code == (beyond > 0 ? .invalidArgument : nil))
    }

    @Test("an import of nothing changes nothing")
    mutating func nothing() throws {
        let revision = pair.lab.state.revision
        #expect(try run([]).isEmpty)
        #expect(pair.lab.state.revision == revision)
    }

    /// A dataset by name, and an image linked into it.
    private func intoDataset(_ name: String) -> [V1.NewObject] {
        [
            .with { ($0.kind, $0.name, $0.find) = (.dataset, name, true) },
            .with { $0.kind = .image },
            .with { ($0.kind, $0.newParent, $0.newChild) = (.datasetImageLink, 1, 2) },
        ]
    }

    private func reference(_ field: V1.Field, _ position: UInt32) -> V1.Attribute {
        .with {
            $0.field = field
            $0.value = .newReference(position)
        }
    }

    private mutating func run(_ objects: [V1.NewObject]) throws -> [UInt64] {
        try pair.lab.call(V1.Objects.import, .with { $0.objects = objects }, on: pair.adaLine).ids
    }

    private mutating func refusal(_ objects: [V1.NewObject], dryRun: Bool = false) -> Failure? {
        pair.lab.failure(
            V1.Objects.import,
            .with {
                $0.objects = objects
                $0.dryRun = dryRun
            }, on: pair.adaLine)
    }
}
