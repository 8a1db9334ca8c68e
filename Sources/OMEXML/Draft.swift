/// A document while it is read: objects as they come, and references that are not yet followed, since they may point
/// forward.
struct Draft {
    var document: Document
    let limits: Limits
    var skipped = SkippedCounts()
    var registry = Registry()
    var claims: [Claim] = []
    var screenAcquisitions: [PlateAcquisition] = []

    init(_ root: Element, version: SchemaVersion, limits: Limits) {
        document = Document(version: version)
        document.creator = root["Creator"]
        document.uuid = root["UUID"]
        self.limits = limits
    }

    /// Adds one part of the document.
    mutating func add(_ branch: Element) throws(OMEXMLError) {
        switch branch.name {
        case "Project": try addProject(branch)
        case "Dataset": try addDataset(branch)
        case "Folder": try addFolder(branch)
        case "Screen": try addScreen(branch)
        case "Plate": try addPlate(branch)
        case "Image": try addImage(branch)
        case "ROI": try addROI(branch, on: nil)
        case "Experimenter": try addPerson(branch)
        case "BinaryOnly":
            document.elsewhere = MetadataFile(
                name: try branch.required("MetadataFile"), uuid: try branch.required("UUID"))
            skipChildren(of: branch)
        default:
            guard try addAnnotation(branch) else { return skip(branch, in: "OME") }
        }
    }

    /// Takes what is alike in all objects: a reference is noted, to be followed when all objects are known; any other
    /// element is counted and left out.
    mutating func addRest(_ child: Element, of id: FileID, _ kind: ObjectKind, in parent: Element) throws(OMEXMLError) {
        guard let relation = Claim.Relation(child.name, in: kind) else { return skip(child, in: parent.name) }
        try claim(relation, from: id, by: child)
    }

    mutating func claim(_ relation: Claim.Relation, from: FileID, by reference: Element) throws(OMEXMLError) {
        claims.append(Claim(relation: relation, from: from, to: try reference.id(), line: reference.line))
        try limits.check(.links, claims.count, line: reference.line)
        skipChildren(of: reference)
    }

    mutating func skip(_ element: Element, in parent: String) {
        skipped.add(element, in: parent)
    }

    mutating func skipChildren(of element: Element) {
        for child in element.children { skip(child, in: element.name) }
    }

    /// The text of an element in which no others are expected.
    mutating func text(of element: Element) -> String {
        skipChildren(of: element)
        return element.text
    }

    /// The id of whoever a reference names, as text. Where the file describes that person, a name replaces it later.
    mutating func person(_ reference: Element) -> String? {
        skipChildren(of: reference)
        return reference["ID"]
    }
}
