import Permissions
import TestSupport
import Testing

/// Every link between everyone's things by everyone, made and taken away, by the law and by the model.
@Suite struct ExhaustionLinkTests {
    /// Kinds of links with the ends that they can have.
    static let joins: [(Kind, Kind, Kind)] =
        [
            (.projectDatasetLink, .project, .dataset), (.datasetImageLink, .dataset, .image),
            (.screenPlateLink, .screen, .plate), (.folderImageLink, .folder, .image), (.folderROILink, .folder, .roi),
        ]
        + [
            Kind.project, .dataset, .folder, .screen, .plate, .plateRun, .well, .roi, .tag, .tagSet, .comment, .long,
            .double, .boolean, .timestamp, .term, .xml, .map, .list, .attachment,
        ].map { (.annotationLink, $0, .tag) }
        + [
            Kind.tag, .tagSet, .comment, .long, .double, .boolean, .timestamp, .term, .xml, .map, .list, .attachment,
        ].map { (.annotationLink, .image, $0) }

    @Test("every link that can be made is made by those whom the model lets", arguments: Part.allCases, Level.allCases)
    func making(part: Part, level: Level) {
        let empty = Stage(part, level)
        var (faults, count): ([String], Int) = ([], 0)
        for (kind, upper, lower) in Self.joins {
            var stage = empty
            var acts: [HistoryAct] = []
            for parent in stage.owners.map({ stage.world.add(upper, of: $0, in: stage.group) }) {
                for child in stage.owners.map({ stage.world.add(lower, of: $0, in: stage.group) }) {
                    acts.append(.link(kind, parent, child))
                }
            }
            faults += stage.faults(of: acts)
            count += acts.count
        }
        #expect(faults.isEmpty)
        #expect(count == 37 * empty.owners.count * empty.owners.count)
    }

    @Test("every link is taken away by those whom the model lets", arguments: Part.allCases, Level.allCases)
    func taking(part: Part, level: Level) {
        let empty = Stage(part, level)
        var (faults, count): ([String], Int) = ([], 0)
        for (kind, upper, lower) in Self.joins.prefix(6) + [(.annotationLink, .image, .comment)] {
            for parent in empty.owners {
                for child in empty.owners {
                    var stage = empty
                    let above = stage.world.add(upper, of: parent, in: stage.group)
                    let below = stage.world.add(lower, of: child, in: stage.group)
                    let links = stage.owners.map {
                        stage.world.add(kind, of: $0, in: stage.group, parent: above, child: below)
                    }
                    faults += stage.faults(of: links.map { .unlink($0) })
                    count += links.count
                }
            }
        }
        #expect(faults.isEmpty)
        let owners = empty.owners.count
        #expect(count == 7 * owners * owners * owners)
    }

    @Test("everyone puts folders into folders, and takes them out, as the model lets", arguments: Part.allCases)
    func folders(part: Part) {
        for level in Level.allCases {
            var stage = Stage(part, level)
            var acts: [HistoryAct] = []
            for parent in stage.owners {
                for child in stage.owners {
                    let above = stage.world.add(.folder, of: parent, in: stage.group)
                    let inside = stage.world.add(.folder, of: child, in: stage.group, parent: above)
                    let outside = stage.world.add(.folder, of: child, in: stage.group)
                    acts += [.setParent(outside, above), .setParent(inside, nil), .setParent(above, inside)]
                }
            }
            #expect(stage.faults(of: acts).isEmpty)
            #expect(acts.count == 3 * stage.owners.count * stage.owners.count)
        }
    }

    @Test("a link joins the kinds that it joins and no others", arguments: Kind.allCases.filter(\.isLink))
    func kinds(link: Kind) {
        var stage = Stage(.member, .readWrite)
        var acts: [HistoryAct] = []
        let kinds = Kind.allCases.filter { !$0.isLink }
        let ends = [kinds, kinds].map { $0.map { stage.world.add($0, of: stage.me, in: stage.group) } }
        for parent in ends[0] { for child in ends[1] { acts.append(.link(link, parent, child)) } }
        #expect(stage.faults(of: acts).isEmpty)
        #expect(acts.count == 26 * 26)
    }
}

extension Stage {
    /// Where law and model part on acts of the caller, each in the same world. Of nobody there is none.
    func faults(of acts: [HistoryAct]) -> [String] {
        guard let caller else { return [] }
        let trial = HistoryTrial(world, caller)
        return acts.compactMap { act in trial.fault(of: act).map { "\(act): \($0.details)" } }
    }
}
