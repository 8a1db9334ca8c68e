internal import Permissions

/// What attributes may be, by section 1: a number where a number belongs, and ratings of 0...5.
extension NaiveModel {
    private static let numbers =
        "long sizeX sizeY sizeZ sizeC sizeT row column index fileSize exitStatus started ended session changes"
    private static let reals = "double physicalSizeX physicalSizeY physicalSizeZ"
    private static let others = ["boolean": "truth", "pairs": "pairs", "shapes": "bytes", "programDigest": "bytes"]
    private static let references = "derivedFrom plateRun"

    func noteAttributes(_ kind: Kind, _ attributes: Attributes, _ faults: inout NaiveFaults) {
        for entry in attributes.entries { faults.broken(if: valueName(entry.value) != wanted(entry.field)) }
        guard kind.naiveName == "long" else { return }
        guard attributes[.namespace] == .text("openmicroscopy.org/omero/insight/rating") else { return }
        var isRating = false
        if case .integer(let stars)? = attributes[.long] { isRating = stars >= 0 && stars <= 5 }
        faults.broken(if: !isRating)
    }

    private func wanted(_ field: Field) -> String {
        let name = "\(field)"
        if Self.numbers.split(separator: " ").contains(Substring(name)) { return "integer" }
        if Self.reals.split(separator: " ").contains(Substring(name)) { return "real" }
        if Self.references.split(separator: " ").contains(Substring(name)) { return "reference" }
        return Self.others[name] ?? "text"
    }

    private func valueName(_ value: Value) -> String { String("\(value)".prefix { $0.isLetter }) }
}
