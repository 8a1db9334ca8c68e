extension Fileset {
    /// The filesets of a document: images that share a file, directly or through others, are in one. Images that name
    /// no file are in none.
    static func all(of images: [Image]) -> [Fileset] {
        var groups = Groups()
        for image in images where !image.files.isEmpty {
            groups.add(image)
        }
        return groups.filesets
    }
}

/// Files on their way into sets. Each set is known by its first file; all others point towards it.
private struct Groups {
    private var indices: [ImageFile: Int] = [:]
    private var files: [ImageFile] = []
    private var pointers: [Int] = []
    private var images: [(image: FileID, file: Int)] = []

    mutating func add(_ image: Image) {
        let indices = image.files.map { index(of: $0) }
        for file in indices.dropFirst() { join(indices[0], file) }
        images.append((image.id, indices[0]))
    }

    private mutating func index(of file: ImageFile) -> Int {
        if let index = indices[file] { return index }
        indices[file] = files.count
        pointers.append(files.count)
        files.append(file)
        return files.count - 1
    }

    private mutating func join(_ one: Int, _ other: Int) {
        let first = leader(of: one)
        let second = leader(of: other)
        pointers[max(first, second)] = min(first, second)
    }

    private mutating func leader(of file: Int) -> Int {
        var file = file
        while pointers[file] != file {
            // Each look shortens the way for the next.
            pointers[file] = pointers[pointers[file]]
            file = pointers[file]
        }
        return file
    }

    var filesets: [Fileset] {
        var groups = self
        var sets: [Int: Fileset] = [:]
        for (at, file) in files.enumerated() {
            sets[groups.leader(of: at), default: Fileset(files: [], images: [])].files.append(file)
        }
        for (image, file) in images {
            sets[groups.leader(of: file), default: Fileset(files: [], images: [])].images.append(image)
        }
        return sets.sorted { $0.key < $1.key }.map(\.value)
    }
}
