/// Rules by which the cells of a row become key-value pairs, as IDR and `omero metadata populate` write them.
struct BulkMap {
    /// What becomes of one column in one group.
    struct Column: Hashable {
        let name: String
        var key: String
        /// The text around a value; `nil`: the value itself.
        var template: Template?
        /// A cell holds several values, apart by this.
        var split: String?
        var omitsEmpty = false
    }

    /// Pairs of one annotation.
    struct Group: Hashable {
        let namespace: String
        let columns: [Column]
        /// Rows that agree in the values of one of these lists of keys share an annotation.
        var primaryKeys: [[String]] = []
    }

    private(set) var groups: [Group] = []
    /// Annotations on a well go on its images, too.
    private(set) var annotatesWellImages = false
    /// A row that lacks a primary key has no annotation of that group; else it is refused.
    private(set) var skipsMissingKeys = false

    static let namespace = "openmicroscopy.org/omero/bulk_annotations"
    static let editableNamespace = "openmicroscopy.org/omero/client/mapAnnotation"

    /// Without rules: every column but these is a pair of one annotation that people may edit.
    init(of header: [String], except columns: [Int]) {
        let kept = header.enumerated().filter { !columns.contains($0.offset) && !$0.element.isEmpty }
        let all = kept.map { Column(name: $0.element, key: $0.element, omitsEmpty: true) }
        groups = [Group(namespace: Self.editableNamespace, columns: all)]
    }

    /// - Parameters:
    ///   - rules: what the file of rules says.
    ///   - header: the columns of the table.
    init(_ rules: YAMLValue, for header: [String]) throws(YAMLFault) {
        let root = try Members(rules, known: ["name", "version", "defaults", "columns", "advanced", "ignore_groups"])
        let defaults = try Rule(of: root.members("defaults", known: Rule.keys), over: Rule())
        var plain: [Rule] = []
        var named: Set<String> = []
        for item in try root.list("columns") {
            let column = try Members(item, known: Rule.keys + ["name", "group"])
            guard let group = column["group"] else {
                plain.append(try Rule(of: column, over: defaults))
                continue
            }
            let members = try Members(group, known: ["namespace", "columns"])
            var rules: [Rule] = []
            for item in try members.list("columns") {
                rules.append(try Rule(of: Members(item, known: Rule.keys + ["name"]), over: defaults))
            }
            named.formUnion(rules.map(\.name))
            groups.append(
                Group(namespace: try members.text("namespace") ?? "", columns: try Rule.columns(rules, header)))
        }
        named.formUnion(plain.map(\.name))
        if defaults.isIncluded {
            for name in header where !named.contains(name) {
                var rule = defaults
                rule.name = name
                plain.append(rule)
            }
        }
        groups.append(Group(namespace: Self.namespace, columns: try Rule.columns(plain, header)))
        groups.removeAll(where: \.columns.isEmpty)
        try readAdvanced(root)
    }

    private mutating func readAdvanced(_ root: Members) throws(YAMLFault) {
        let advanced = try root.members(
            "advanced", known: ["well_to_images", "ignore_missing_primary_key", "primary_group_keys"])
        annotatesWellImages = try advanced.truth("well_to_images") ?? false
        skipsMissingKeys = try advanced.truth("ignore_missing_primary_key") ?? false
        for item in try advanced.list("primary_group_keys") {
            let primary = try Members(item, known: ["namespace", "keys"])
            let namespace = try primary.text("namespace")
            let keys = try primary.list("keys").map { key throws(YAMLFault) in
                guard case .text(let text, _) = key else { throw primary.fault("`keys` is a list of names") }
                return text
            }
            for place in groups.indices where groups[place].namespace == namespace && !keys.isEmpty {
                groups[place].primaryKeys.append(keys)
            }
        }
    }
}

/// A value as it is put into a text: `https://example.org/{{ value|urlencode }}`.
struct Template: Hashable {
    private let parts: [Part]

    private enum Part: Hashable {
        case text(String)
        case value(isEncoded: Bool)
    }

    init(_ text: String, line: Int) throws(YAMLFault) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            parts.append(.text(String(rest[..<open.lowerBound])))
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw YAMLFault(reason: "`{{` is not closed", line: line)
            }
            let inner = rest[open.upperBound..<close.lowerBound].split(separator: "|").map { String($0).trimmed }
            switch inner {
            case ["value"]: parts.append(.value(isEncoded: false))
            case ["value", "urlencode"]: parts.append(.value(isEncoded: true))
            default:
                throw YAMLFault(reason: "a template takes `{{ value }}` and `{{ value|urlencode }}` alone", line: line)
            }
            rest = rest[close.upperBound...]
        }
        guard !rest.contains("{%") else { throw YAMLFault(reason: "a template takes no `{%`", line: line) }
        self.parts = parts + [.text(String(rest))]
    }

    func text(with value: String) -> String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .text(let fixed): text += fixed
            case .value(let isEncoded): text += isEncoded ? Self.encoded(value) : value
            }
        }
    }

    /// Every byte but letters, digits, and `_.-~/`, as `%` and its number.
    private static func encoded(_ value: String) -> String {
        value.utf8.reduce(into: "") { text, byte in
            let character = Character(Unicode.Scalar(byte))
            let isKept = byte < 0x80 && (character.isLetter || character.isNumber || "_.-~/".contains(character))
            text += isKept ? String(character) : "%" + [byte].hexadecimal.uppercased()
        }
    }
}
