internal import Permissions

/// What is made in a history: single things, links, and lists as an import has them.
extension HistoryChoice {
    /// A link, mostly of a kind that has ends where the caller is.
    mutating func link() -> HistoryAct {
        let kinds = Kind.allCases.filter(\.naiveIsLink) + [.annotationLink, .annotationLink, .datasetImageLink]
        let kind = kinds[random.below(kinds.count)]
        let uppers = Kind.allCases.filter { upper in Kind.allCases.contains { Kind.naiveJoins(kind, upper, $0) } }
        let lowers = Kind.allCases.filter { lower in Kind.allCases.contains { Kind.naiveJoins(kind, $0, lower) } }
        return .link(kind, any(uppers), any(lowers))
    }

    private static let often: [Kind] = [
        .image, .image, .image, .image, .dataset, .dataset, .project, .folder, .folder, .folder, .roi, .roi,
        .renderingSettings, .renderingSettings, .tag, .tag, .comment, .plate, .well, .wellSample, .wellSample, .fileset,
        .folder, .folder, .folder, .screen, .job,
    ]

    /// One thing that refers to what there is.
    mutating func new() -> NewObject {
        let kinds = Kind.allCases.filter { !$0.naiveIsLink } + Self.often + Self.often
        let kind = kinds[random.below(kinds.count)]
        var new = Self.plain(kind)
        new.name = name()
        let parents: [Kind: Kind] = [
            .plateRun: .plate, .well: .plate, .wellSample: .well, .roi: .image, .renderingSettings: .image,
            .job: .script,
        ]
        if let parent = parents[kind] { new.parent = .existing(any([parent])) }
        if kind == .folder && random.happens(onceIn: 2) { new.parent = .existing(any([.folder])) }
        if kind == .image && random.happens(onceIn: 5) { new.parent = .existing(any([.fileset])) }
        if kind == .image && random.happens(onceIn: 3) { new.derivedFrom = .existing(any([.image])) }
        if kind == .wellSample { new.child = .existing(any([.image])) }
        if kind == .wellSample && random.happens(onceIn: 2) { new.plateRun = .existing(any([.plateRun])) }
        if kind == .job && random.happens(onceIn: 2) {
            new.attributes[.requester] = .integer(Int64(random.below(4)))
            new.attributes[.requestGroup] = .integer(Int64(anyGroup().rawValue))
        }
        if kind == .long && random.happens(onceIn: 2) {
            new.attributes[.namespace] = .text("openmicroscopy.org/omero/insight/rating")
            if !random.happens(onceIn: 6) { new.attributes[.long] = .integer(Int64(random.below(8))) }
        }
        if kind == .long && random.happens(onceIn: 6) { new.attributes[.double] = .text("no number") }
        return new
    }

    static func plain(_ kind: Kind, _ parent: Reference? = nil, _ child: Reference? = nil) -> NewObject {
        NewObject(
            kind: kind, name: "", parent: parent, child: child, derivedFrom: nil, plateRun: nil,
            attributes: Attributes())
    }

    /// Things that belong together, some of them on what there is.
    mutating func list() -> [NewObject] {
        var list = template()
        // Now and then something that does not fit.
        if random.happens(onceIn: 10) { list.append(new()) }
        if random.happens(onceIn: 20) {
            list[random.below(list.count)].parent = .new(random.below(list.count + 1))
        }
        return list
    }

    private mutating func template() -> [NewObject] {
        let image = Reference.existing(any([.image]))
        let dataset = Reference.named(.dataset, ["one", "two", "four"][random.below(3)])
        let project = Reference.named(.project, ["one", "two", "four"][random.below(3)])
        switch random.below(8) {
        case 0: return [Self.plain(.fileset), Self.plain(.image, .new(0)), Self.plain(.image, .new(0))]
        case 1: return plate()
        case 2: return [Self.plain(.comment), Self.plain(.annotationLink, image, .new(0))]
        case 3:
            let folder = Reference.existing(any([.folder]))
            return [Self.plain(.roi, image), Self.plain(.folderROILink, folder, .new(0))]
        case 4:
            let links = [
                Self.plain(.datasetImageLink, dataset, .new(0)), Self.plain(.projectDatasetLink, project, dataset),
            ]
            return [Self.plain(.image)] + links
        case 5:
            return [Self.plain(.projectDatasetLink, project, dataset), Self.plain(.datasetImageLink, dataset, image)]
        case 6:
            var derived = Self.plain(.image)
            derived.derivedFrom = image
            return [
                derived, Self.plain(.renderingSettings, .new(0)), Self.plain(.roi, .new(0)), Self.plain(.tag),
                Self.plain(.annotationLink, .new(2), .new(3)),
            ]
        default:
            let kind = random.happens(onceIn: 5) ? Kind.image : .folder
            return [Self.plain(.folder, .named(kind, name())), Self.plain(.folderImageLink, .new(0), image)]
        }
    }

    private mutating func plate() -> [NewObject] {
        var sample = Self.plain(.wellSample, .new(2), .new(3))
        if random.happens(onceIn: 2) { sample.plateRun = .new(1) }
        let plate = Self.plain(.plate)
        let screen = Self.plain(.screenPlateLink, .named(.screen, name()), .new(0))
        return [
            plate, Self.plain(.plateRun, .new(0)), Self.plain(.well, .new(0)), Self.plain(.image), sample, screen,
        ]
    }
}
