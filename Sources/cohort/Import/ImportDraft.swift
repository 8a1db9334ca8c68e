internal import OMEXML
internal import Protobuf
internal import Wire

/// The request of an import, as it grows: every entry comes before whatever refers to it.
struct ImportDraft {
    private(set) var entries: [V1.NewObject] = []
    /// Where the objects of the file stand, by their ids in the file, counted from 1. An ROI on several images has
    /// several places.
    private(set) var places: [FileID: [UInt32]] = [:]

    /// Adds an entry. Answers its position.
    @discardableResult
    mutating func add(_ kind: V1.Kind, name: String = "", _ fill: (inout V1.NewObject) -> Void = { _ in }) -> UInt32 {
        var entry = V1.NewObject()
        entry.kind = kind
        entry.name = name
        fill(&entry)
        entries.append(entry)
        return UInt32(entries.count)
    }

    /// Adds the entry of an object of the file.
    mutating func add(_ kind: V1.Kind, name: String?, as id: FileID, _ fill: (inout V1.NewObject) -> Void) {
        let position = add(kind, name: (name ?? "").printable) { entry in
            fill(&entry)
            entry.set(.externalID, .text(id.text.printable))
        }
        places[id, default: []].append(position)
    }

    mutating func link(_ kind: V1.Kind, from parent: UInt32, to child: UInt32) {
        add(kind) {
            $0.newParent = parent
            $0.newChild = child
        }
    }

    func place(_ id: FileID) -> UInt32? { places[id]?.first }
}

extension V1.NewObject {
    mutating func set(_ field: V1.Field, _ value: V1.Attribute.Value?) {
        guard let value else { return }
        var attribute = V1.Attribute()
        attribute.field = field
        attribute.value = value
        attributes.append(attribute)
    }

    /// A text, unless there is none to speak of.
    mutating func set(_ field: V1.Field, text: String?) {
        guard let text, !text.isEmpty else { return }
        set(field, .text(text))
    }
}

extension String {
    /// A name without line breaks and other control characters, which files carry and names do not.
    fileprivate var printable: String {
        guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return self }
        return String(
            String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
