/// A rule of one column, before it is known where the column stands.
struct Rule {
    static let keys = [
        "include", "type", "split", "includeclient", "visible", "omitempty", "clientname", "clientvalue", "position",
    ]

    var name = ""
    var isIncluded = true
    private var isForClients = true
    private var isVisible = true
    private var omitsEmpty = false
    private var split: String?
    private var clientName: String?
    private var template: Template?
    private var position = -1

    init() {}

    /// What is said of a column, and where nothing is said, what holds for all.
    init(of members: Members, over defaults: Rule) throws(YAMLFault) {
        self = defaults
        name = try members.text("name") ?? name
        isIncluded = try members.truth("include") ?? isIncluded
        isForClients = try members.truth("includeclient") ?? isForClients
        isVisible = try members.truth("visible") ?? isVisible
        omitsEmpty = try members.truth("omitempty") ?? omitsEmpty
        split = try members.text("split") ?? split
        clientName = try members.text("clientname") ?? clientName
        if let text = try members.text("clientvalue") { template = try Template(text, line: members.line) }
        if let text = try members.text("position") {
            guard let number = Int(text) else { throw members.fault("`position` is a number") }
            position = number
        }
    }

    /// The columns of a group in their order: those with a position there, and the others in the gaps and behind.
    static func columns(_ rules: [Rule], _ header: [String]) throws(YAMLFault) -> [BulkMap.Column] {
        var placed: [Int: Rule] = [:]
        var others: [Rule] = []
        for rule in rules where rule.isIncluded && rule.isForClients {
            guard header.contains(rule.name) else {
                throw YAMLFault(reason: "the table has no column `\(rule.name)`", line: 1)
            }
            guard rule.position > 0 else {
                others.append(rule)
                continue
            }
            guard placed.updateValue(rule, forKey: rule.position) == nil else {
                throw YAMLFault(reason: "two columns have the position \(rule.position)", line: 1)
            }
        }
        var ordered: [Rule] = []
        for position in 1..<((placed.keys.max() ?? 0) + 1) {
            if let rule = placed[position] {
                ordered.append(rule)
            } else if others.isEmpty {
                throw YAMLFault(reason: "no column is left for the position \(position)", line: 1)
            } else {
                ordered.append(others.removeFirst())
            }
        }
        return (ordered + others).map(\.column)
    }

    private var column: BulkMap.Column {
        let key = clientName ?? name
        return BulkMap.Column(
            name: name, key: isVisible ? key : "__\(key)", template: template, split: split, omitsEmpty: omitsEmpty)
    }
}

/// A mapping whose keys are all known.
struct Members {
    private let members: [YAMLValue.Member]
    let line: Int

    init(_ value: YAMLValue, known: [String]) throws(YAMLFault) {
        switch value {
        case .map(let members):
            self.members = members
            line = members.first?.line ?? 1
        case .none:
            members = []
            line = 1
        case .text(_, let line): throw YAMLFault(reason: "a mapping is wanted here", line: line)
        case .list: throw YAMLFault(reason: "a mapping is wanted, and this is a list", line: 1)
        }
        for member in members where !known.contains(member.key) {
            throw YAMLFault(reason: "`\(member.key)` is no rule", line: member.line)
        }
    }

    func fault(_ reason: String) -> YAMLFault { YAMLFault(reason: reason, line: line) }

    subscript(key: String) -> YAMLValue? { members.first { $0.key == key }?.value }

    func members(_ key: String, known: [String]) throws(YAMLFault) -> Members {
        try Members(self[key] ?? .none, known: known)
    }

    func list(_ key: String) throws(YAMLFault) -> [YAMLValue] {
        switch self[key] {
        case .list(let items): return items
        case nil, YAMLValue.none?: return []
        default: throw fault("`\(key)` is a list")
        }
    }

    /// The text of a key; `nil` if there is none to speak of.
    func text(_ key: String) throws(YAMLFault) -> String? {
        switch self[key] {
        case .text(let text, _): return text
        case nil, YAMLValue.none?: return nil
        default: throw fault("`\(key)` is a text")
        }
    }

    func truth(_ key: String) throws(YAMLFault) -> Bool? {
        switch try text(key)?.lowercased() {
        case nil: return nil
        case "yes", "true", "on": return true
        case "no", "false", "off": return false
        default: throw fault("`\(key)` is yes or no")
        }
    }
}
