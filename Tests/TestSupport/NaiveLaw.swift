public import Permissions

/// The law once more, read slowly from its text (`PERMISSIONS.md`, sections 2, 3, 5, 11 and 12). It shares no code with
/// the decisions that it is held against.
public struct NaiveLaw {
    /// Rows as printed: administrator, group owner, member; each private, read-only, read-annotate, read-write.
    static let table = """
        view              | Y Y Y Y | Y Y Y Y | N Y Y Y
        annotate          | N Y Y Y | N Y Y Y | N N Y Y
        delete            | Y Y Y Y | Y Y Y Y | N N N Y
        edit              | Y Y Y Y | Y Y Y Y | N N N Y
        mix               | N Y Y Y | N Y Y Y | N N N Y
        move              | Y Y Y Y | N N N N | N N N N
        removeAnnotations | Y Y Y Y | Y Y Y Y | N N N Y
        render            | N Y Y Y | N Y Y Y | N Y Y Y
        derive            | N Y Y Y | N Y Y Y | N Y Y Y
        give              | Y Y Y Y | Y Y Y Y | N N N N
        """

    let world: World

    public init(_ world: World) { self.world = world }

    /// The cells of the table, as printed: by action, column and level.
    private static let cells: [Action: [[Bool]]] = Dictionary(
        uniqueKeysWithValues: Action.allCases.map { action in
            for line in table.split(separator: "\n") {
                let parts = line.split(separator: "|").map { $0.split(separator: " ").map(String.init) }
                if parts[0] == ["\(action)"] { return (action, parts.dropFirst().map { $0.map { $0 == "Y" } }) }
            }
            preconditionFailure("every action has its row")
        })

    /// What the table prints for an action, a column (0 administrator, 1 group owner, 2 member) and a level.
    public static func cell(_ action: Action, column: Int, _ level: Level) -> Bool {
        cells[action]![column][Int(level.rawValue) - 1]
    }

    /// Whether the caller may know of the object.
    public func sees(_ caller: Caller, _ id: ObjectID) -> Bool {
        guard let object = world.object(id) else { return false }
        if object.kind.naiveIsLink {
            return sees(caller, object.parent ?? ObjectID(0)) && sees(caller, object.child ?? ObjectID(0))
        }
        if object.group == GroupID(1) { return true }
        if caller.sessionKind == .script && caller.group != object.group { return false }
        if case .group(let only) = caller.scope, only != object.group { return false }
        if caller.administration != .none { return true }
        switch world.membership(of: caller.user, in: object.group) {
        case nil: return false
        case .owner: return true
        case .member: return object.owner == caller.user || level(object) != .private
        }
    }

    /// Whether the caller may do it.
    public func allows(_ caller: Caller, _ action: Action, _ id: ObjectID) -> Bool {
        guard sees(caller, id), let object = world.object(id) else { return false }
        if action == .view { return true }
        if caller.isReadOnly { return false }
        if object.group == GroupID(1) {
            return (action == .edit || action == .delete) && holds(caller, .manageScripts)
        }
        switch (object.kind, action) {
        case (.annotationLink, .delete):
            return may(caller, .removeAnnotations, object) || ownsBothEnds(caller, object, .deleteData)
        case (.projectDatasetLink, .delete), (.datasetImageLink, .delete), (.screenPlateLink, .delete),
            (.folderImageLink, .delete), (.folderROILink, .delete):
            return may(caller, .mix, object) || ownsBothEnds(caller, object, .writeData)
        case (.roi, .edit), (.renderingSettings, .edit), (.renderingSettings, .delete):
            return object.owner == caller.user && may(caller, action, object)
        default: return may(caller, action, object)
        }
    }

    /// Own data, then each row that fits the caller.
    private func may(_ caller: Caller, _ action: Action, _ object: Object) -> Bool {
        let membership = world.membership(of: caller.user, in: object.group)
        let isCovered = holds(caller, privilege(action))
        if object.owner == caller.user && action != .give && (membership != nil || isCovered) { return true }
        var columns: [Int] = []
        if isCovered { columns.append(0) }
        if membership == .owner { columns.append(1) }
        if membership != nil { columns.append(2) }
        return columns.contains { NaiveLaw.cell(action, column: $0, level(object)) }
    }

    /// The same for an object of somebody in a group, as if it lay there.
    func may(_ caller: Caller, _ action: Action, owner: UserID, in group: GroupID) -> Bool {
        may(
            caller, action,
            Object(
                kind: .image, owner: owner, group: group, name: "", parent: nil, child: nil, attributes: Attributes()))
    }

    private func ownsBothEnds(_ caller: Caller, _ link: Object, _ privilege: Privileges) -> Bool {
        let isHere = world.membership(of: caller.user, in: link.group) != nil || holds(caller, privilege)
        return isHere && [link.parent, link.child].allSatisfy { world.object($0 ?? ObjectID(0))?.owner == caller.user }
    }

    private func level(_ object: Object) -> Level {
        guard let group = world.group(object.group) else { preconditionFailure("objects lie in groups") }
        return group.level
    }

    private func privilege(_ action: Action) -> Privileges {
        switch action {
        case .annotate, .edit, .mix, .derive, .render: .writeData
        case .delete, .removeAnnotations: .deleteData
        case .move: .move
        case .give: .give
        case .view: []
        }
    }

    func holds(_ caller: Caller, _ privilege: Privileges) -> Bool {
        switch caller.administration {
        case .full: true
        case .restricted(let held): held.rawValue & privilege.rawValue == privilege.rawValue
        case .none: false
        }
    }
}
