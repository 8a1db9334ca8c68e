public import Permissions

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
    private static let shared = kinds("tag tagSet attachment")
    private static let dependent = kinds("comment long double boolean timestamp term xml map list")
    private static let targets = kinds("project dataset folder screen image fileset plate script job")
    private static let annotatable = kinds("project dataset folder image screen plate plateRun well roi")

    var naiveIsLink: Bool { Kind.links.contains(self) }
    var naiveIsContainerLink: Bool { naiveIsLink && naiveName != "annotationLink" }
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

/// What comes of a request by the model.
public enum NaiveAnswer: Sendable {
    /// Refused; whether what it is about may be answered as missing, and whether otherwise. Where several rules forbid
    /// it, several answers are right.
    case refused(asUnseen: Bool, otherwise: Bool)
    case done(NaiveEffect)

    static let unseen = NaiveAnswer.refused(asUnseen: true, otherwise: false)
    static let denied = NaiveAnswer.refused(asUnseen: false, otherwise: true)
}

/// The objects after a request that is allowed, and what its plan says.
public struct NaiveEffect: Sendable {
    public var objects: [ObjectID: Object]
    public var lost: Set<ObjectID> = []
    public var moved: Set<ObjectID> = []
    public var stays: Set<ObjectID> = []
    public var needsDigest = false
}

/// What keeps a request from being done, as it is gathered.
struct NaiveFaults {
    private(set) var unseen = false
    private(set) var other = false

    mutating func unseen(if condition: Bool) { unseen = unseen || condition }
    mutating func denied(if condition: Bool) { other = other || condition }

    var answer: NaiveAnswer? { unseen || other ? .refused(asUnseen: unseen, otherwise: other) : nil }
}
