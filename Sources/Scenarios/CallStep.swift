internal import Permissions
internal import Protobuf
internal import Wire

/// One call of a stage as a call of the protocol.
struct CallStep {
    let connection: Int
    let scope: V1.Scope
    let suffix: String
    let newUID: UInt32
    /// Of a session that was opened.
    private(set) var token: [UInt8]?

    init(connection: Int, scope: V1.Scope, suffix: String, newUID: UInt32) {
        self.connection = connection
        self.scope = scope
        self.suffix = suffix
        self.newUID = newUID
    }

    mutating func run<Carrier: Transport>(_ call: StageCall, by carrier: inout Carrier) throws(StageError) -> StageReply
    {
        switch call {
        case .create(let objects, let official):
            if objects.count == 1 {
                let object = objects[0]
                let reply = try carrier.ask(V1.Objects.create, on: connection) { request in
                    request.fill(from: object)
                    (request.official, request.scope) = (official, scope)
                }
                return .with { $0.ids = [ObjectID(reply.id)] }
            }
            let found = Set(objects.compactMap(\.namedParent)).map(V1.NewObject.init)
            let entries = objects.map { V1.NewObject($0, behind: found) }
            let reply = try carrier.ask(V1.Objects.import, on: connection) {
                ($0.objects, $0.scope) = (found + entries, scope)
            }
            return .with { $0.ids = reply.ids.dropFirst(found.count).map { ObjectID($0) } }
        case .setParent(let id, let parent):
            _ = try carrier.ask(V1.Objects.update, on: connection) {
                ($0.id, $0.parent, $0.scope) = (id.rawValue, parent?.rawValue ?? 0, scope)
            }
            return StageReply()
        case .edit(let id, let name): return try edit(id, name, by: &carrier)
        case .delete(let ids, let options, let dryRun):
            let reply = try carrier.ask(V1.Objects.delete, on: connection) {
                ($0.targets, $0.keepContents) = (ids.map(\.rawValue), options.keepsContents)
                ($0.include, $0.dryRun, $0.scope) = (options.include.kinds, dryRun, scope)
            }
            return .with { $0.plan = StagePlan(reply.plan) }
        case .move(let ids, let group, let options, let dryRun, let digest):
            let reply = try carrier.ask(V1.Objects.move, on: connection) {
                ($0.targets, $0.group) = (ids.map(\.rawValue), group.rawValue)
                ($0.exclude, $0.into) = (options.exclude.kinds, options.into?.rawValue ?? 0)
                ($0.dryRun, $0.digest, $0.scope) = (dryRun, digest, scope)
            }
            return .with { $0.plan = StagePlan(reply.plan) }
        case .copy(let ids, let group, let dryRun):
            let reply = try carrier.ask(V1.Objects.copy, on: connection) {
                ($0.targets, $0.group, $0.dryRun, $0.scope) = (ids.map(\.rawValue), group.rawValue, dryRun, scope)
            }
            return .with {
                $0.plan = StagePlan(reply.plan)
                $0.ids = reply.ids.map { ObjectID($0) }
            }
        case .give(let ids, let user, let dryRun, let digest):
            let reply = try carrier.ask(V1.Objects.give, on: connection) {
                ($0.targets, $0.user) = (ids.map(\.rawValue), user.rawValue)
                ($0.dryRun, $0.digest, $0.scope) = (dryRun, digest, scope)
            }
            return .with { $0.plan = StagePlan(reply.plan) }
        case .setLevel(let group, let level, let dryRun, let digest):
            let reply = try carrier.ask(V1.Accounts.changeLevel, on: connection) {
                ($0.group, $0.level) = (group.rawValue, V1.Level(rawValue: Int32(level.rawValue)))
                ($0.dryRun, $0.digest) = (dryRun, digest)
            }
            return .with { $0.plan = StagePlan(reply.plan) }
        default: return try administer(call, by: &carrier)
        }
    }

    private func edit<Carrier: Transport>(
        _ id: ObjectID, _ name: String?, by carrier: inout Carrier
    ) throws(StageError) -> StageReply {
        var request = V1.UpdateRequest.with { ($0.id, $0.name, $0.scope) = (id.rawValue, name, scope) }
        if name == nil {
            // What it is decides what is edited of it; whoever does not see it is told so by the edit itself.
            let got: V1.GetReply? = try? carrier.call(
                V1.Objects.get, .with { ($0.ids, $0.scope) = ([id.rawValue], scope) }, on: connection)
            let kind = got?.objects.first.flatMap { UInt8(exactly: $0.kind.rawValue) }.flatMap(Kind.init) ?? .image
            request.attributes = [
                .with {
                    $0.field = V1.Field(rawValue: Int32(Field.editedField(of: kind).rawValue))
                    switch Value.edited(kind) {
                    case .bytes(let bytes): $0.value = .bytes(bytes)
                    case .text(let text): $0.value = .text(text)
                    default: break
                    }
                }
            ]
        }
        let _: V1.UpdateReply = try carrier.ask(V1.Objects.update, on: connection) { $0 = request }
        return StageReply()
    }

    mutating func keep(_ token: [UInt8]) { self.token = token }
}

extension Inclusion {
    fileprivate var kinds: [V1.Kind] {
        (contains(.tag) ? [.tag] : []) + (contains(.attachment) ? [.attachment] : [])
    }
}

extension StagePlan {
    init?(_ plan: V1.Plan?) {
        guard let plan else { return nil }
        self.init()
        func ids(_ part: V1.PlanPart?) -> Set<ObjectID> { Set((part?.first ?? []).map { ObjectID($0.id) }) }
        (lost, moved, stays) = (ids(plan.lost), ids(plan.moved), ids(plan.stays))
        for count in plan.made?.counts ?? [] {
            if let kind = UInt8(exactly: count.kind.rawValue).flatMap(Kind.init) { made[kind] = Int(count.count) }
        }
        digest = plan.digest
    }
}

extension V1.CreateRequest {
    fileprivate mutating func fill(from object: NewObject) {
        let entry = V1.NewObject(object, behind: [])
        (kind, name, parent, child, attributes) = (entry.kind, entry.name, entry.parent, entry.child, entry.attributes)
    }
}

extension NewObject {
    /// The container that it is linked into, if that is told by its name.
    fileprivate var namedParent: Named? {
        guard case .named(let kind, let name) = parent else { return nil }
        return Named(kind: kind, name: name)
    }

    fileprivate struct Named: Hashable {
        let kind: Kind
        let name: String
    }
}

extension V1.NewObject {
    /// A container that is looked for by its name.
    fileprivate init(_ named: NewObject.Named) {
        self.init()
        (kind, name, find) = (V1.Kind(rawValue: Int32(named.kind.rawValue)), named.name, true)
    }

    /// - Parameter found: entries before it in the import. References count from 1 on the wire.
    init(_ object: NewObject, behind found: [V1.NewObject]) {
        self.init()
        kind = V1.Kind(rawValue: Int32(object.kind.rawValue))
        name = object.name
        switch object.parent {
        case .existing(let id): parent = id.rawValue
        case .new(let place): newParent = UInt32(found.count + place + 1)
        case .named(let kind, let name):
            let place = found.firstIndex { $0.name == name && $0.kind.rawValue == Int32(kind.rawValue) } ?? 0
            newParent = UInt32(place + 1)
        case nil: break
        }
        switch object.child {
        case .existing(let id): child = id.rawValue
        case .new(let place): newChild = UInt32(found.count + place + 1)
        case .named, nil: break
        }
        for (field, reference) in [(V1.Field.derivedFrom, object.derivedFrom), (.plateRun, object.plateRun)] {
            guard case .existing(let id) = reference else { continue }
            attributes.append(
                .with {
                    $0.field = field
                    $0.value = .reference(id.rawValue)
                })
        }
    }
}
