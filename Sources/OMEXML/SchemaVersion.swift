/// A published version of the OME schemas that can be read.
public enum SchemaVersion: String, Hashable, Sendable, CaseIterable {
    case september2008 = "2008-09"
    case september2009 = "2009-09"
    case april2010 = "2010-04"
    case june2010 = "2010-06"
    case june2011 = "2011-06"
    case june2012 = "2012-06"
    case june2013 = "2013-06"
    case january2015 = "2015-01"
    case june2016 = "2016-06"

    static let list = allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")

    private static let stem = "http://www.openmicroscopy.org/Schemas/"
    private static let oldStem = "http://www.openmicroscopy.org/XMLschemas/"
    private static let tooOld = ["2003-FC", "2007-06", "2008-02"]

    /// The version that the root element of a file names.
    init(root: String, namespace: String, line: Int) throws(OMEXMLError) {
        guard root == "OME" else { throw .notOME(root: root, namespace: namespace, line: line) }
        if namespace.hasPrefix(Self.oldStem) { throw .versionTooOld("2003-FC") }
        let prefix = Self.stem + "OME/"
        guard namespace.hasPrefix(prefix) else { throw .notOME(root: root, namespace: namespace, line: line) }
        let name = String(namespace.dropFirst(prefix.count))
        if Self.tooOld.contains(name) { throw .versionTooOld(name) }
        guard let version = SchemaVersion(rawValue: name) else { throw .unknownVersion(name) }
        self = version
    }

    /// The namespaces whose elements may be objects of ours. Up to 2015-01 one version is spread over several, and
    /// writers mix them up; no local name means two things, so any of them will do.
    var namespaces: [String] {
        ["OME", "SA", "SPW", "ROI", "BinaryFile"].map { Self.stem + $0 + "/" + rawValue }
    }
}
