import Foundation
import OMEXML

/// Files to read: our own beside the tests, and public ones that need not be there.
enum SampleFiles {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// The public files: where `COHORT_SAMPLES` says, else beside the package. Nil if they are not there.
    static let publicFolder: URL? = {
        let besides = tests.deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/samples")
        let named = ProcessInfo.processInfo.environment["COHORT_SAMPLES"].map { URL(filePath: $0) }
        let folder = (named ?? besides).appending(path: "ome-xml")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static func own(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: tests.appending(path: "Samples/\(name)")))
    }

    static func published(_ path: String) throws -> [UInt8] {
        guard let publicFolder else { throw CocoaError(.fileNoSuchFile) }
        return [UInt8](try Data(contentsOf: publicFolder.appending(path: path)))
    }

    /// The paths of all public OME-XML files.
    static func publishedPaths() throws -> [String] {
        guard let publicFolder else { throw CocoaError(.fileNoSuchFile) }
        return try FileManager.default.subpathsOfDirectory(atPath: publicFolder.path)
            .filter { $0.hasSuffix(".ome.xml") }
    }
}

/// A file of the given version with these parts in it.
func file(_ parts: String, version: String = "2016-06") -> [UInt8] {
    Array("<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/\(version)\">\n\(parts)\n</OME>".utf8)
}

func read(_ parts: String, version: String = "2016-06", skipsBrokenLinks: Bool = false) throws -> Document {
    let reading = Reading(limits: .standard, skipsBrokenLinks: skipsBrokenLinks)
    return try Document(parsing: file(parts, version: version), as: reading)
}

/// Why a file is refused; nil if it is not.
func refusal(of file: [UInt8], limits: Limits = .standard, skipsBrokenLinks: Bool = false) -> OMEXMLError? {
    do throws(OMEXMLError) {
        _ = try Document(parsing: file, as: Reading(limits: limits, skipsBrokenLinks: skipsBrokenLinks))
        return nil
    } catch {
        return error
    }
}

extension Document {
    func annotation(_ id: String) -> Annotation? {
        annotations.first { $0.id == FileID(id) }
    }

    /// The ids of what is annotated with this.
    func targets(of annotation: String) -> [String] {
        annotationLinks.filter { $0.annotation == FileID(annotation) }.map(\.target.text)
    }

    func children(of parent: String) -> [String] {
        links.filter { $0.parent == FileID(parent) }.map(\.child.text)
    }
}
