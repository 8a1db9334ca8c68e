internal import Permissions

// What section 1 says of kinds, by their names: the model asks none of the law's own lists.

extension Kind {
    private static let names: [Kind: String] = Dictionary(uniqueKeysWithValues: allCases.map { ($0, "\($0)") })

    var naiveName: String { Kind.names[self] ?? "nothing" }

    private static func kinds(_ words: String) -> Set<Kind> {
        let wanted = Set(words.split(separator: " ").map(String.init))
        return Set(allCases.filter { wanted.contains($0.naiveName) })
    }

    private static let links = kinds(
        "projectDatasetLink datasetImageLink screenPlateLink folderImageLink folderROILink annotationLink")
    private static let containers = kinds("project dataset folder screen")
    private static let shared = kinds("tag tagSet attachment")
    private static let dependent = kinds("comment long double boolean timestamp term xml map list")
    private static let targets = kinds("project dataset folder screen image fileset plate script job")
    private static let annotatable = kinds("project dataset folder image screen plate plateRun well roi")

    var naiveIsLink: Bool { Kind.links.contains(self) }
    var naiveIsContainerLink: Bool { naiveIsLink && naiveName != "annotationLink" }
    var naiveIsContainer: Bool { Kind.containers.contains(self) }
    var naiveIsShared: Bool { Kind.shared.contains(self) }
    var naiveIsDependent: Bool { Kind.dependent.contains(self) }
    var naiveIsAnnotation: Bool { naiveIsShared || naiveIsDependent }
    /// What can be moved, copied and given by itself (section 7).
    var naiveIsTarget: Bool { naiveIsShared || Kind.targets.contains(self) }
    var naiveIsAnnotatable: Bool { naiveIsAnnotation || Kind.annotatable.contains(self) }

    /// Kinds that a link of this kind joins.
    static func naiveJoins(_ link: Kind, _ upper: Kind, _ lower: Kind) -> Bool {
        switch link.naiveName {
        case "projectDatasetLink": upper.naiveName == "project" && lower.naiveName == "dataset"
        case "datasetImageLink": upper.naiveName == "dataset" && lower.naiveName == "image"
        case "screenPlateLink": upper.naiveName == "screen" && lower.naiveName == "plate"
        case "folderImageLink": upper.naiveName == "folder" && lower.naiveName == "image"
        case "folderROILink": upper.naiveName == "folder" && lower.naiveName == "roi"
        case "annotationLink": upper.naiveIsAnnotatable && lower.naiveIsAnnotation
        default: false
        }
    }
}
