internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// The entries of an import as the law takes them: what is to be made, and what is looked for by name.
struct ImportList: Sendable {
    private(set) var objects: [NewObject] = []
    /// For each entry, how another entry refers to it.
    private var references: [Reference] = []

    /// How many entries there are.
    var count: Int { references.count }

    mutating func add(_ entries: [V1.NewObject]) throws(CallError) {
        for entry in entries {
            if entry.find {
                try entry.checkFindable()
                references.append(.named(try Kind(entry.kind, field: "kind"), entry.name))
            } else {
                objects.append(try NewObject(entry, among: references))
                references.append(.new(objects.count - 1))
            }
        }
    }

    /// The id of each entry: given by this import, or found; 0 for a container that nothing needed.
    func ids(_ creation: Creation, _ caller: Caller, _ state: State) -> [UInt64] {
        // Most imports look for nothing, and are large.
        let finds = references.contains { if case .named = $0 { true } else { false } }
        var containers = finds ? Self.made(by: creation) : [:]
        return references.map { reference in
            switch reference {
            case .existing(let id): return id.rawValue
            case .new(let place): return creation.ids[place].rawValue
            case .named(let kind, let name):
                if let known = containers[reference] { return known.rawValue }
                guard let group = caller.group else { return 0 }
                let found = state.objects(named: name, kind: kind, owner: caller.user, in: group).first
                containers[reference] = found
                return found?.rawValue ?? 0
            }
        }
    }

    /// Containers that were made because there were none of that name, by how entries refer to them.
    private static func made(by creation: Creation) -> [Reference: ObjectID] {
        let asked = Set(creation.ids)
        var made: [Reference: ObjectID] = [:]
        for case .createObject(let id, let object) in creation.plan.mutations where !asked.contains(id) {
            made[.named(object.kind, object.name)] = id
        }
        return made
    }
}

extension NewObject {
    /// - Parameter references: how it may refer to the entries before it.
    init(_ entry: V1.NewObject, among references: [Reference]) throws(CallError) {
        var attributes = Attributes()
        var derivedFrom: Reference?
        var plateRun: Reference?
        let kind = try Kind(entry.kind, field: "kind")
        try kind.checkBareness(name: entry.name, entry.attributes)
        try entry.attributes.checkFieldsDiffer()
        for attribute in entry.attributes {
            switch (attribute.field, attribute.value) {
            case (.derivedFrom, .reference(let id)): derivedFrom = .existing(ObjectID(id))
            case (.derivedFrom, .newReference(let position)): derivedFrom = try references.entry(position)
            case (.plateRun, .reference(let id)): plateRun = .existing(ObjectID(id))
            case (.plateRun, .newReference(let position)): plateRun = try references.entry(position)
            default: try attributes.set(attribute)
            }
        }
        try attributes.checkSize(with: entry.name)
        self.init(
            kind: kind, name: entry.name,
            parent: try references.reference(entry.parent, entry.newParent, field: "parent"),
            child: try references.reference(entry.child, entry.newChild, field: "child"),
            derivedFrom: derivedFrom, plateRun: plateRun, attributes: attributes)
    }
}

extension Kind {
    /// A link is its two ends, and nothing else can be said of it.
    func checkBareness(name: String, _ attributes: [V1.Attribute]) throws(CallError) {
        guard isLink else { return }
        guard name.isEmpty else { throw .invalid(.saysNothing("a link", field: "name")) }
        guard attributes.isEmpty else { throw .invalid(.saysNothing("a link", field: "attributes")) }
    }
}

extension V1.NewObject {
    /// What is looked for by its name is what it is: nothing more can be said of it.
    fileprivate func checkFindable() throws(CallError) {
        let what = "what is found by its name"
        guard attributes.isEmpty else { throw .invalid(.saysNothing(what, field: "attributes")) }
        guard parent == 0, newParent == 0 else { throw .invalid(.saysNothing(what, field: "parent")) }
        guard child == 0, newChild == 0 else { throw .invalid(.saysNothing(what, field: "child")) }
    }
}

extension [Reference] {
    /// What an entry refers to: an object that exists, or an entry before it.
    fileprivate func reference(
        _ id: UInt64, _ position: UInt32, field: String
    ) throws(CallError) -> Reference? {
        guard position != 0 else { return ObjectID(named: id).map { .existing($0) } }
        guard id == 0 else { throw .invalid(.bothWays(field, "new_" + field)) }
        return try entry(position)
    }

    /// The entry at a position, counted from 1.
    fileprivate func entry(_ position: UInt32) throws(CallError) -> Reference {
        guard position > 0, position <= count else { throw .invalid(.reference(position, count: count)) }
        return self[Int(position) - 1]
    }
}
