internal import Linux

/// A file to import: one that the command line names, or one that lies in a folder that it names.
struct ImportSource {
    let path: String

    /// Folders within folders, and files in all, that one word of the command line may stand for.
    private static let depthMax = 32
    private static let filesMax = 100_000

    /// What is taken of a folder, by how names end.
    private static let endings = [".ome.xml", ".companion.ome", ".ome", "transfer.xml"]

    /// All files that the words name, those of a folder in alphabetical order. Links in folders are not followed.
    static func all(_ words: [String]) throws(Failure) -> [ImportSource] {
        var sources: [ImportSource] = []
        for word in words {
            let isFolder = try reading(word) { () throws(SystemError) in
                let attributes = try FileAttributes(at: word)
                return attributes.kind == .directory || (attributes.kind == .link && word.hasSuffix("/"))
            }
            guard isFolder else {
                sources.append(ImportSource(path: word))
                continue
            }
            let found = try files(in: word)
            guard !found.isEmpty else {
                throw .file(
                    "`\(word)` holds nothing to import: of a folder \(endings.joined(separator: ", ")) are taken")
            }
            sources += found.map { ImportSource(path: $0) }
        }
        return sources
    }

    private static func files(in folder: String) throws(Failure) -> [String] {
        var found: [String] = []
        var open = [(path: folder, depth: 0)]
        while let (path, depth) = open.popLast() {
            let listed = try reading(path) { () throws(SystemError) in
                let directory = try Directory(opening: path)
                return try directory.names().map { name throws(SystemError) in
                    (name, try directory.attributes(of: name)?.kind)
                }
            }
            for (name, kind) in listed {
                let inner = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
                if kind == .directory, depth < depthMax { open.append((inner, depth + 1)) }
                guard kind == .regular, endings.contains(where: { name.lowercased().hasSuffix($0) }) else { continue }
                found.append(inner)
                guard found.count <= filesMax else {
                    throw .file("`\(folder)` holds more than \(filesMax) files to import")
                }
            }
        }
        return found.sorted()
    }

    private static func reading<Result>(
        _ path: String, _ body: () throws(SystemError) -> Result
    ) throws(Failure) -> Result {
        do throws(SystemError) { return try body() } catch { throw .file("`\(path)` cannot be read: \(error)") }
    }
}
