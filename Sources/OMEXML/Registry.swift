/// Which object bears which id, and where it is kept. The hash is keyed, so that no file can choose its collisions.
struct Registry {
    /// Indices into the arrays of the document: an object, one within it, and one within that.
    struct Place {
        var first: Int
        var second = 0
        var third = 0
    }

    struct Entry {
        let kind: ObjectKind
        let place: Place
        let line: Int
    }

    private var entries: [FileID: Entry] = [:]

    subscript(_ id: FileID) -> Entry? { entries[id] }

    mutating func add(_ id: FileID, _ kind: ObjectKind, at place: Place, line: Int) throws(OMEXMLError) {
        if let first = entries[id] { throw .duplicateID(id, lines: [first.line, line]) }
        entries[id] = Entry(kind: kind, place: place, line: line)
    }
}
