import Permissions
import TestSupport
import Testing

/// Everything that can be made on everything by everyone, by the law and by the model.
@Suite struct ExhaustionCreateTests {
    private static let kinds = Kind.allCases.filter { !$0.isLink }

    private static func new(_ kind: Kind, _ parent: ObjectID?, _ child: ObjectID? = nil) -> NewObject {
        NewObject(
            kind: kind, name: "", parent: parent.map { .existing($0) }, child: child.map { .existing($0) },
            derivedFrom: nil, plateRun: nil, attributes: Attributes())
    }

    @Test("every kind refers to the kinds that it refers to and to no others", arguments: Kind.allCases)
    func kinds(kind: Kind) {
        var stage = Stage(.member, .readWrite)
        let ends = Self.kinds.map { stage.world.add($0, of: stage.me, in: stage.group) } + [ObjectID(1_000_000)]
        var acts: [HistoryAct] = [.create(Self.new(kind, nil))]
        for end in ends {
            acts += [.create(Self.new(kind, end)), .create(Self.new(kind, nil, end))]
            var (derived, taken) = (Self.new(kind, nil), Self.new(kind, nil))
            derived.derivedFrom = .existing(end)
            taken.plateRun = .existing(end)
            acts += [.create(derived), .create(taken)]
        }
        #expect(stage.faults(of: acts).isEmpty)
        #expect(acts.count == 1 + 27 * 4)
    }

    @Test("things are made on everyone's things as the model says", arguments: Part.allCases, Level.allCases)
    func rights(part: Part, level: Level) {
        var stage = Stage(part, level)
        var acts: [HistoryAct] = Self.kinds.map { .create(Self.new($0, nil)) } + [.officialScript("new")]
        let official = stage.world.add(.script, of: .root, in: .user)
        for owner in stage.owners {
            let group = stage.group
            func add(_ kind: Kind) -> ObjectID { stage.world.add(kind, of: owner, in: group) }
            let image = add(.image)
            acts += [
                .create(Self.new(.folder, add(.folder))), .create(Self.new(.image, add(.fileset))),
                .create(Self.new(.roi, image)), .create(Self.new(.renderingSettings, image)),
                .create(Self.new(.job, add(.script))), .create(Self.new(.job, official)),
            ]
            var derived = Self.new(.image, nil)
            derived.derivedFrom = .existing(image)
            acts.append(.create(derived))
            let parts = stage.world.addPlate(of: owner, in: group, images: 1)
            let other = stage.world.addPlate(of: owner, in: group, images: 0)
            acts += [.create(Self.new(.plateRun, parts.plate)), .create(Self.new(.well, parts.plate))]
            for whose in stage.owners {
                let free = stage.world.add(.image, of: whose, in: group)
                var sample = Self.new(.wellSample, parts.well, free)
                acts.append(.create(sample))
                sample.plateRun = .existing(parts.run)
                acts.append(.create(sample))
                sample.plateRun = .existing(other.run)
                acts.append(.create(sample))
            }
            acts.append(.create(Self.new(.wellSample, other.well, parts.images[0])))
        }
        #expect(stage.faults(of: acts).isEmpty)
        let owners = stage.owners.count
        #expect(acts.count == 27 + 10 * owners + 3 * owners * owners)
    }
}
