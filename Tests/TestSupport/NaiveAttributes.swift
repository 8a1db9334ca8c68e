internal import Permissions

/// What attributes may be, by section 1: a number where a number belongs, and ratings of 0...5.
extension NaiveModel {
    private static let numbers =
        "long sizeX sizeY sizeZ sizeC sizeT row column index fileSize exitStatus started ended session changes "
        + "requester requestGroup timeLimit"
    private static let reals = "double physicalSizeX physicalSizeY physicalSizeZ"
    private static let others = [
        "boolean": "truth", "isReadOnly": "truth", "isCancelled": "truth", "pairs": "pairs", "arguments": "pairs",
        "shapes": "bytes", "programDigest": "bytes",
    ]
    private static let references = "derivedFrom plateRun"

    func noteAttributes(_ kind: Kind, _ attributes: Attributes, _ faults: inout NaiveFaults) {
        for entry in attributes.entries { faults.broken(if: valueName(entry.value) != wanted(entry.field)) }
        guard kind.naiveName == "long" else { return }
        guard attributes[.namespace] == .text("openmicroscopy.org/omero/insight/rating") else { return }
        var isRating = false
        if case .integer(let stars)? = attributes[.long] { isRating = stars >= 0 && stars <= 5 }
        faults.broken(if: !isRating)
    }

    /// Section 12: a job that somebody else shall run is asked for by its maker, where it is made, and never otherwise
    /// from then on.
    func noteAsking(_ new: NewObject, _ parent: ObjectID?, _ faults: inout NaiveFaults) {
        guard new.attributes[.requester] != nil || new.attributes[.requestGroup] != nil else { return }
        faults.broken(if: new.kind.naiveName != "job" || parent == nil)
        faults.broken(if: new.attributes[.requester] != .integer(Int64(caller.user.rawValue)))
        faults.broken(if: new.attributes[.requestGroup] != caller.group.map { .integer(Int64($0.rawValue)) })
        faults.denied(if: caller.session != nil || caller.isReadOnly)
    }

    func noteAsked(_ old: Attributes, _ new: Attributes, _ faults: inout NaiveFaults) {
        let fields: [Field] = [
            .requester, .requestGroup, .command, .arguments, .programDigest, .timeLimit, .isReadOnly,
        ]
        let asks = fields.prefix(2).contains { old[$0] != nil || new[$0] != nil }
        faults.broken(if: asks && fields.contains { old[$0] != new[$0] })
        faults.broken(if: asks && old[.started] != nil && old[.started] != new[.started])
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
