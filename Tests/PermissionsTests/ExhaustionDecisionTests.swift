import Permissions
import TestSupport
import Testing

/// Every action of everyone on everything, by the law and by the model.
@Suite struct ExhaustionDecisionTests {
    @Test("every decision agrees with the slow model", arguments: Part.allCases, Level.allCases)
    func decisions(part: Part, level: Level) {
        var stage = Stage(part, level)
        let objects = stage.addEverything()
        guard let caller = stage.caller else {
            #expect(part == .deactivated)
            return
        }
        let (world, law) = (stage.world, NaiveLaw(stage.world))
        var faults: [String] = []
        var count = 0
        for id in objects {
            let sees = law.sees(caller, id)
            if Visibility.isVisible(id, to: caller, in: world) != sees { faults.append("\(id) is seen: \(!sees)") }
            let allowed = Decision.allowed(on: id, by: caller, in: world)
            for action in Action.allCases {
                count += 1
                let refusal = refusal { () throws(Refusal) in
                    try Decision.check(action, on: id, by: caller, in: world)
                }
                let expected = law.allows(caller, action, id)
                let isRight = (refusal == nil) == expected && allowed.contains(action) == expected
                // Out of sight and not there are one.
                let isUnseen = refusal == .noSuchObject(id)
                if !isRight || isUnseen == sees { faults.append("\(action) on \(world.object(id) as Any)") }
                guard let object = world.object(id), !object.kind.isLink else { continue }
                let isAllowed = Decision.isAllowed(
                    action, by: caller, owner: object.owner, group: object.group, kind: object.kind, in: world)
                if isAllowed != expected { faults.append("\(action) on a \(object.kind)") }
            }
        }
        #expect(faults.isEmpty)
        // 26 kinds of things, images from images, 16 sorts of links between owners, an official script, and nothing.
        let owners = stage.owners.count
        #expect(count == (26 * owners + owners * owners + 16 * owners * owners * owners + 2) * 10)
    }

    @Test("a wider level never takes a right away", arguments: Part.allCases)
    func monotonic(part: Part) {
        var stages = Level.allCases.map { Stage(part, $0) }
        let objects = stages.indices.map { stages[$0].addEverything() }
        for (narrow, wide) in zip(stages, stages.dropFirst()) {
            guard let before = narrow.caller, let after = wide.caller else { return }
            for id in objects[0] {
                let few = Decision.allowed(on: id, by: before, in: narrow.world)
                #expect(few.isSubset(of: Decision.allowed(on: id, by: after, in: wide.world)))
            }
        }
    }
}

extension Stage {
    /// Something of every kind of everyone, links of every kind between everyone's, images from everyone's images, an
    /// official script, and something that is not there.
    mutating func addEverything() -> [ObjectID] {
        var objects: [ObjectID] = []
        var byKind: [Kind: [ObjectID]] = [:]
        for owner in owners {
            for kind in Kind.allCases where !kind.isLink {
                let id = world.add(kind, of: owner, in: group)
                byKind[kind, default: []].append(id)
                objects.append(id)
            }
        }
        for owner in owners {
            for source in byKind[.image, default: []] {
                let from = Attributes([Attribute(.derivedFrom, .reference(source))])
                objects.append(world.add(.image, of: owner, in: group, attributes: from))
            }
        }
        let ends: [(Kind, Kind, Kind)] = [
            (.projectDatasetLink, .project, .dataset), (.datasetImageLink, .dataset, .image),
            (.screenPlateLink, .screen, .plate), (.folderImageLink, .folder, .image), (.folderROILink, .folder, .roi),
        ]
        let annotatable: [Kind] = [
            .project, .dataset, .folder, .image, .screen, .plate, .plateRun, .well, .roi, .tagSet, .comment,
        ]
        for (kind, upper, lower) in ends + annotatable.map({ (.annotationLink, $0, .tag) }) {
            for parent in byKind[upper, default: []] {
                for child in byKind[lower, default: []] {
                    for owner in owners {
                        objects.append(world.add(kind, of: owner, in: group, parent: parent, child: child))
                    }
                }
            }
        }
        objects.append(world.add(.script, of: .root, in: .user))
        objects.append(ObjectID(1_000_000))
        return objects
    }
}
