/// What an object of a file is. A reference says by its own name which kind it means; the text of an id says nothing.
public enum ObjectKind: Hashable, Sendable, CaseIterable {
    case project
    case dataset
    case folder
    case screen
    case plate
    case plateAcquisition
    case well
    case wellSample
    case image
    case roi
    case shape
    case annotation
    case experimenter

    /// The kind in words, for messages.
    public var word: String {
        switch self {
        case .project: "project"
        case .dataset: "dataset"
        case .folder: "folder"
        case .screen: "screen"
        case .plate: "plate"
        case .plateAcquisition: "plate acquisition"
        case .well: "well"
        case .wellSample: "well sample"
        case .image: "image"
        case .roi: "ROI"
        case .shape: "shape"
        case .annotation: "annotation"
        case .experimenter: "experimenter"
        }
    }
}
