/// Something that lies in a container. A link that a file states in both directions is one.
public struct Link: Hashable, Sendable {
    public enum Kind: Hashable, Sendable, CaseIterable {
        case projectDataset
        case datasetImage
        case screenPlate
        case folderImage
        case folderROI
    }

    public var kind: Kind
    public var parent: FileID
    public var child: FileID
    public var line: Int
}

extension Link.Kind {
    public var parent: ObjectKind {
        switch self {
        case .projectDataset: .project
        case .datasetImage: .dataset
        case .screenPlate: .screen
        case .folderImage, .folderROI: .folder
        }
    }

    public var child: ObjectKind {
        switch self {
        case .projectDataset: .dataset
        case .datasetImage, .folderImage: .image
        case .screenPlate: .plate
        case .folderROI: .roi
        }
    }
}

/// An annotation on something. What is annotated may itself be an annotation: a tag set holds its tags so.
public struct AnnotationLink: Hashable, Sendable {
    public var target: FileID
    public var kind: ObjectKind
    public var annotation: FileID
    public var line: Int
}

/// A reference to something that is not in the file, or is of another kind than the reference says.
public struct BrokenLink: Hashable, Sendable {
    public var from: FileID
    public var to: FileID
    public var expected: ObjectKind
    /// What bears that id, if anything does.
    public var found: ObjectKind?
    public var line: Int
}

extension BrokenLink: CustomStringConvertible {
    public var description: String {
        let reference = "line \(line): \(quoted(from.text)) refers to the \(expected.word) \(quoted(to.text))"
        guard let found else { return reference + ", which is not in the file" }
        return reference + ", but that id belongs to a thing of another kind: \(found.word)"
    }
}
