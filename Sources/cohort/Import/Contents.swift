internal import OMEXML
internal import Protobuf
internal import Wire

// What objects of a file carry, in the fields of the protocol.

extension V1.NewObject {
    mutating func set(_ pixels: Pixels) {
        set(.pixelType, text: pixels.type)
        set(.sizeX, .integer(Int64(pixels.sizeX)))
        set(.sizeY, .integer(Int64(pixels.sizeY)))
        set(.sizeZ, .integer(Int64(pixels.sizeZ)))
        set(.sizeC, .integer(Int64(pixels.sizeC)))
        set(.sizeT, .integer(Int64(pixels.sizeT)))
        set(.physicalSizeX, pixels.physicalSizeX?.micrometres)
        set(.physicalSizeY, pixels.physicalSizeY?.micrometres)
        set(.physicalSizeZ, pixels.physicalSizeZ?.micrometres)
    }

    /// What all annotations have.
    mutating func set(_ annotation: Annotation) {
        set(.namespace, text: annotation.namespace)
        set(.description, text: annotation.description)
        set(.provenance, text: annotation.annotator)
    }

    mutating func set(_ value: Annotation.Value) {
        switch value {
        case .tag, .tagSet, .list: break
        case .comment(let text), .term(let text), .xml(let text), .timestamp(let text): set(.text, .text(text))
        case .long(let number): set(.long, .integer(number))
        case .double(let number): set(.double, .real(number))
        case .boolean(let truth): set(.boolean, .truth(truth))
        case .map(let pairs): set(.pairs, .pairs(.with { $0.pairs = pairs.map(\.message) }))
        case .file(let file):
            set(.fileName, text: file.name)
            set(.mediaType, text: file.mediaType)
            set(.fileSize, file.size.map { .integer($0) })
        }
    }
}

extension PhysicalSize {
    /// The size in micrometres; `nil` where the unit has no length that is known here.
    var micrometres: V1.Attribute.Value? {
        let factors = [
            "nm": 1e-3, "mm": 1e3, "cm": 1e4, "dm": 1e5, "m": 1e6, "km": 1e9, "pm": 1e-6, "fm": 1e-9, "Å": 1e-4,
            "thou": 25.4, "li": 25.4e3 / 12, "in": 25.4e3, "inch": 25.4e3, "ft": 304.8e3, "yd": 914.4e3,
            "mi": 1_609.344e6, "pt": 25.4e3 / 72,
        ]
        guard let unit else { return .real(value) }
        return factors[unit].map { .real(value * $0) }
    }
}

extension Annotation.Pair {
    fileprivate var message: V1.Pair {
        .with {
            $0.key = key
            $0.value = value
        }
    }
}

extension Annotation {
    var kind: V1.Kind {
        switch value {
        case .tag: .tag
        case .tagSet: .tagSet
        case .comment: .comment
        case .term: .term
        case .xml: .xml
        case .long: .long
        case .double: .double
        case .boolean: .boolean
        case .timestamp: .timestamp
        case .file: .attachment
        case .list: .list
        case .map: .map
        }
    }

    /// Tags are known by what they say, files by their last name.
    var name: String? {
        switch value {
        case .tag(let text), .tagSet(let text): text
        case .file(let file): file.lastName
        default: nil
        }
    }
}

extension Link.Kind {
    var message: V1.Kind {
        switch self {
        case .projectDataset: .projectDatasetLink
        case .datasetImage: .datasetImageLink
        case .screenPlate: .screenPlateLink
        case .folderImage: .folderImageLink
        case .folderROI: .folderROILink
        }
    }
}

extension ROI {
    var message: V1.Shapes {
        .with { $0.shapes = shapes.map(\.message) }
    }
}

extension Shape {
    fileprivate var message: V1.Shape {
        .with {
            $0.type = kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst()
            $0.label = text ?? ""
            $0.points = points ?? ""
            $0.coordinates = coordinates.map { coordinate in
                .with {
                    $0.name = coordinate.name
                    $0.value = coordinate.value
                }
            }
            $0.theZ = theZ.flatMap { Int32(exactly: $0) }
            $0.theT = theT.flatMap { Int32(exactly: $0) }
            $0.theC = theC.flatMap { Int32(exactly: $0) }
            $0.fillColor = fillColour
            $0.strokeColor = strokeColour
            $0.strokeWidth = strokeWidth
            $0.transform = transform
        }
    }
}
