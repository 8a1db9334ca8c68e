internal import CohortClient
internal import OMEXML
internal import Protobuf
internal import Wire

/// The request of an import, as it grows: every entry comes before whatever refers to it.
struct ImportDraft {
    private(set) var entries: [V1.NewObject] = []
    /// Where the objects of the file stand, by their ids in the file. An ROI on several images has several places.
    private(set) var places: [FileID: [Place]] = [:]
    /// The objects of the file in the order in which they were added.
    private(set) var order: [FileID] = []

    /// Where something stands.
    enum Place: Hashable {
        /// The position of its entry, counted from 1.
        case new(UInt32)
        /// It is there already.
        case existing(UInt64)
    }

    /// Adds an entry. Answers its place.
    @discardableResult
    mutating func add(_ kind: V1.Kind, name: String = "", _ fill: (inout V1.NewObject) -> Void = { _ in }) -> Place {
        var entry = V1.NewObject()
        entry.kind = kind
        entry.name = name
        fill(&entry)
        entries.append(entry)
        return .new(UInt32(entries.count))
    }

    /// Adds the entry of an object of the file.
    mutating func add(_ kind: V1.Kind, name: String?, as id: FileID, _ fill: (inout V1.NewObject) -> Void) {
        let place = add(kind, name: (name ?? "").printable) { entry in
            fill(&entry)
            entry.set(.externalID, .text(id.text.printable))
        }
        put(id, at: place)
    }

    /// Says where an object of the file stands.
    mutating func put(_ id: FileID, at place: Place) {
        if places[id] == nil { order.append(id) }
        places[id, default: []].append(place)
    }

    mutating func link(_ kind: V1.Kind, from parent: Place, to child: Place) {
        add(kind) {
            $0.set(parent: parent)
            $0.set(child: child)
        }
    }

    func place(_ id: FileID) -> Place? { places[id]?.first }
}

extension V1.NewObject {
    mutating func set(parent: ImportDraft.Place?) {
        switch parent {
        case .new(let position): newParent = position
        case .existing(let id): self.parent = id
        case nil: break
        }
    }

    mutating func set(child: ImportDraft.Place?) {
        switch child {
        case .new(let position): newChild = position
        case .existing(let id): self.child = id
        case nil: break
        }
    }

    mutating func set(_ field: V1.Field, _ value: V1.Attribute.Value?) {
        guard let value else { return }
        attributes.append(V1.Attribute(field, value))
    }

    /// A text, unless there is none to speak of.
    mutating func set(_ field: V1.Field, text: String?) {
        guard let text, !text.isEmpty else { return }
        set(field, .text(text))
    }
}

extension String {
    /// A name without line breaks and other control characters, which files carry and names do not.
    var printable: String {
        // Nearly all are plain, and to ask for the category of every character takes long.
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
        guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return self }
        return String(
            String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
