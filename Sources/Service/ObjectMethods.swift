internal import Permissions
internal import Protobuf
internal import Store
internal import Wire

/// `cohort.v1.Objects`, but for listing and importing.
extension Service {
    static func create(
        _ request: V1.CreateRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.CreateReply> {
        let kind = try Kind(request.kind, field: "kind")
        let caller = try caller.looking(request.scope)
        let parent = ObjectID(named: request.parent)
        let child = ObjectID(named: request.child)
        let creation: Creation
        if request.official {
            guard kind == .script else { throw .invalid(.onlyScriptsAreOfficial) }
            guard parent == nil && child == nil else { throw .refusal(.wrongKinds(kind, parent: nil, child: nil)) }
            let attributes = try Attributes(request.attributes)
            try attributes.checkSize(with: request.name)
            creation = try lawful { () throws(Refusal) in
                try Creating.createOfficialScript(
                    name: request.name, attributes: attributes, by: caller, in: state)
            }
        } else if kind.isLink, let parent, let child {
            try kind.checkBareness(name: request.name, request.attributes)
            creation = try lawful { () throws(Refusal) in
                try Linking.link(kind, parent: parent, child: child, by: caller, in: state)
            }
        } else {
            var entry = V1.NewObject()
            (entry.kind, entry.name, entry.attributes) = (request.kind, request.name, request.attributes)
            (entry.parent, entry.child) = (request.parent, request.child)
            let new = try NewObject(entry, among: [])
            creation = try lawful { () throws(Refusal) in try Creating.create(new, by: caller, in: state) }
        }
        return Change(creation.plan, .with { $0.id = creation.ids[0].rawValue })
    }

    static func get(_ request: V1.GetRequest, _ caller: Caller, _ state: State) throws(CallError) -> V1.GetReply {
        try state.checkPresent(request.atLeastRevision)
        let caller = try caller.looking(request.scope)
        var size = ReplySize()
        var reply = V1.GetReply()
        for id in try request.ids.objectIDs(field: "ids") {
            let object = try ObjectView.message(id, for: caller, in: state)
            size.add(object)
            try size.check()
            reply.objects.append(object)
        }
        return reply
    }

    static func update(
        _ request: V1.UpdateRequest, _ caller: Caller, _ state: State
    ) throws(CallError) -> Change<V1.UpdateReply> {
        let id = ObjectID(request.id)
        let caller = try caller.looking(request.scope)
        var mutations: [Mutation] = []
        if let parent = request.parent {
            mutations += try lawful { () throws(Refusal) in
                try Linking.setParent(of: id, to: ObjectID(named: parent), by: caller, in: state)
            }.mutations
        }
        if request.parent == nil || request.name != nil || !request.attributes.isEmpty || !request.clear.isEmpty {
            // Sight comes first: nothing of the object is read before the law has been asked.
            _ = try lawful { () throws(Refusal) in try Decision.check(.edit, on: id, by: caller, in: state) }
            guard let object = state.object(id) else { throw .refusal(.noSuchObject(id)) }
            var attributes = object.attributes
            if request.namesContentDigest { throw .refusal(.invalidAttribute(object.kind, .contentDigest)) }
            for field in request.clear { attributes[try Permissions.Field(field)] = nil }
            try attributes.set(request.attributes)
            try attributes.checkSize(with: request.name ?? object.name)
            mutations += try lawful { () throws(Refusal) in
                try Editing.edit(id, name: request.name ?? object.name, attributes: attributes, by: caller, in: state)
            }.mutations
        }
        return Change(Plan(mutations), V1.UpdateReply())
    }
}

extension V1.UpdateRequest {
    /// Whether it sets or clears what an upload alone sets: not even what it is already.
    fileprivate var namesContentDigest: Bool {
        clear.contains(.contentDigest) || attributes.contains { $0.field == .contentDigest }
    }
}

extension Attributes {
    /// Refuses what would crowd out everything else in a frame.
    func checkSize(with name: String) throws(CallError) {
        let size = entries.reduce(name.utf8.count) { $0 + $1.value.size }
        guard size <= WireLimits.objectSizeMax else {
            throw .invalid(.objectTooLarge(size, max: WireLimits.objectSizeMax))
        }
    }
}

extension Value {
    fileprivate var size: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        // Even an empty pair takes room.
        case .pairs(let pairs): pairs.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 8 }
        case .integer, .real, .truth, .reference: 8
        }
    }
}
