/// Every type of the files, found by its full name.
struct Schema {
    /// A message or an enum.
    struct Entry {
        /// The name in Swift from the namespace down, such as `V1.Plan.Step`.
        let swiftName: String
        let kind: Kind
    }

    enum Kind {
        case message(Plugin.MessageType)
        /// An enum, and what its case for 0 is called.
        case enumeration(zero: String)
    }

    private var entries: [String: Entry] = [:]

    init(_ files: [Plugin.File]) throws(GeneratorError) {
        for file in files {
            let namespace = SwiftNames.namespace(package: file.package)
            let scope = file.package.isEmpty ? "" : "." + file.package
            for type in file.enums { insert(type, in: scope, swiftScope: namespace) }
            for type in file.messages { insert(type, in: scope, swiftScope: namespace) }
        }
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard case .message(let type) = entry.kind else { continue }
            try refuseRecursion(of: name, through: type)
        }
    }

    /// The type that a field or method names, with a leading dot.
    func entry(_ name: String) throws(GeneratorError) -> Entry {
        guard let entry = entries[name] else { throw .unknownType(name) }
        return entry
    }

    private mutating func insert(_ type: Plugin.EnumType, in scope: String, swiftScope: String) {
        let cases = SwiftNames.cases(type.values.map(\.name), of: type.name)
        let swiftName = swiftScope + "." + SwiftNames.type(type.name, suffix: "Enum")
        // protoc sees to it that the first value of a proto3 enum exists and is 0.
        entries[scope + "." + type.name] = Entry(swiftName: swiftName, kind: .enumeration(zero: cases.first ?? ""))
    }

    private mutating func insert(_ type: Plugin.MessageType, in scope: String, swiftScope: String) {
        let name = scope + "." + type.name
        let swiftName = swiftScope + "." + SwiftNames.type(type.name, suffix: "Message")
        entries[name] = Entry(swiftName: swiftName, kind: .message(type))
        for inner in type.enums { insert(inner, in: name, swiftScope: swiftName) }
        for inner in type.messages { insert(inner, in: name, swiftScope: swiftName) }
    }

    /// A struct cannot hold itself, but an array of itself; so no chain of single fields may lead back to its start.
    private func refuseRecursion(of message: String, through type: Plugin.MessageType) throws(GeneratorError) {
        for field in type.fields where field.kind == .message && field.label != .repeated {
            var seen: Set<String> = []
            if singleFields(from: field.typeName, lead: &seen, to: message) {
                throw .containsItself(message: String(message.dropFirst()), field: field.name)
            }
        }
    }

    private func singleFields(from name: String, lead seen: inout Set<String>, to message: String) -> Bool {
        if name == message { return true }
        guard seen.insert(name).inserted, case .message(let type)? = entries[name]?.kind else { return false }
        for field in type.fields where field.kind == .message && field.label != .repeated {
            if singleFields(from: field.typeName, lead: &seen, to: message) { return true }
        }
        return false
    }
}
