internal import Linux

/// Where files may be opened that an imported file names.
enum AllowedFiles {
    case none
    case folder(AllowedFolder)
    /// What lies in a folder of the archive that is imported.
    case archive(TarArchive, folder: String)

    /// A file by a name that comes from somebody else. `nil`: there is none, or the name leads elsewhere.
    func open(_ name: String) -> OpenPart? {
        switch self {
        case .none: nil
        case .folder(let folder): folder.open(name)
        case .archive(let archive, let folder): archive.open(name, in: folder)
        }
    }
}

/// An open file, and those of its bytes that are meant.
struct OpenPart: ~Copyable {
    let file: File
    let range: Range<Int>
}

/// A folder that the user allows to be opened where an imported file names what lies in it.
struct AllowedFolder {
    let path: String

    /// A file in it, by a name that comes from somebody else. `nil`: there is none, or the name leads elsewhere. Links are
    /// not followed, and only plain files are opened.
    func open(_ name: String) -> OpenPart? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).filter { $0 != "." }.map(String.init)
        guard let last = parts.last, parts.allSatisfy(Self.isPlain) else { return nil }
        do throws(SystemError) {
            var directory = try Directory(opening: path)
            for part in parts.dropLast() { directory = try directory.openDirectory(part) }
            guard try directory.attributes(of: last)?.kind == .regular else { return nil }
            let file = try directory.openFile(last, for: .reading)
            guard try file.attributes().kind == .regular else { return nil }
            let size = try file.size
            return OpenPart(file: file, range: 0..<size)
        } catch {
            // What cannot be opened is as good as not there: it is counted as left out.
            return nil
        }
    }

    /// Whether it names something in a folder, and nothing else.
    private static func isPlain(_ part: String) -> Bool {
        !part.isEmpty && part != ".." && part.utf8.count <= 255 && !part.unicodeScalars.contains { $0.value < 0x20 }
    }
}
